{# The key of a province (code of two digits), district (three) or commune (five): a code means nothing without
   the set of units ('64', '63' or '34') it belongs to. #}
{% macro locality_key(units, code) -%}
    case length({{ code }}) when 2 then 'p' when 3 then 'd' else 'c' end || {{ units }} || '-' || {{ code }}
{%- endmacro %}
