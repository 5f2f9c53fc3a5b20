-- Which documents stand behind the marts, since when, and what did each give?
select
    document.source_id,
    document.title,
    document.document_date,
    document.known_from,
    count(distinct target.target_key) as targets,
    count(distinct actual.actual_key) as actuals
from dim_document as document
left join fct_target as target on document.document_key = target.document_key
left join fct_actual as actual on document.document_key = actual.document_key
where document.is_current
group by all
order by targets + actuals desc, document.source_id asc
