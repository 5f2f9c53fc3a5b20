{# The day as of which the marts speak. #}
{% macro run_date() -%}
    cast('{{ env_var("THUOCDO_RUN_DATE") }}' as date)
{%- endmacro %}

{# Whether a year is over on the day of the run: its last day has come. #}
{% macro is_over(year) -%}
    make_date({{ year }}, 12, 31) <= {{ run_date() }}
{%- endmacro %}
