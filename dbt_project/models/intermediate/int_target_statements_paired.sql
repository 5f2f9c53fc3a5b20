-- Two different statements about one series, each shown by the sentences that say it: those of one document where
-- a document says both, else those of the oldest document that says each.
with statements as (

    select
        *,
        dense_rank() over (
            partition by series_key
            order by comparator, value_low, value_high, baseline_year, measured_group
        ) as statement_number
    from {{ ref('int_target_statements_contested') }}

),

oldest as (

    select
        *,
        cast(sum(document_count) over (partition by series_key, statement_number) as bigint) as stating_document_count
    from statements
    qualify
        row_number() over (
            partition by series_key, statement_number
            order by document_date asc nulls last, document_key asc
        ) = 1

),

within_one_document as (

    select
        one.series_key,
        one.statement_number,
        another.statement_number as other_statement_number,
        one.target_key,
        another.target_key as other_target_key
    from statements as one
    inner join statements as another
        on
            one.series_key = another.series_key
            and one.document_key = another.document_key
            and one.statement_number < another.statement_number
    qualify
        row_number() over (
            partition by one.series_key, one.statement_number, another.statement_number
            order by one.document_date asc nulls last, one.document_key asc
        ) = 1

)

select
    one.series_key,
    coalesce(within_one_document.target_key, one.target_key) as target_key,
    coalesce(within_one_document.other_target_key, another.target_key) as other_target_key,
    within_one_document.target_key is not null as is_within_one_document,
    one.stating_document_count as document_count,
    another.stating_document_count as other_document_count
from oldest as one
inner join oldest as another
    on
        one.series_key = another.series_key
        and one.statement_number < another.statement_number
        -- the same figure for two groups
        and (
            one.measured_group = another.measured_group
            or (one.comparator, one.value_low, one.value_high)
            is distinct from (another.comparator, another.value_low, another.value_high)
        )
        -- cuts measured from two years are two series
        and (
            one.change = ''
            or one.baseline_year = another.baseline_year
            or 0 in (one.baseline_year, another.baseline_year)
        )
left join within_one_document
    on
        one.series_key = within_one_document.series_key
        and one.statement_number = within_one_document.statement_number
        and another.statement_number = within_one_document.other_statement_number
