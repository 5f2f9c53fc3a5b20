{{
    config(
        materialized='incremental', incremental_strategy='append', on_schema_change='fail',
        pre_hook='{{ forget(of_rollups_to_build(this.identifier)) }}'
    )
}}

-- One series of a present province from those it was made of: the figures side by side, and one figure only where
-- arithmetic gives it. A share that is the same in all parts is the same in the whole; counts of what belongs to one
-- province add up; shares of communes are weighted by the communes of the old provinces, known for 2025.
with figures as (

    select
        figures.*,
        provinces.name_vi as province_name_vi,
        successions.commune_share
    from {{ ref('int_figures_of_old_provinces') }} as figures
    inner join {{ ref('dim_locality') }} as provinces on figures.locality_key = provinces.locality_key
    left join {{ ref('bridge_locality_succession') }} as successions
        on
            figures.locality_key = successions.locality_key
            and figures.today_province_locality_key = successions.successor_locality_key
    where {{ of_rollups_to_build('figures') }}

),

-- a figure that several documents state counts once
stated as (

    select
        *,
        -- where one part is above a figure and another at least at it, the whole is at least at it
        case comparator when '>' then '>=' when '<' then '<=' else comparator end as comparator_together,
        row_number() over (
            partition by
                figure_kind, today_province_locality_key, indicator_key, level_key, year_key, unit, change,
                measured_group, scope, locality_key
            order by figure_key
        ) = 1 as is_first_of_province
    from figures
    qualify
        row_number() over (
            partition by
                figure_kind, today_province_locality_key, indicator_key, level_key, year_key, unit, change,
                measured_group, scope, locality_key, comparator, value_low, value_high
            order by figure_key
        ) = 1

),

series as (

    select
        figure_kind,
        today_province_locality_key,
        indicator_key,
        level_key,
        year_key,
        unit,
        change,
        measured_group,
        scope,
        count(*) filter (where is_first_of_province) as stating_count,
        count(*) as figure_count,
        min(value_low) = max(value_low) as is_one_value,
        min(comparator_together) = max(comparator_together) as is_one_comparator,
        if(min(comparator) = max(comparator), min(comparator), min(comparator_together)) as comparator,
        min(value_low) as value_low,
        max(value_high) as value_high,
        -- rounded: the last bit of a sum depends on the order of its parts
        round(sum(value_low), 6) as value_sum,
        round(sum(value_low * commune_share), 6) as value_by_communes,
        count(commune_share) = count(*) as are_communes_known,
        string_agg(
            province_name_vi || ': ' || comparator || ' ' || printf('%.15g', value_low)
            || coalesce(' - ' || printf('%.15g', value_high), ''), '; '
            order by province_name_vi, comparator, value_low
        ) as side_by_side
    from stated
    group by
        figure_kind, today_province_locality_key, indicator_key, level_key, year_key, unit, change, measured_group,
        scope

),

reasoned as (

    select
        series.*,
        provinces.predecessor_count,
        methods.method as known_method,
        case
            when series.figure_count > series.stating_count then 'several_values_in_one_province'
            when levels.valid_to < make_date(series.year_key, 12, 31) then 'level_ended'
            when provinces.predecessor_count = 1 then 'only_predecessor'
            when series.stating_count < provinces.predecessor_count then 'another_province_is_silent'
            when not series.is_one_comparator or series.comparator = 'between' then 'meant_differently'
            when methods.method = 'sum' and series.unit = 'count' then 'sum'
            when indicators.area_key = 'governance' or series.unit <> 'percent' then 'cannot_be_put_together'
            when series.is_one_value then 'same_in_all'
            when
                methods.method = 'weighted_by_communes' and series.year_key = 2025 and series.are_communes_known
                then 'weighted_by_communes'
            else 'weights_not_known'
        end as reason
    from series
    inner join {{ ref('dim_locality') }} as provinces
        on series.today_province_locality_key = provinces.locality_key
    inner join {{ ref('dim_level') }} as levels on series.level_key = levels.level_key
    inner join {{ ref('dim_indicator') }} as indicators on series.indicator_key = indicators.indicator_key
    left join {{ ref('rollup_methods') }} as methods on series.indicator_key = methods.indicator

)

select
    left(
        sha256(
            concat_ws(
                chr(31), figure_kind, today_province_locality_key, indicator_key, level_key, year_key, unit, change,
                measured_group, scope
            )
        ), 32
    ) as rollup_key,
    figure_kind,
    today_province_locality_key,
    indicator_key,
    level_key,
    year_key,
    unit,
    change,
    measured_group,
    scope,
    predecessor_count,
    stating_count,
    side_by_side,
    case
        when reason in ('only_predecessor', 'same_in_all', 'sum', 'weighted_by_communes') then comparator
    end as comparator,
    case reason
        when 'only_predecessor' then value_low
        when 'same_in_all' then value_low
        when 'sum' then value_sum
        when 'weighted_by_communes' then value_by_communes
    end as value_low,
    case when reason = 'only_predecessor' then value_high end as value_high,
    reason
from reasoned
