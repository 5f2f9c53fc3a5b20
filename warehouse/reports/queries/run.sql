-- The run that made these marts.
select
    run_id,
    run_date,
    catalogue_name,
    fetched_count,
    unchanged_count,
    failed_count,
    document_count,
    unreadable_count,
    raw_gate,
    raw_gate_rule_count,
    raw_gate_warning_count
from dim_run
where role = 'this_run'
