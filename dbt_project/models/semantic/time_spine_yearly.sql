select make_date(year, 1, 1) as year_start
from {{ ref('dim_year') }}
where year is not null
