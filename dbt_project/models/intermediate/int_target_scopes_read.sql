-- Of whom or what each target speaks. The clause of its value stands between the semicolons of its sentence.
with targets as (

    select
        measure_key as target_key,
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
    where kind = 'target'

),

{{ read_scopes('targets', 'target_key') }}
