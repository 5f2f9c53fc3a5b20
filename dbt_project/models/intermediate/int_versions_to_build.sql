-- The document versions whose rows are built anew: in a first build all of them.
select versions.*
from {{ ref('int_document_versions_dated') }} as versions
inner join {{ ref('int_document_states') }} as states on versions.document_key = states.document_key
where states.is_changed
