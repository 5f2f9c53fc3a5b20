-- How did a province's rank and score in an index move over the years, and where does each figure come from?
with parameters as (
    select
        'Hải Phòng' as province,
        'par_index' as index_name
),

figures as (
    select
        actual.year_key as year,
        case when actual.unit = 'rank' then actual.value_low end as place,
        case when actual.unit <> 'rank' then actual.value_low end as score,
        document.source_id
    from fct_actual as actual
    inner join dim_locality as locality on actual.locality_key = locality.locality_key
    inner join dim_document as document on actual.document_key = document.document_key
    cross join parameters
    where
        locality.name_vi = parameters.province
        and starts_with(actual.indicator_key, parameters.index_name)
        and actual.origin = 'export'
        and actual.change = ''
        and actual.is_current
)

select
    year,
    max(place) as place,
    max(score) as score,
    string_agg(distinct source_id, ', ') as sources
from figures
group by year
order by year
