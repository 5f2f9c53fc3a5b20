-- The nation's targets that can be compared, and how much each asks for. Where a statement names ministries and
-- provinces, its national level means the ministries: provinces are compared with what is asked of them.
with targets as (

    select * from {{ ref('fct_national_target') }}
    where cannot_be_compared_because is null and (is_asked_of_provinces or is_country_wide)

),

indicators as (

    select
        indicator_key,
        better
    from {{ ref('dim_indicator') }}

),

directed as (

    select
        targets.*,
        scopes.measured_group,
        scopes.scope_meaning,
        {{ demand_direction('targets', 'indicators.better') }} as direction,
        targets.comparator in ('>', '<') as is_strict
    from targets
    inner join indicators on targets.indicator_key = indicators.indicator_key
    inner join {{ ref('int_national_scopes_read') }} as scopes
        on targets.national_target_key = scopes.national_target_key

)

select
    *,
    {{ demand_strength('direction', 'value', 'value') }} as strength
from directed
