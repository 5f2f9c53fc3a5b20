-- What changed since the run before: new documents, revised promises and figures, targets now due, sources lost? / Có gì thay đổi so với lần chạy trước: văn bản mới, mục tiêu và số liệu sửa, mục tiêu đến hạn, nguồn mất?
with parameters as (
    select 1000 as most_rows
)

select
    change.position,
    change.kind,
    change.sentence_vi,
    change.sentence_en,
    change.run_id_before,
    change.run_date_before,
    change.run_id,
    change.run_date,
    change.source_id,
    change.value_before,
    change.value_after,
    change.unit,
    change.year_key_before,
    change.year_key,
    change.level_key_before,
    change.level_key
from fct_change as change
inner join parameters on change.position <= parameters.most_rows
order by change.position
