-- The provinces of the run's date: one page each.
select
    locality_key as page_key,
    name_vi as name,
    full_name_vi as full_name,
    name_en,
    code
from dim_locality
where locality_level = 'province' and stands_today
order by code
