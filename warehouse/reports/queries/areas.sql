-- The areas of reform, in their order.
select
    area_key,
    name_vi as area
from dim_reform_area
order by sort_order
