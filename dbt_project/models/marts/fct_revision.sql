-- A version of an export is compared with the one that became known next. What one has and the other lacks is
-- said as well: a figure that was withdrawn does not vanish without a word.
with versions as (

    select
        document_key,
        source_id,
        known_from,
        lead(document_key) over later_versions as next_document_key,
        lead(known_from) over later_versions as next_known_from
    from {{ ref('dim_document') }}
    where kind = 'indicator_export'
    window later_versions as (
        partition by source_id
        order by known_from asc, document_key asc
    )

),

figures as (

    select
        document_key,
        indicator_key,
        locality_key,
        level_key,
        year_key,
        unit,
        is_derived,
        max(value_low) as value
    from {{ ref('fct_actual') }}
    where origin = 'export'
    group by document_key, indicator_key, locality_key, level_key, year_key, unit, is_derived

),

older as (

    select
        figures.*,
        versions.source_id,
        versions.next_document_key
    from figures
    inner join versions on figures.document_key = versions.document_key
    where versions.next_document_key is not null

),

newer as (

    select
        figures.*,
        versions.source_id,
        versions.document_key as previous_document_key
    from figures
    inner join versions on figures.document_key = versions.next_document_key

),

compared as (

    select
        coalesce(older.source_id, newer.source_id) as source_id,
        coalesce(older.document_key, newer.previous_document_key) as document_key_before,
        coalesce(older.next_document_key, newer.document_key) as document_key_after,
        coalesce(older.indicator_key, newer.indicator_key) as indicator_key,
        coalesce(older.locality_key, newer.locality_key) as locality_key,
        coalesce(older.level_key, newer.level_key) as level_key,
        coalesce(older.year_key, newer.year_key) as year_key,
        coalesce(older.unit, newer.unit) as unit,
        coalesce(older.is_derived, newer.is_derived) as is_derived,
        older.value as value_before,
        newer.value as value_after
    from older
    full outer join newer
        on
            older.next_document_key = newer.document_key
            and older.indicator_key = newer.indicator_key
            and older.locality_key = newer.locality_key
            and older.level_key = newer.level_key
            and older.year_key = newer.year_key
            and older.unit = newer.unit
            and older.is_derived = newer.is_derived
    where older.value is distinct from newer.value

)

select
    left(
        sha256(
            concat_ws(
                chr(31), compared.document_key_before, compared.document_key_after, compared.indicator_key,
                compared.locality_key, compared.level_key, compared.year_key, compared.unit, compared.is_derived
            )
        ),
        32
    ) as revision_key,
    compared.source_id,
    compared.indicator_key,
    compared.locality_key,
    compared.level_key,
    compared.year_key,
    compared.unit,
    compared.is_derived,
    case
        when compared.value_before is null then 'added'
        when compared.value_after is null then 'withdrawn'
        else 'changed'
    end as kind,
    compared.value_before,
    compared.value_after,
    versions.known_from as known_before_from,
    versions.next_known_from as revised_on,
    compared.document_key_before,
    compared.document_key_after
from compared
inner join versions
    on
        compared.document_key_before = versions.document_key
        and compared.document_key_after = versions.next_document_key
