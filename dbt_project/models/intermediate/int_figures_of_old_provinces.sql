-- What old provinces promised, and what is known of the same series as a result: the material of the roll-up.
-- Promises whose scopes mean the same and that speak of the same group are one series; a result is found by its
-- group and the words of the scope. Figures of a single district or commune, and derived ones beside stated ones, are left out.
with targets as (

    select
        'target' as figure_kind,
        target_key as figure_key,
        today_province_locality_key,
        locality_key,
        indicator_key,
        level_key,
        year_key,
        unit,
        change,
        scope as scope_words,
        measured_group,
        scope_meaning as scope,
        comparator,
        value_low,
        value_high
    from {{ ref('fct_target_today') }}
    where succession <> 'same' and locality_key = province_locality_key and year_key > 0

),

asked as (

    select distinct
        today_province_locality_key,
        indicator_key,
        level_key,
        unit,
        change,
        scope_words,
        measured_group
    from targets

),

actuals as (

    select
        'actual' as figure_kind,
        actuals.actual_key as figure_key,
        asked.today_province_locality_key,
        actuals.locality_key,
        actuals.indicator_key,
        actuals.level_key,
        actuals.year_key,
        actuals.unit,
        actuals.change,
        actuals.scope as scope_words,
        actuals.measured_group,
        actuals.scope,
        actuals.comparator,
        actuals.value_low,
        actuals.value_high
    from {{ ref('fct_actual') }} as actuals
    inner join {{ ref('dim_locality') }} as localities on actuals.locality_key = localities.locality_key
    inner join asked
        on
            localities.today_province_locality_key = asked.today_province_locality_key
            and actuals.indicator_key = asked.indicator_key
            and actuals.level_key = asked.level_key
            and actuals.unit = asked.unit
            and actuals.change = asked.change
            and actuals.scope = asked.scope_words
            and actuals.measured_group = asked.measured_group
    where
        actuals.is_preferred
        and localities.locality_level = 'province'
        and not localities.stands_today

)

select * from targets
union all
select * from actuals
