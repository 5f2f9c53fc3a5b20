with promises as (

    select * from {{ ref('int_promises_ruled') }}

),

national as (

    select * from {{ ref('fct_national_target') }}

),

matched as (

    select
        promises.target_key,
        matched.national_target_key,
        matched.level_relation,
        matched.scope_relation,
        case when matched.not_comparable_because is null then matched.comparison_of_figures end as comparison,
        case
            when matched.target_key is null then 'no_national_target'
            else coalesce(matched.not_comparable_because, 'figures_compared')
        end as reason
    from promises
    left join {{ ref('int_promises_matched') }} as matched on promises.target_key = matched.target_key

),

compared as (

    select
        matched.*,
        promises.commitment_key,
        promises.indicator_key,
        promises.locality_key,
        promises.level_key,
        promises.year_key,
        promises.unit,
        promises.change,
        promises.comparator as promise_comparator,
        promises.value_low as promise_value,
        promises.value_high as promise_value_high,
        promises.scope as promise_scope,
        promises.document_date as promise_document_date,
        ranked.provinces_promising,
        ranked.lowest_promised,
        ranked.highest_promised,
        ranked.place_among_provinces,
        cast(null as bigint) as documents_searched
    from matched
    inner join promises on matched.target_key = promises.target_key
    inner join {{ ref('int_promises_ranked') }} as ranked
        on
            promises.indicator_key = ranked.indicator_key
            and promises.level_key = ranked.level_key
            and promises.year_key = ranked.year_key
            and promises.unit = ranked.unit
            and promises.change = ranked.change
            and promises.measured_group = ranked.measured_group
            and promises.direction = ranked.direction
            and promises.locality_key = ranked.locality_key

),

-- what the provinces that do answer a national target promise
answers as (

    select
        matched.national_target_key,
        count(distinct matched.locality_key) as provinces_promising,
        min(promises.value_low) as lowest_promised,
        max(coalesce(promises.value_high, promises.value_low)) as highest_promised
    from {{ ref('int_promises_matched') }} as matched
    inner join promises on matched.target_key = promises.target_key
    where matched.not_comparable_because is null
    group by matched.national_target_key

),

silent as (

    select
        cast(null as varchar) as target_key,
        silences.national_target_key,
        'same_level' as level_relation,
        cast(null as varchar) as scope_relation,
        'absent' as comparison,
        silences.reason,
        cast(null as varchar) as commitment_key,
        national.indicator_key,
        silences.locality_key,
        national.level_key,
        national.year_key,
        national.unit,
        national.change,
        cast(null as varchar) as promise_comparator,
        cast(null as double) as promise_value,
        cast(null as double) as promise_value_high,
        cast(null as varchar) as promise_scope,
        cast(null as date) as promise_document_date,
        coalesce(answers.provinces_promising, 0) as provinces_promising,
        answers.lowest_promised,
        answers.highest_promised,
        cast(null as bigint) as place_among_provinces,
        silences.documents_searched
    from {{ ref('int_silences_found') }} as silences
    inner join national on silences.national_target_key = national.national_target_key
    left join answers on silences.national_target_key = answers.national_target_key

),

all_comparisons as (

    select * from compared
    union all
    select * from silent

)

select
    {{ key_of(['comparisons.target_key', 'comparisons.national_target_key', 'comparisons.locality_key']) }}
        as promise_comparison_key,
    comparisons.target_key,
    comparisons.commitment_key,
    comparisons.national_target_key,
    comparisons.indicator_key,
    comparisons.locality_key,
    comparisons.level_key,
    comparisons.year_key,
    comparisons.unit,
    comparisons.change,
    comparisons.promise_comparator,
    comparisons.promise_value,
    comparisons.promise_value_high,
    comparisons.promise_scope,
    comparisons.promise_document_date,
    national.document_number as national_document_number,
    national.issued_on as national_issued_on,
    national.level_key as national_level_key,
    national.comparator as national_comparator,
    national.value as national_value,
    national.unit as national_unit,
    national.scope as national_scope,
    national.confidence as national_confidence,
    national.is_verified as national_is_verified,
    comparisons.level_relation,
    comparisons.scope_relation,
    national.issued_on <= comparisons.promise_document_date as was_asked_before_promise,
    comparisons.comparison,
    comparisons.reason,
    case
        when comparisons.comparison in ('stricter', 'equal', 'weaker')
            then round(comparisons.promise_value - national.value, 6)
    end as difference,
    comparisons.provinces_promising,
    comparisons.lowest_promised,
    comparisons.highest_promised,
    comparisons.place_among_provinces,
    comparisons.documents_searched
from all_comparisons as comparisons
left join national on comparisons.national_target_key = national.national_target_key
