-- Each promise beside each national target of the same indicator and year that covers its level: the same level;
-- the whole province, where the nation asks one of its levels; any level, where the nation speaks of the country.
with promises as (

    select * from {{ ref('int_promises_ruled') }}

),

national as (

    select * from {{ ref('int_national_targets_ruled') }}

)

select
    promises.target_key,
    national.national_target_key,
    promises.locality_key,
    case
        when national.is_country_wide then 'country_wide'
        when promises.level_key = national.level_key then 'same_level'
        else 'whole_province'
    end as level_relation,
    case
        when
            promises.measured_group <> national.measured_group
            and '' not in (promises.measured_group, national.measured_group)
            then 'other_group'
        when promises.measured_group = national.measured_group and promises.scope_meaning = national.scope_meaning
            then 'same'
        when promises.measured_group = '' and promises.scope_meaning = '' then 'only_nation_states_one'
        when national.measured_group = '' and national.scope_meaning = '' then 'only_promise_states_one'
        else 'both_state_one'
    end as scope_relation,
    case
        when promises.unit <> national.unit then 'units_differ'
        when promises.change <> national.change then 'changes_differ'
        when promises.baseline_year <> national.baseline_year then 'baselines_differ'
        when promises.direction <> national.direction then 'directions_differ'
        when promises.strength is null then 'no_direction'
        when scope_relation = 'other_group' then 'groups_differ'
    end as not_comparable_because,
    case
        when promises.strength > national.strength then 'stricter'
        when promises.strength < national.strength then 'weaker'
        when promises.is_strict and not national.is_strict then 'stricter'
        when national.is_strict and not promises.is_strict then 'weaker'
        else 'equal'
    end as comparison_of_figures
from promises
inner join national
    on
        promises.indicator_key = national.indicator_key
        and promises.year_key = national.year_key
        and (
            national.is_country_wide
            or promises.level_key = national.level_key
            or promises.level_key = 'all'
        )
