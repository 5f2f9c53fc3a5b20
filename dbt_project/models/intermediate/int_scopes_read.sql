{{ config(materialized='table') }}

-- Of whom or what promises and results of texts speak, where they may speak of a part or of one group among several:
-- of all others nothing is to be read. The clause of a value stands between the semicolons of its sentence.
with measures as (

    select
        measure_key,
        indicator_key,
        scope,
        {{ marked_name('scope') }} as plain_scope,
        case
            when value_start is null then quote
            else
                regexp_extract(left(quote, value_start - quote_start), '[^;]*$')
                || regexp_extract(substr(quote, value_start - quote_start + 1), '^[^;]*')
        end as clause
    from {{ ref('int_measures_keyed') }}
    where
        kind in ('target', 'actual')
        and (
            scope <> ''
            or indicator_key in (
                select words.indicator_code from {{ ref('scope_words') }} as words
                where words.effect = 'group'
            )
        )

),

{{ read_scopes('measures', 'measure_key') }}
