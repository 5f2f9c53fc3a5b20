{# A moment as a clock in Vietnam shows it: seven hours ahead of UTC, all year. #}
{% macro time_at_home(moment) -%}
    make_timestamp(epoch_us({{ moment }}) + 25200000000)
{%- endmacro %}
