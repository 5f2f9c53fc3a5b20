select
    locality_key || '>' || successor_locality_key as succession_key,
    locality_key,
    successor_locality_key,
    effective_date,
    relation,
    legal_basis,
    predecessor_count,
    cast(case when predecessor_count = 1 then 1 end as double) as population_share,
    case when predecessor_count = 1 then 'only_predecessor' else 'population_not_known' end as population_share_reason,
    commune_count,
    commune_share,
    case when commune_share is null then 'communes_not_known' else 'counted_in_2025' end as commune_share_reason,
    source_id
from {{ ref('int_successions_weighted') }}
