-- Who leads and who takes part in each area, as the documents in force state it; one row per agency.
select
    locality.today_province_locality_key as page_key,
    locality.province_locality_key as unit_key,
    locality.full_name_vi as place,
    coalesce(responsibility.area_key, responsibility.area_found_by) as area_key,
    responsibility.role,
    responsibility.agency,
    count(*) as times_stated,
    list(
        responsibility.responsibility_key
        order by responsibility.document_key, responsibility.quote_start, responsibility.responsibility_key
    )[1:3] as responsibility_keys
from fct_responsibility as responsibility
inner join dim_locality as locality on responsibility.locality_key = locality.locality_key
where responsibility.is_in_force and locality.today_province_locality_key is not null
group by all
order by place asc, area_key asc, responsibility.role desc, times_stated desc, responsibility.agency asc
