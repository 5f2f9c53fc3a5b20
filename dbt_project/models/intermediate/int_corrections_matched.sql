{{ config(materialized='table') }}

-- What each correction does, and to which row: one row per correction and measure, or per correction alone.
-- A later correction of the same row (by date, then file, then line) takes the place of an earlier one. A row
-- that the reader no longer gives is looked for as the correction wants it; if that is not there either,
-- the correction makes the row. `thuocdo explain` runs this very file, so it reads nothing but its three inputs.
with placed as (

    select
        corrections.*,
        -- an added row is known by its indicator, so that two of them can stand at one place
        case
            when corrections.read_indicator <> '' then corrections.read_indicator
            when corrections.action = 'add' then corrections.indicator
            else ''
        end as addressed_indicator,
        case when corrections.new_level <> '' then corrections.new_level else corrections.level end as wanted_level,
        case
            when corrections.new_year = '' then corrections.year
            else try_cast(corrections.new_year as integer)
        end as wanted_year,
        row_number() over (
            order by corrections.corrected_on, corrections.source_id, corrections.row_number
        ) as precedence
    from {{ ref('int_corrections_placed') }} as corrections

),

texts as (

    select
        placed.correction_key,
        substr(texts.text, placed.value_start + 1, placed.value_end - placed.value_start) as text_there
    from placed
    inner join {{ ref('stg_raw__texts') }} as texts on placed.reading_key = texts.reading_key

),

judged as (

    select
        placed.*,
        case
            when placed.reading_key is null then 'document_not_known'
            when
                texts.text_there is null
                or length(texts.text_there) <> placed.value_end - placed.value_start
                or (placed.value_text <> '' and placed.value_text <> texts.text_there)
                then 'place_not_found'
            when
                exists (
                    select 1 from placed as later_ones
                    where
                        later_ones.reading_key = placed.reading_key
                        and later_ones.value_start = placed.value_start
                        and later_ones.value_end = placed.value_end
                        and later_ones.level = placed.level
                        and later_ones.year is not distinct from placed.year
                        and later_ones.addressed_indicator in ('', placed.addressed_indicator)
                        and later_ones.precedence > placed.precedence
                )
                then 'superseded'
        end as refusal
    from placed
    left join texts on placed.correction_key = texts.correction_key

),

standing as (

    select * from judged
    where refusal is null

),

measures_there as (

    select measures.*
    from {{ ref('stg_raw__measures') }} as measures
    where
        (measures.reading_key, measures.value_start, measures.value_end) in (
            select
                standing.reading_key,
                standing.value_start,
                standing.value_end
            from standing
        )

),

named_rows as (

    select
        standing.correction_key,
        standing.precedence,
        measures.reading_key,
        measures.measure_key,
        'applied' as how
    from standing
    inner join measures_there as measures
        on
            standing.reading_key = measures.reading_key
            and standing.value_start = measures.value_start
            and standing.value_end = measures.value_end
            and standing.level = measures.level
            and standing.year is not distinct from measures.year
            and standing.addressed_indicator in ('', measures.indicator)

),

rows_that_agree as (

    select
        standing.correction_key,
        standing.precedence,
        measures.reading_key,
        measures.measure_key,
        'reader_agrees' as how
    from standing
    inner join measures_there as measures
        on
            standing.reading_key = measures.reading_key
            and standing.value_start = measures.value_start
            and standing.value_end = measures.value_end
            and standing.wanted_level = measures.level
            and standing.wanted_year is not distinct from measures.year
            and (
                standing.addressed_indicator in ('', measures.indicator)
                or standing.indicator = measures.indicator
            )
    where
        standing.action <> 'drop'
        and standing.correction_key not in (select named_rows.correction_key from named_rows)
        and measures.measure_key not in (select named_rows.measure_key from named_rows)

),

candidates as (

    select * from named_rows
    union all
    select * from rows_that_agree

),

latest_word as (

    select *
    from candidates
    qualify
        row_number() over (
            partition by reading_key, measure_key
            order by precedence desc
        ) = 1

),

-- where a row must be made, the reader's other row at the same place lends what the correction leaves open
lenders as (

    select
        standing.correction_key,
        measures.measure_key
    from standing
    inner join measures_there as measures
        on
            standing.reading_key = measures.reading_key
            and standing.value_start = measures.value_start
            and standing.value_end = measures.value_end
    where standing.action = 'set'
    qualify
        row_number() over (
            partition by standing.correction_key
            order by
                (standing.level = measures.level) desc,
                (standing.year is not distinct from measures.year) desc,
                measures.measure_key asc
        ) = 1

),

decided as (

    select
        judged.*,
        latest_word.measure_key,
        case when latest_word.measure_key is null then lenders.measure_key end as lender_measure_key,
        case
            when judged.refusal is not null then judged.refusal
            when latest_word.measure_key is not null and judged.action = 'drop' then 'dropped'
            when latest_word.measure_key is not null then latest_word.how
            when judged.correction_key in (select candidates.correction_key from candidates) then 'superseded'
            when judged.action = 'drop' then 'nothing_to_drop'
            when judged.action = 'add' then 'added'
            when lenders.measure_key is not null or (judged.kind <> '' and judged.unit <> '') then 'row_made'
            else 'no_figure'
        end as outcome
    from judged
    left join latest_word on judged.correction_key = latest_word.correction_key
    left join lenders on judged.correction_key = lenders.correction_key

)

select * exclude (refusal) from decided
