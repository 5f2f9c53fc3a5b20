-- Who leads each reform area of a province, and who takes part, as its plans state it? / Cơ quan nào chủ trì, phối hợp từng lĩnh vực cải cách của tỉnh, theo văn bản?
with parameters as (
    select 'Bắc Giang' as province
),

stated as (
    select
        coalesce(responsibility.area_key, responsibility.area_found_by) as area_key,
        responsibility.role,
        responsibility.agency,
        document.title as document,
        document.family_number,
        count(*) as times_stated,
        min_by(responsibility.quote, responsibility.quote_start) as quote
    from fct_responsibility as responsibility
    inner join dim_document as document on responsibility.document_key = document.document_key
    inner join dim_locality as locality on responsibility.locality_key = locality.locality_key
    inner join parameters on locality.name_vi = parameters.province
    where responsibility.is_in_force
    group by all
),

-- every area, also one that no agency leads; then the whole plan, and what names no area
areas as (
    select
        area_key,
        name_vi,
        sort_order
    from dim_reform_area
    where area_key <> 'other'
    union all
    select
        'whole_plan' as area_key,
        'Toàn bộ kế hoạch' as name_vi,
        0 as sort_order
    union all
    select
        'not_stated' as area_key,
        'Không nêu lĩnh vực' as name_vi,
        99 as sort_order
)

select
    areas.name_vi as area,
    coalesce(stated.role, 'not_stated') as role,
    stated.agency,
    stated.times_stated,
    stated.quote,
    stated.document,
    stated.family_number
from areas
left join stated on areas.area_key = stated.area_key
order by areas.sort_order asc, stated.role desc, stated.times_stated desc, stated.agency asc
