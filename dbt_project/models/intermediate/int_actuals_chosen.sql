{{ config(materialized='table') }}

-- For each series that a target asks about and each year up to that of the run, the actual that speaks for it: the
-- preferred one, and why it is. A province that only changed its code may have one under each code: then what became
-- known last.
with asked_series as (

    select distinct {{ series_key('targets') }} as series_key
    from {{ ref('int_targets_ruled') }} as targets
    where targets.cannot_be_judged_because is null

),

placed as (

    select
        actuals.*,
        localities.place_key
    from {{ ref('fct_actual') }} as actuals
    inner join {{ ref('int_localities_continued') }} as localities on actuals.locality_key = localities.locality_key
    where actuals.is_preferred and actuals.year_key <= year({{ run_date() }}) and {{ of_slices_to_build('actuals') }}

),

keyed as (

    select
        placed.*,
        {{ series_key('placed') }} as series_key
    from placed

)

select
    keyed.actual_key,
    keyed.series_key,
    keyed.year_key,
    keyed.comparator,
    keyed.value_low as actual_value,
    keyed.value_high as actual_value_high,
    case when keyed.comparator not in ('<=', '<') then keyed.value_low end as floor_value,
    case
        when keyed.comparator = 'between' then keyed.value_high
        when keyed.comparator not in ('>=', '>') then keyed.value_low
    end as ceiling_value,
    coalesce(keyed.method_version, '') as method_version,
    keyed.preferred_because as chosen_because
from keyed
inner join asked_series on keyed.series_key = asked_series.series_key
qualify
    row_number() over (
        partition by keyed.series_key, keyed.year_key
        order by keyed.known_from desc, keyed.actual_key asc
    ) = 1
