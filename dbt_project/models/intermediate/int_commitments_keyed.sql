{{ config(materialized='table') }}

-- Each target with the promise it states: the same indicator, locality, level, year, scope, change and value in one
-- family of documents. "Tối thiểu 90%", "trên 90%" and "90%" of the same thing are one promise; "không quá 90%" is another,
-- where both are stated. Of what the codebook does not name, only the same words at the same place of the same
-- sentence are one promise.
with targets as (

    select
        measures.*,
        families.family_key,
        families.is_own_statement,
        families.is_in_force,
        coalesce(documents.document_date, documents.known_from) as stated_on,
        case
            when measures.comparator in ('<=', '<') then 'at_most'
            when measures.comparator in ('>=', '>') then 'at_least'
            else ''
        end as side,
        case when measures.change = '' then 0 else coalesce(measures.baseline_year, 0) end as counted_from,
        case
            when measures.indicator_key = 'other'
                then concat_ws(chr(31), measures.quote, measures.value_start - measures.quote_start)
            else ''
        end as wording
    from {{ ref('int_measures_keyed') }} as measures
    inner join {{ ref('int_document_families') }} as families on measures.document_key = families.document_key
    inner join {{ ref('int_documents_described') }} as documents on measures.document_key = documents.document_key
    where measures.kind = 'target'

),

identified as (

    select
        *,
        concat_ws(
            chr(31), family_key, indicator_key, locality_key, level_key, year_key, unit, change, counted_from,
            {{ plain_name('scope') }}, value_low, coalesce(cast(value_high as varchar), ''), wording
        ) as promise
    from targets

),

sided as (

    select
        *,
        left(
            sha256(
                concat_ws(
                    chr(31),
                    promise,
                    case
                        when min(nullif(side, '')) over same_promise <> max(side) over same_promise then side
                        else ''
                    end
                )
            ), 32
        ) as commitment_key
    from identified
    window same_promise as (partition by promise)

)

select
    measure_key as target_key,
    commitment_key,
    is_own_statement,
    is_in_force,
    row_number() over (
        partition by commitment_key
        order by
            is_in_force desc,
            is_own_statement desc,
            is_derived asc,
            stated_on asc,
            known_from asc,
            document_key asc,
            value_start asc,
            measure_key asc
    ) = 1 as is_lead
from sided
