select
    document_key,
    decision,
    author,
    reason,
    decided_on,
    coalesce(value_key, '') as value_key
from {{ source('raw', 'quarantine_decisions') }}
where decided_on <= cast('{{ env_var("THUOCDO_RUN_DATE") }}' as date)
qualify row_number() over (
    partition by document_key, value_key
    order by decided_at desc, decision_key asc
) = 1
