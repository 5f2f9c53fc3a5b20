-- Each province of any time, under the province of the run's date that it lies in.
select
    unit.today_province_locality_key as page_key,
    unit.locality_key,
    unit.name_vi as name,
    unit.full_name_vi as full_name,
    unit.units,
    unit.stands_today,
    unit.valid_to,
    unit.region_vi as region,
    succession.successor_locality_key as successor,
    succession.effective_date,
    succession.relation,
    succession.legal_basis,
    succession.commune_count
from dim_locality as unit
left join bridge_locality_succession as succession on unit.locality_key = succession.locality_key
where unit.locality_level = 'province' and unit.today_province_locality_key is not null
order by unit.stands_today desc, unit.units desc, unit.code asc
