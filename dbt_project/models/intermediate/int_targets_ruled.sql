{{ config(materialized='table') }}

-- The rule by which each promise in force is judged, by its lead target: in which direction a better figure lies,
-- how far it must reach, and of which series of results it speaks. A rank is better when lower; of a stated
-- decrease, the larger cut is.
with targets as (

    select targets.*
    from {{ ref('fct_target') }} as targets
    where targets.is_lead and targets.is_in_force and {{ of_slices_to_build('targets') }}

),

documents as (

    select
        document_key,
        year(document_date) as promised_in_year
    from {{ ref('dim_document') }}

),

described as (

    select
        targets.*,
        indicators.is_in_codebook,
        documents.promised_in_year,
        localities.place_key,
        localities.ended_on as locality_ended_on,
        levels.valid_to as level_ended_on,
        indicators.better,
        case when targets.change = '' then coalesce(rules.pace_method, 'linear_pace') else 'linear_pace' end
            as pace_method,
        rules.speaks_for_years,
        {{ counted_from('targets', 'coalesce(rules.adds_up, false)') }} as counted_from
    from targets
    inner join {{ ref('dim_indicator') }} as indicators on targets.indicator_key = indicators.indicator_key
    inner join {{ ref('int_localities_continued') }} as localities on targets.locality_key = localities.locality_key
    inner join {{ ref('dim_level') }} as levels on targets.level_key = levels.level_key
    inner join documents on targets.document_key = documents.document_key
    left join {{ ref('pace_rules') }} as rules on targets.unit = rules.unit

),

directions as (

    select
        *,
        {{ demand_direction('described', 'better') }} as direction
    from described

),

keyed as (

    select
        directions.*,
        {{ series_key('directions') }} as series_key
    from directions

)

select
    target_key,
    document_key,
    indicator_key,
    locality_key,
    place_key,
    level_key,
    year_key,
    unit,
    change,
    scope,
    measured_group,
    counted_from,
    series_key,
    change <> '' and counted_from = 0 as is_base_missing,
    comparator,
    value_low as target_low,
    value_high as target_high,
    direction,
    comparator in ('>', '<') as is_strict,
    case when direction <> 'at_most' then value_low end as must_reach,
    case when direction <> 'at_least' then coalesce(value_high, value_low) end as must_not_exceed,
    pace_method,
    speaks_for_years,
    promised_in_year,
    case when change = '' then baseline_year end as stated_baseline_year,
    case when year_key > 0 then {{ is_over('year_key') }} end as is_due,
    case when locality_ended_on < make_date(year_key, 12, 31) then locality_ended_on end as locality_ended_on,
    case when level_ended_on < make_date(year_key, 12, 31) then level_ended_on end as level_ended_on,
    case
        when not is_in_codebook then 'indicator_not_in_codebook'
        when locality_key = 'unknown' then 'locality_unknown'
        when year_key = 0 then 'year_not_stated'
    end as cannot_be_judged_because
from keyed
