-- The national targets, with the documents in which they were read.
select
    national.national_target_key,
    national.document_number,
    national.issued_on,
    national.indicator_text_vi,
    national.level_text_vi,
    national.is_verified,
    national.note,
    list(
        source.title
        order by source.national_source_id
    ) as titles,
    list(
        coalesce(source.address, '')
        order by source.national_source_id
    ) as addresses,
    list(
        coalesce(source.licence, '')
        order by source.national_source_id
    ) as licences
from fct_national_target as national
left join bridge_national_target_source as source on national.national_target_key = source.national_target_key
group by all
order by national.national_target_key
