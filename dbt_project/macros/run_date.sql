{# The day as of which the marts speak. #}
{% macro run_date() -%}
    cast('{{ var("run_date") }}' as date)
{%- endmacro %}
