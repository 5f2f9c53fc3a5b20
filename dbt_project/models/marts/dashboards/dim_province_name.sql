-- A province that ended is told apart from one of the same name that stands: "Bắc Ninh (trước 7/2025)".
select
    locality_key,
    units,
    case
        when successor_relation = 'merged' then name_vi || ' (trước ' || strftime(valid_to + 1, '%-m/%Y') || ')'
        else name_vi
    end as name_vi,
    case
        when successor_relation = 'merged' then name_en || ' (before ' || strftime(valid_to + 1, '%-m/%Y') || ')'
        else name_en
    end as name_en,
    successor_relation = 'merged' as is_merged
from {{ ref('dim_locality') }}
where locality_level in ('province', 'country', 'unknown')
