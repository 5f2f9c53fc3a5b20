{# The rows of a dataset of raw, each once: two runs at the same time may have kept the same reading twice, each in a
   file of its own. Only rows of readings that stand in two files are compared with each other, so that millions of
   others pass untouched. #}
{% macro kept_once(relation) %}
    with repeated as (

        select reading_key
        from {{ relation }}
        group by reading_key
        having count(distinct filename) > 1

    )

    select *
    from {{ relation }}
    where reading_key not in (select repeated.reading_key from repeated)
    union all
    select distinct *
    from {{ relation }}
    where reading_key in (select repeated.reading_key from repeated)
{% endmacro %}
