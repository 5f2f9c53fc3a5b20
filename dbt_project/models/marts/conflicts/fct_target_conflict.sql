{{
    config(
        materialized='incremental', incremental_strategy='append', on_schema_change='fail',
        pre_hook='{{ forget(of_slices_to_build(this.identifier)) }}'
    )
}}

-- depends_on: {{ ref('int_slices_to_build') }}
-- The two statements of a pair in the order in which they were made, and what their difference means.
with pairs as (

    select
        target_key,
        other_target_key,
        is_within_one_document,
        document_count,
        other_document_count
    from {{ ref('int_target_statements_paired') }}

),

targets as (

    select
        targets.target_key,
        targets.document_key,
        documents.document_date,
        targets.indicator_key,
        targets.locality_key,
        targets.level_key,
        targets.year_key,
        targets.unit,
        targets.scope,
        targets.measured_group,
        targets.change,
        targets.comparator,
        targets.value_low,
        targets.value_high,
        targets.is_derived,
        targets.value_start,
        targets.quote,
        lower(regexp_replace(targets.quote, '\s+', ' ', 'g')) as plain_quote,
        ruled.must_reach,
        ruled.must_not_exceed,
        ruled.is_strict
    from {{ ref('fct_target') }} as targets
    inner join {{ ref('int_targets_ruled') }} as ruled on targets.target_key = ruled.target_key
    inner join {{ ref('dim_document') }} as documents on targets.document_key = documents.document_key
    where
        targets.target_key in (
            select pairs.target_key from pairs
            union all
            select pairs.other_target_key from pairs
        )

),

-- the days of the target's own year that its sentence names, and whether it names a yearly rate; the date of a
-- decree of another year is none
words as (

    select
        targets.target_key,
        targets.year_key,
        patterns.meaning,
        unnest(regexp_extract_all(targets.plain_quote, patterns.pattern)) as word
    from targets
    cross join {{ ref('timing_patterns') }} as patterns

),

timings as (

    select
        target_key,
        list_sort(
            list_distinct(
                list(regexp_replace(word, '( ?[/.-] ?| năm )?[0-9]{4}$', '')) filter (where meaning = 'deadline')
            )
        ) as days,
        bool_or(meaning = 'yearly') as is_yearly
    from words
    where regexp_extract(word, '[0-9]{4}$') in ('', cast(year_key as varchar))
    group by target_key

),

dated as (

    select
        targets.*,
        coalesce(timings.days, []) as days,
        coalesce(timings.is_yearly, false) and targets.change <> '' as is_yearly,
        concat_ws(
            chr(31), coalesce(targets.document_date, date '9999-12-31'), targets.document_key,
            printf('%012d', coalesce(targets.value_start, 0)), targets.target_key
        ) as place_in_time
    from targets
    left join timings on targets.target_key = timings.target_key

),

ordered as (

    select
        least(first_named.place_in_time, second_named.place_in_time) = first_named.place_in_time as is_in_order,
        pairs.*
    from pairs
    inner join dated as first_named on pairs.target_key = first_named.target_key
    inner join dated as second_named on pairs.other_target_key = second_named.target_key

),

beside as (

    select
        earlier.*,
        later.target_key as later_target_key,
        later.document_key as later_document_key,
        later.comparator as later_comparator,
        later.value_low as later_value_low,
        later.value_high as later_value_high,
        later.quote as later_quote,
        later.measured_group as later_measured_group,
        earlier.measured_group <> later.measured_group as are_of_two_groups,
        (earlier.is_derived or later.is_derived) as rests_on_derived,
        ordered.is_within_one_document,
        case when ordered.is_in_order then ordered.document_count else ordered.other_document_count end
            as document_count,
        case when ordered.is_in_order then ordered.other_document_count else ordered.document_count end
            as later_document_count,
        abs(later.value_low - earlier.value_low) as difference,
        len(earlier.days) > 0
        and len(later.days) > 0
        and len(list_distinct(list_concat(earlier.days, later.days))) > 1 as are_steps,
        (earlier.is_yearly or later.is_yearly) as is_rate_and_total,
        earlier.value_low = later.value_low
        and coalesce(earlier.value_high, earlier.value_low) = coalesce(later.value_high, later.value_low)
            as is_same_value,
        greatest(earlier.must_reach, later.must_reach) as both_must_reach,
        least(earlier.must_not_exceed, later.must_not_exceed) as neither_may_exceed,
        (earlier.is_strict or later.is_strict) as either_is_strict,
        case
            when earlier.must_not_exceed is null and later.must_not_exceed is null
                then sign(later.must_reach - earlier.must_reach)
            when earlier.must_reach is null and later.must_reach is null
                then sign(earlier.must_not_exceed - later.must_not_exceed)
        end as later_asks_more
    from ordered
    inner join dated as earlier
        on case when ordered.is_in_order then ordered.target_key else ordered.other_target_key end = earlier.target_key
    inner join dated as later
        on case when ordered.is_in_order then ordered.other_target_key else ordered.target_key end = later.target_key

),

-- what one of the two documents says about the other; the closest relation first
relations as (

    select
        least(document_key, related_document_key) as document_key,
        greatest(document_key, related_document_key) as related_document_key,
        arg_min(relation, array_position(['replaces', 'amends', 'reports', 'implements'], relation)) as relation
    from {{ ref('bridge_document_relation') }}
    where related_document_key is not null
    group by
        least(document_key, related_document_key),
        greatest(document_key, related_document_key)

),

judged as (

    select
        beside.*,
        case
            when beside.are_of_two_groups then 'other_group'
            when beside.are_steps then 'steps_within_the_year'
            when beside.is_rate_and_total then 'rate_and_total'
            when beside.is_same_value then 'same_value_other_comparator'
            when
                beside.both_must_reach > beside.neither_may_exceed
                or (beside.both_must_reach = beside.neither_may_exceed and beside.either_is_strict)
                then 'cannot_both_hold'
            else 'one_asks_more'
        end as kind,
        relations.relation as document_relation
    from beside
    left join relations
        on
            least(beside.document_key, beside.later_document_key) = relations.document_key
            and greatest(beside.document_key, beside.later_document_key) = relations.related_document_key

)

select
    left(sha256(concat_ws(chr(31), target_key, later_target_key)), 32) as conflict_key,
    kind,
    kind in ('cannot_both_hold', 'one_asks_more') as is_contradiction,
    case when is_within_one_document then 'one_document' else 'two_documents' end as found_in,
    document_relation,
    indicator_key,
    locality_key,
    level_key,
    year_key,
    unit,
    scope,
    measured_group,
    later_measured_group,
    change,
    target_key,
    document_key,
    comparator,
    value_low,
    value_high,
    later_target_key,
    later_document_key,
    later_comparator,
    later_value_low,
    later_value_high,
    difference,
    case later_asks_more when 1 then later_target_key when -1 then target_key end as stricter_target_key,
    rests_on_derived,
    document_count,
    later_document_count,
    quote,
    later_quote
from judged
