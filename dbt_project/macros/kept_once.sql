{# The rows of a dataset of raw, each once: two runs at the same time may have kept the same reading twice, each in a
   file of its own, and then one of the files counts (stg_raw__copies). Asked in this way, DuckDB reads from the files
   only the readings that a model joins with. #}
{% macro kept_once(dataset) %}
    select kept.*
    from {{ source('raw', dataset) }} as kept
    left join {{ ref('stg_raw__copies') }} as copies
        on kept.reading_key = copies.reading_key and copies.dataset = '{{ dataset }}'
    where copies.reading_key is null or kept.filename = copies.filename
{% endmacro %}
