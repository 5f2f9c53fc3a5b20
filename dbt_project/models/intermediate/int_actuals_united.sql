-- What texts and exports say was achieved, in one shape; the index that a figure is an edition of, and whether its
-- year is the document's own for want of a better one.
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

),

documents as (

    select
        document_key,
        index_code
    from {{ ref('int_documents_described') }}

),

-- that others measure the same (a province's own survey) is no news of the index: it must be named
with_index as (

    select
        all_actuals.*,
        case
            when belongs.is_exclusive or belongs.index_code = documents.index_code then belongs.index_code
            when
                all_actuals.origin = 'text'
                and regexp_matches(
                    lower(nfc_normalize(concat_ws(' ', all_actuals.section, all_actuals.quote))), belongs.named_as
                )
                then belongs.index_code
        end as stated_index_code
    from all_actuals
    inner join documents on all_actuals.document_key = documents.document_key
    left join {{ ref('int_indices_of_indicators') }} as belongs on all_actuals.indicator_key = belongs.indicator_key

)

select
    with_index.* exclude (stated_index_code),  -- noqa: RF02
    coalesce(scopes.measured_group, '') as measured_group,
    -- an index is made of whole provinces; what a province finds of its parts by the like is its own
    case when with_index.level_key in ('all', 'national') then with_index.stated_index_code end as index_code,
    coalesce(with_index.stated_index_code is not null and rules.is_assumed, false) as is_year_assumed,
    {{ counted_from('with_index', 'coalesce(paces.adds_up, false)') }} as counted_from
from with_index
left join {{ ref('int_scopes_read') }} as scopes on with_index.actual_key = scopes.measure_key
left join {{ ref('year_rules') }} as rules on with_index.year_rule = rules.year_rule
left join {{ ref('pace_rules') }} as paces on with_index.unit = paces.unit
