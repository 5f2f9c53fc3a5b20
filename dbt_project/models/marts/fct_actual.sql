{{
    config(
        materialized='incremental', incremental_strategy='append', on_schema_change='fail',
        pre_hook='{{ forget(of_series_to_build(this.identifier)) }}'
    )
}}

-- depends_on: {{ ref('int_document_states') }}
-- depends_on: {{ ref('int_series_to_build') }}
with actuals as (

    select * from {{ ref('int_actuals_united') }}
    union all by name
    select * from {{ ref('int_actuals_kept') }}

),

-- of series with more than one current actual; of the others the one speaks for itself. The condition holds for each
-- row: it tells DuckDB that these are the fewer, so that it keeps them in memory and not all actuals
ranked as (

    select
        actual_key,
        position,
        before_next_because
    from {{ ref('int_actuals_ranked') }}
    where position >= 1

),

chosen as (

    select
        actuals.*,
        ranked.before_next_because,
        methods.method_version,
        belongs.index_code as index_of_indicator,
        actuals.is_current
        and actuals.indicator_key <> 'other'
        and actuals.locality_key <> 'unknown'
        and actuals.year_key <> 0
        and not actuals.is_year_assumed
        and coalesce(ranked.position = 1, true) as is_preferred
    from actuals
    left join ranked on actuals.actual_key = ranked.actual_key
    left join {{ ref('int_indices_of_indicators') }} as belongs on actuals.indicator_key = belongs.indicator_key
    left join {{ ref('index_methods') }} as methods
        on
            case when not actuals.is_year_assumed then actuals.index_code end = methods.index_code
            and actuals.year_key between methods.first_year and coalesce(methods.last_year, 9999)

)

select
    * exclude (before_next_because, index_of_indicator),
    case
        when method_version is not null then null
        when index_of_indicator is null then 'no_index'
        when level_key not in ('all', 'national') then 'not_of_a_whole_province'
        when index_code is null then 'index_not_stated'
        when year_key = 0 then 'year_not_stated'
        when is_year_assumed then 'year_assumed'
        else 'methods_not_listed'
    end as method_unknown_because,
    case when is_preferred then coalesce(before_next_because, 'only_actual') end as preferred_because
from chosen
