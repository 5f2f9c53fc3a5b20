-- The rule by which each current target is judged: in which direction a better figure lies, and how far
-- it must reach. A rank is better when lower; of a stated decrease, the larger cut is better.
with targets as (

    select * from {{ ref('fct_target') }}
    where is_current

),

indicators as (

    select
        indicator_key,
        better,
        is_in_codebook
    from {{ ref('dim_indicator') }}

),

wishes as (

    select
        targets.*,
        indicators.is_in_codebook,
        case
            when targets.change = 'decrease' then 'higher'
            when targets.unit = 'rank' and targets.change = 'increase' then 'higher'
            when targets.unit = 'rank' then 'lower'
            else indicators.better
        end as better
    from targets
    inner join indicators on targets.indicator_key = indicators.indicator_key

),

directions as (

    select
        *,
        case
            when unit = 'rank' and change = '' then 'at_most'
            when comparator in ('>=', '>') then 'at_least'
            when comparator in ('<=', '<') then 'at_most'
            when better = 'higher' then 'at_least'
            when better = 'lower' then 'at_most'
            else 'inside'
        end as direction
    from wishes

)

select
    target_key,
    document_key,
    indicator_key,
    locality_key,
    level_key,
    year_key,
    unit,
    change,
    scope,
    comparator,
    value_low as target_low,
    value_high as target_high,
    direction,
    comparator in ('>', '<') as is_strict,
    case when direction <> 'at_most' then value_low end as must_reach,
    case when direction <> 'at_least' then coalesce(value_high, value_low) end as must_not_exceed,
    case
        when not is_in_codebook then 'indicator_not_in_codebook'
        when locality_key = 'unknown' then 'locality_unknown'
        when year_key = 0 then 'year_not_stated'
    end as cannot_be_judged_because
from directions
