-- Each row of the seed once per level it speaks of, with our code, level and unit, and whether a source prints it.
with targets as (

    select
        *,
        {{ key_of(['document', 'indicator_text_vi', 'level', 'year', 'comparator', 'value']) }}
            as national_statement_key
    from {{ ref('national_targets') }}

),

targets_by_level as (

    select
        targets.*,
        unnest(string_split(targets.level_codes, ';')) as level_code
    from targets

)

select
    {{ key_of(['national_statement_key', 'level_code']) }} as national_target_key,
    national_statement_key,
    document as document_number,
    -- two documents of one programme: the later one stands
    cast(right(issued, 10) as date) as issued_on,
    indicator_code as indicator_key,
    level_code as level_key,
    coalesce(year, 0) as year_key,
    comparator,
    value,
    unit_code as unit,
    coalesce(change, '') as change,
    baseline_year,
    coalesce(scope, '') as scope,
    indicator_text_vi,
    level as level_text_vi,
    unit as unit_text_vi,
    level_code <> 'national' as is_asked_of_provinces,
    level = 'quốc gia' as is_country_wide,
    source_id as source_ids,
    not list_contains(string_split(source_id, ';'), 'GK') as is_verified,
    confidence,
    coalesce(note, '') as note,
    coalesce(mapping_note, '') as mapping_note,
    case
        when indicator_code = 'other' then 'indicator_not_in_codebook'
        when year is null then 'year_not_stated'
    end as cannot_be_compared_because
from targets_by_level
