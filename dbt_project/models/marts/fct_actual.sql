with from_texts as (

    select
        measure_key as actual_key,
        'text' as origin,
        document_key,
        indicator_key,
        locality_key,
        level_key,
        year_key,
        comparator,
        value_low,
        value_high,
        unit,
        change,
        baseline_year,
        period_start,
        is_derived,
        scope,
        locality_text,
        value_text,
        quote,
        value_start,
        value_end,
        quote_start,
        quote_end,
        section,
        rule,
        year_rule,
        indicator_score,
        cast(null as varchar) as sheet,
        cast(null as bigint) as row_number,
        cast(null as varchar) as column_name,
        cast(null as varchar) as cell_text,
        reader_version,
        is_corrected,
        correction_key,
        correction_author,
        correction_date,
        correction_reason,
        read_as,
        known_from,
        is_current
    from {{ ref('int_measures_keyed') }}
    where kind = 'actual'

),

from_exports as (

    select
        value_key as actual_key,
        'export' as origin,
        document_key,
        indicator_key,
        locality_key,
        level_key,
        year_key,
        '=' as comparator,
        value as value_low,
        cast(null as double) as value_high,
        unit,
        '' as change,
        cast(null as integer) as baseline_year,
        cast(null as integer) as period_start,
        is_derived,
        '' as scope,
        locality_text,
        cell_text as value_text,
        row_text as quote,
        cast(null as bigint) as value_start,
        cast(null as bigint) as value_end,
        cast(null as bigint) as quote_start,
        cast(null as bigint) as quote_end,
        cast(null as varchar) as section,
        cast(null as varchar) as rule,
        cast(null as varchar) as year_rule,
        cast(null as double) as indicator_score,
        sheet,
        row_number,
        column_name,
        cell_text,
        reader_version,
        false as is_corrected,
        cast(null as varchar) as correction_key,
        cast(null as varchar) as correction_author,
        cast(null as date) as correction_date,
        cast(null as varchar) as correction_reason,
        cast(null as varchar) as read_as,
        known_from,
        is_current
    from {{ ref('int_values_keyed') }}

),

all_actuals as (

    select * from from_texts
    union all
    select * from from_exports

)

select
    all_actuals.*,
    coalesce(methods.method_version, '') as method_version
from all_actuals
left join {{ ref('index_methods') }} as methods
    on
        starts_with(all_actuals.indicator_key, methods.prefix)
        and all_actuals.year_key between methods.first_year and coalesce(methods.last_year, 9999)
