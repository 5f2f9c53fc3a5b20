-- The statements as the reader gave them, with the corrections laid over them: what a correction leaves empty
-- stays as it was read, `-` makes a field empty. A corrected row has the key it would have if the reader had read
-- it so; where both say the same, the corrected row stays. `thuocdo explain` runs this very file.
with corrections as (

    select * from {{ ref('int_corrections_matched') }}

),

measures as not materialized (

    select * from {{ ref('stg_raw__measures') }}

),

as_read as (

    select
        *,
        concat_ws(
            ' | ',
            kind,
            indicator,
            level,
            coalesce(cast(year as varchar), 'no year'),
            concat_ws(
                ' ',
                comparator,
                printf('%.15g', value_low),
                printf('%.15g', value_high),
                unit,
                nullif(change, '')
            ),
            nullif(scope, ''),
            nullif(locality_text, '')
        ) as read_as
    from measures
    where
        (reading_key, measure_key) in (
            select
                corrections.reading_key,
                coalesce(corrections.measure_key, corrections.lender_measure_key) as measure_key
            from corrections
        )

),

-- the surroundings of a value that the reader gave no row for: its line, at most 400 characters to each side
surroundings as (

    select
        corrections.correction_key,
        substr(texts.text, corrections.value_start + 1, corrections.value_end - corrections.value_start) as value_text,
        regexp_extract(
            substr(
                texts.text,
                greatest(corrections.value_start - 400, 0) + 1,
                corrections.value_start - greatest(corrections.value_start - 400, 0)
            ),
            '[^\s][^\r\n]*$|$'
        ) as before_value,
        regexp_extract(substr(texts.text, corrections.value_end + 1, 400), '^[^\r\n]*') as after_value
    from corrections
    inner join {{ ref('stg_raw__texts') }} as texts on corrections.reading_key = texts.reading_key
    where corrections.outcome in ('added', 'row_made')

),

corrected as (

    select
        corrections.precedence,
        corrections.reading_key,
        corrections.document_key,
        corrections.value_start,
        corrections.value_end,
        corrections.wanted_level as level,
        corrections.wanted_year as year,
        corrections.reader_version,
        as_read.period_start,
        coalesce(nullif(corrections.kind, ''), as_read.kind) as kind,
        coalesce(nullif(corrections.indicator, ''), as_read.indicator, 'other') as indicator,
        case when corrections.indicator <> '' then 1 else coalesce(as_read.indicator_score, 0) end as indicator_score,
        case
            when coalesce(corrections.wanted_year, 0) = coalesce(as_read.year, 0)
                then coalesce(as_read.year_rule, 'correction')
            else 'correction'
        end as year_rule,
        case
            when corrections.baseline_year = '' then as_read.baseline_year
            else try_cast(corrections.baseline_year as integer)
        end as baseline_year,
        coalesce(nullif(corrections.comparator, ''), as_read.comparator) as comparator,
        coalesce(corrections.value_low, as_read.value_low) as value_low,
        -- a figure is corrected as a whole, and has an upper end only where the correction gives one
        case when corrections.value_low is null then as_read.value_high else corrections.value_high end as value_high,
        coalesce(nullif(corrections.unit, ''), as_read.unit) as unit,
        coalesce(as_read.is_derived and corrections.measure_key is not null, false) as is_derived,
        coalesce(surroundings.value_text, as_read.value_text) as value_text,
        coalesce(
            as_read.quote, surroundings.before_value || surroundings.value_text || surroundings.after_value
        ) as quote,
        coalesce(as_read.quote_start, corrections.value_start - length(surroundings.before_value)) as quote_start,
        coalesce(as_read.quote_end, corrections.value_end + length(surroundings.after_value)) as quote_end,
        coalesce(as_read.section, '') as section,
        case when corrections.measure_key is null then 'correction' else as_read.rule end as rule,
        case corrections.change when '' then coalesce(as_read.change, '') when '-' then '' else corrections.change end
            as change,
        case corrections.scope when '' then coalesce(as_read.scope, '') when '-' then '' else corrections.scope end
            as scope,
        case corrections.locality_text
            when '' then coalesce(as_read.locality_text, '')
            when '-' then ''
            else corrections.locality_text
        end as locality_text,
        corrections.correction_key,
        corrections.author as correction_author,
        corrections.corrected_on as correction_date,
        corrections.reason as correction_reason,
        corrections.measure_key as read_measure_key,
        case when corrections.measure_key is null then '' else as_read.read_as end as read_as
    from corrections
    left join as_read
        on
            corrections.reading_key = as_read.reading_key
            and coalesce(corrections.measure_key, corrections.lender_measure_key) = as_read.measure_key
    left join surroundings on corrections.correction_key = surroundings.correction_key
    where corrections.outcome in ('applied', 'reader_agrees', 'added', 'row_made')

),

corrected_once as (

    select
        *,
        left(
            sha256(
                concat_ws(
                    chr(31),
                    document_key,
                    value_start,
                    value_end,
                    kind,
                    indicator,
                    locality_text,
                    level,
                    coalesce(cast(year as varchar), ''),
                    change
                )
            ), 32
        ) as measure_key
    from corrected
    qualify
        row_number() over (
            partition by reading_key, measure_key
            order by precedence desc
        ) = 1

),

untouched as (

    select *
    from measures
    where
        (reading_key, measure_key) not in (
            select
                corrections.reading_key,
                corrections.measure_key
            from corrections
            where corrections.measure_key is not null
            union all
            select
                corrected_once.reading_key,
                corrected_once.measure_key
            from corrected_once
        )

)

select
    *,
    false as is_corrected,
    cast(null as varchar) as correction_key,
    cast(null as varchar) as correction_author,
    cast(null as date) as correction_date,
    cast(null as varchar) as correction_reason,
    cast(null as varchar) as read_measure_key,
    cast(null as varchar) as read_as
from untouched
union all by name
select
    * exclude (precedence),
    true as is_corrected
from corrected_once
