-- Which province each old one went into, when and by what, and how much of the new one it makes up. Of populations
-- nothing is known here; communes are counted in the last state of the old units, the first half of 2025.
with mergers as (

    select
        {{ locality_key("'64'", "old_code") }} as locality_key,
        {{ locality_key("'63'", "new_code") }} as successor_locality_key,
        effective_date,
        relation,
        legal_basis,
        source_id
    from {{ ref('province_mergers_2008') }}
    union all
    select
        {{ locality_key("'63'", "old_code") }} as locality_key,
        {{ locality_key("'34'", "new_code") }} as successor_locality_key,
        effective_date,
        relation,
        legal_basis,
        source_id
    from {{ ref('province_mergers_2025') }}

),

communes as (

    select
        province_locality_key as locality_key,
        count(*) as commune_count
    from {{ ref('int_localities_united') }}
    where locality_level = 'commune'
    group by province_locality_key

)

select
    mergers.*,
    communes.commune_count,
    count(*) over (partition by mergers.successor_locality_key) as predecessor_count,
    communes.commune_count / sum(communes.commune_count) over (partition by mergers.successor_locality_key)
        as commune_share
from mergers
left join communes on mergers.locality_key = communes.locality_key
