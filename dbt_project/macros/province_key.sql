{# The key of a province: a code means nothing without the set of units ('63' or '34') it belongs to. #}
{% macro province_key(units, code) -%}
    'p' || {{ units }} || '-' || {{ code }}
{%- endmacro %}
