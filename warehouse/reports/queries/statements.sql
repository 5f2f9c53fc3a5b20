-- The sentences and cells behind the figures that a report shows. Whatever shows a further figure adds its key here.
with shown_actuals as (
    select unnest([actual_key, latest_actual_key, near_actual_key]) as actual_key
    from fct_attainment
    union
    select unnest([score_actual_key, rank_actual_key, country_published_actual_key]) as actual_key
    from fct_index_history
    union
    select unnest([first_actual_key, other_actual_key]) as actual_key
    from fct_conflict
    where not is_within_rounding
)

select
    target_key as statement_key,
    document_key,
    quote,
    quote_start,
    quote_end,
    value_start,
    value_end,
    section,
    '' as sheet,
    null as row_number,
    '' as column_name,
    value_text as cell_text,
    correction_author,
    correction_date,
    correction_reason
from fct_target
union all
select
    actual.actual_key as statement_key,
    actual.document_key,
    actual.quote,
    actual.quote_start,
    actual.quote_end,
    actual.value_start,
    actual.value_end,
    actual.section,
    coalesce(actual.sheet, '') as sheet,
    actual.row_number,
    coalesce(actual.column_name, '') as column_name,
    coalesce(actual.cell_text, actual.value_text) as cell_text,
    actual.correction_author,
    actual.correction_date,
    actual.correction_reason
from fct_actual as actual
inner join shown_actuals on actual.actual_key = shown_actuals.actual_key
union all
select
    responsibility_key as statement_key,
    document_key,
    quote,
    quote_start,
    quote_end,
    agency_start as value_start,
    agency_end as value_end,
    '' as section,
    '' as sheet,
    null as row_number,
    '' as column_name,
    agency_text as cell_text,
    null as correction_author,
    null as correction_date,
    null as correction_reason
from fct_responsibility
where is_in_force
order by statement_key
