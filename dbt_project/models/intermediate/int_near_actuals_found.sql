-- For each due target without a result of its year: the result of the same indicator, place and year that comes
-- nearest, and what sets it apart. It decides nothing; it says why nothing was decided.
with unanswered as (

    select * from {{ ref('int_targets_compared') }}
    where is_due and cannot_be_judged_because is null and not coalesce(is_of_due_year, false)

),

asked as (

    select distinct
        indicator_key,
        place_key,
        year_key
    from unanswered

),

placed as (

    select
        actuals.*,
        asked.place_key
    from {{ ref('fct_actual') }} as actuals
    inner join {{ ref('int_localities_continued') }} as localities on actuals.locality_key = localities.locality_key
    inner join asked
        on
            actuals.indicator_key = asked.indicator_key
            and localities.place_key = asked.place_key
            and actuals.year_key = asked.year_key
    where actuals.is_current and not actuals.is_year_assumed

),

-- the first difference named here is the reason when there are several
differences as (

    select
        unanswered.target_key,
        placed.actual_key,
        case
            when unanswered.unit <> placed.unit then 'unit'
            when unanswered.change <> placed.change then 'change'
            when unanswered.level_key <> placed.level_key then 'level'
            when unanswered.measured_group <> placed.measured_group then 'group'
            when unanswered.scope <> placed.scope then 'scope'
            else 'period'
        end as set_apart_by,
        cast(unanswered.unit <> placed.unit as integer)
        + cast(unanswered.change <> placed.change as integer)
        + cast(unanswered.level_key <> placed.level_key as integer)
        + cast(unanswered.measured_group <> placed.measured_group as integer)
        + cast(unanswered.scope <> placed.scope as integer)
        + cast(unanswered.counted_from <> placed.counted_from as integer) as differences
    from unanswered
    inner join placed
        on
            unanswered.indicator_key = placed.indicator_key
            and unanswered.place_key = placed.place_key
            and unanswered.year_key = placed.year_key

)

select
    target_key,
    min_by(actual_key, row(differences, actual_key)) as near_actual_key,
    min_by(set_apart_by, row(differences, actual_key)) as set_apart_by
from differences
group by target_key
