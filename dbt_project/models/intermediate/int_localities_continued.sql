-- The place whose results a locality's targets are judged by: a province that only changed its code in July 2025 is
-- the same place; one that was merged is not, and ended.
select
    locality_key,
    case when successor_relation = 'unchanged' then successor_locality_key else locality_key end as place_key,
    case when successor_relation = 'unchanged' then null else valid_to end as ended_on
from {{ ref('dim_locality') }}
