{# The order in which the bearers of one name are asked: those that stood on the day first, then the 63 provinces,
   the 34, and the two that ended in 2008. #}
{% macro nearest_in_time(day, names) -%}
    coalesce(
        {{ day }} between coalesce({{ names }}.valid_from, {{ day }}) and coalesce({{ names }}.valid_to, {{ day }}),
        false
    ) desc,
    array_position(['63', '34', '64'], {{ names }}.units)
{%- endmacro %}
