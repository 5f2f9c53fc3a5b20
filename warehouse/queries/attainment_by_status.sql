-- How many current targets are met, missed, on track, behind or unknown, and why? / Bao nhiêu mục tiêu hiện hành đã đạt, không đạt, đúng tiến độ, chậm tiến độ hoặc chưa rõ, và vì sao?
select
    attainment.status,
    attainment.reason,
    count(*) as targets,
    count(attainment.latest_actual_key) as with_an_earlier_result
from fct_attainment as attainment
group by attainment.status, attainment.reason
order by attainment.status asc, targets desc
