-- Of whom or what each national target speaks, by the same words as the provinces' targets.
with targets as (

    select
        national_target_key,
        indicator_key,
        scope,
        {{ marked_name('scope') }} as plain_scope,
        '' as clause
    from {{ ref('fct_national_target') }}

),

{{ read_scopes('targets', 'national_target_key') }}
