-- How many current targets are met, missed, not yet due or unknown, and why?
select
    attainment.status,
    attainment.reason,
    count(*) as targets,
    count(attainment.latest_actual_key) as with_an_earlier_result
from fct_attainment as attainment
group by attainment.status, attainment.reason
order by attainment.status asc, targets desc
