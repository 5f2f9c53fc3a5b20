{# The rows of a relation, each once: two runs at the same time may have kept the same row twice. Only rows
   whose key is repeated are compared with each other, so that millions of others pass untouched; numbers are counted
   faster than words, and two keys of one number are only compared without need. #}
{% macro kept_once(relation, key) %}
    with repeated as (

        select hash({{ key }}, reading_key) as row_hash
        from {{ relation }}
        group by row_hash
        having count(*) > 1

    )

    select *
    from {{ relation }}
    where hash({{ key }}, reading_key) not in (select repeated.row_hash from repeated)
    union all
    select distinct *
    from {{ relation }}
    where hash({{ key }}, reading_key) in (select repeated.row_hash from repeated)
{% endmacro %}
