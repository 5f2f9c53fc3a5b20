-- Each usable figure of an export, with the keys of the dimensions. Rows with a problem never pass here.
with decided_values as (

    select
        value_key,
        decision
    from {{ ref('stg_raw__quarantine_decisions') }}
    where value_key <> ''

),

usable_values as (

    select figures.*
    from {{ ref('stg_raw__values') }} as figures
    left join decided_values on figures.value_key = decided_values.value_key
    where
        figures.problem = '' and coalesce(decided_values.decision, '') <> 'withhold'
        or figures.problem <> ''
        and decided_values.decision = 'release'
        and figures.value is not null
        and figures.year is not null
        and (figures.locality_code <> '' or figures.locality_units = 'country')

),

versions as (

    select * from {{ ref('int_versions_to_build') }}

)

select
    usable_values.value_key,
    usable_values.document_key,
    usable_values.indicator as indicator_key,
    case
        when usable_values.locality_units = 'country' and usable_values.level = 'all' then 'national'
        else usable_values.level
    end as level_key,
    usable_values.value,
    usable_values.unit,
    usable_values.locality_text,
    usable_values.sheet,
    usable_values.row_number,
    usable_values.column_name,
    usable_values.cell_text,
    usable_values.row_text,
    usable_values.reader_version,
    usable_values.is_derived,
    versions.known_from,
    versions.is_current,
    coalesce(usable_values.year, 0) as year_key,
    case
        when usable_values.locality_units = 'country' then 'country'
        when usable_values.locality_code = '' then 'unknown'
        else {{ locality_key('usable_values.locality_units', 'usable_values.locality_code') }}
    end as locality_key
from usable_values
inner join versions on usable_values.reading_key = versions.reading_key
