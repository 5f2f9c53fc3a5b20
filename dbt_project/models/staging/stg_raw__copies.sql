{{ config(materialized='table') }}

-- Readings that two runs at the same time kept twice, each whole in a file of its own: the file that counts.
{% for dataset in ['measures', 'values', 'relations', 'responsibilities', 'corrections'] %}
    select
        '{{ dataset }}' as dataset,
        reading_key,
        min(filename) as filename
    from {{ source('raw', dataset) }}
    group by reading_key
    having min(filename) < max(filename)
    {{ 'union all' if not loop.last }}
{% endfor %}
