{# The rows of a relation, each once: two runs at the same time may have kept the same row twice. Only rows
   whose key is repeated are compared with each other, so that millions of others pass untouched. #}
{% macro kept_once(relation, key) %}
    with repeated as (

        select {{ key }}, reading_key
        from {{ relation }}
        group by {{ key }}, reading_key
        having count(*) > 1

    )

    select rows_once.*
    from {{ relation }} as rows_once
    left join repeated
        on rows_once.{{ key }} = repeated.{{ key }} and rows_once.reading_key = repeated.reading_key
    where repeated.{{ key }} is null
    union all
    select distinct rows_repeated.*
    from {{ relation }} as rows_repeated
    inner join repeated
        on rows_repeated.{{ key }} = repeated.{{ key }} and rows_repeated.reading_key = repeated.reading_key
{% endmacro %}
