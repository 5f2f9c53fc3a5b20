"""The two databases the gates look at, as small as a clean one can be."""

from pathlib import Path

import duckdb
import pyarrow as pa

from ingest import records

TEXT = "Mục tiêu đến năm 2025: 90% hồ sơ được giải quyết đúng hạn, 80% dịch vụ công trực tuyến."
MEASURES = 40  # many, so that one bad figure is not a large share

_TYPES = {
    pa.string(): "VARCHAR",
    pa.large_string(): "VARCHAR",
    pa.int64(): "BIGINT",
    pa.int32(): "INTEGER",
    pa.float64(): "DOUBLE",
    pa.date32(): "DATE",
    pa.bool_(): "BOOLEAN",
    pa.timestamp("us", tz="UTC"): "TIMESTAMP",
}


def _create(connection: duckdb.DuckDBPyConnection, table: str, schema: pa.Schema) -> None:
    columns = ", ".join(
        f'"{column.name}" {_TYPES[column.type]}' for column in schema if column.name != "body"
    )
    connection.execute(f'CREATE TABLE "{table}" ({columns})')


def make_raw(path: Path, *changes: str) -> Path:
    """Write a clean raw database: two plans and an export; then run the given statements on it."""
    start = TEXT.index("90%")
    with duckdb.connect(str(path)) as connection:
        for table, schema in records.DATASETS.items():
            _create(connection, table, schema)
        connection.execute(
            f"""
            CREATE TABLE codebook AS SELECT unnest(['on_time_processing', 'online_services']) AS code;
            CREATE TABLE readings_apart (reading_key VARCHAR);
            CREATE TABLE sources AS SELECT 's' || i AS source_id, 'plan_text' AS kind FROM range(3) t(i);
            INSERT INTO documents BY NAME SELECT 'd' || i AS document_key, 's' || i AS source_id,
                repeat('0a', 32) AS sha256, 2048 AS byte_length, TIMESTAMP '2025-07-01' AS fetched_at,
                'plans/' || i AS url FROM range(3) t(i);
            INSERT INTO fetch_log BY NAME SELECT 'a' || i AS attempt_key, 's' || i AS source_id,
                'fetched' AS outcome FROM range(3) t(i);
            INSERT INTO readings BY NAME SELECT 'r' || i AS reading_key, 'd' || i AS document_key,
                's' || i AS source_id, 'read' AS status, 20 AS row_count, 0 AS problem_count,
                FROM range(3) t(i);
            INSERT INTO texts BY NAME SELECT 'r' || i AS reading_key, 'd' || i AS document_key,
                '{TEXT}' AS text FROM range(2) t(i);
            INSERT INTO measures BY NAME SELECT 'm' || i AS measure_key, 'r' || i % 2 AS reading_key,
                'd' || i % 2 AS document_key, 'target' AS kind, 'on_time_processing' AS indicator,
                'province' AS level, 2025 AS year, '=' AS comparator, 90 AS value_low, 'percent' AS unit,
                '' AS change, '90%' AS value_text, {start} AS value_start, {start + 3} AS value_end,
                text AS quote FROM range({MEASURES}) t(i), (SELECT any_value(text) AS text FROM texts);
            INSERT INTO relations BY NAME SELECT 'l' || i AS relation_key, 'r0' AS reading_key,
                'd0' AS document_key, 'implements' AS relation, '76/NQ-CP' AS related_number,
                left('{TEXT}', 20) AS quote, 0 AS quote_start, 20 AS quote_end FROM range(2) t(i);
            INSERT INTO responsibilities BY NAME SELECT 'o' || i AS responsibility_key, 'r0' AS reading_key,
                'd0' AS document_key, 'lead' AS role, 'Mục' AS agency_text, 0 AS agency_start,
                3 AS agency_end, left('{TEXT}', 20) AS quote FROM range(2) t(i);
            INSERT INTO "values" BY NAME SELECT 'v' || i AS value_key, 'r2' AS reading_key,
                'd2' AS document_key, 'online_services' AS indicator, 'Hà Nội' AS locality_text,
                '01' AS locality_code, '63' AS locality_units, 'all' AS level, 2005 + i AS year,
                70 + i AS value, 'percent' AS unit, 1 + i AS row_number, 'value' AS column_name,
                70 + i AS cell_text, 'Hà Nội | ' || 70 + i AS row_text, '' AS problem
                FROM range(20) t(i);
            """
        )
        for change in changes:
            connection.execute(change)
    return path


def make_marts(path: Path, *changes: str) -> Path:
    """Write clean marts: targets with and without a result; then run the given statements on them."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            f"""
            CREATE TABLE dim_indicator AS SELECT 'i1' AS indicator_key, 'procedures' AS area_key;
            CREATE TABLE dim_locality AS SELECT 'p63-' || i AS locality_key FROM range(14151) t(i)
                UNION ALL SELECT unnest(['country', 'unknown']);
            CREATE TABLE dim_level AS SELECT unnest(['all', 'province']) AS level_key;
            CREATE TABLE dim_year AS SELECT unnest([0, 2024, 2025]) AS year_key;
            CREATE TABLE dim_document AS SELECT 'd' || i AS document_key, 's' || i AS source_id,
                'plan_text' AS kind, true AS is_current FROM range(2) t(i);
            CREATE TABLE dim_reform_area AS SELECT 'procedures' AS area_key;
            CREATE TABLE fct_responsibility AS SELECT 'o1' AS responsibility_key, 'procedures' AS area_key,
                'Sở Nội vụ' AS agency, 'Sở Nội vụ' AS agency_text, 'Sở Nội vụ chủ trì' AS quote;
            CREATE TABLE fct_target AS SELECT 't' || i AS target_key, 'c' || i AS commitment_key,
                true AS is_lead, true AS is_in_force, 'i1' AS indicator_key,
                'p63-' || i AS locality_key, 'province' AS level_key, 2025 AS year_key, 'd0' AS document_key,
                '=' AS comparator, 90::DOUBLE AS value_low, NULL::DOUBLE AS value_high, 'percent' AS unit,
                false AS is_corrected, NULL::VARCHAR AS correction_key, NULL::VARCHAR AS correction_author,
                NULL::DATE AS correction_date, NULL::VARCHAR AS correction_reason,
                '' AS change, '{TEXT}' AS quote, 23 AS value_start, 26 AS value_end, 0 AS quote_start,
                88 AS quote_end, true AS is_current, DATE '2025-07-01' AS known_from
                FROM range({MEASURES}) t(i);
            CREATE TABLE fct_actual AS SELECT replace(target_key, 't', 'a') AS actual_key,
                * EXCLUDE (target_key) REPLACE ('d1' AS document_key), 'text' AS origin,
                NULL AS sheet, NULL::BIGINT AS row_number, NULL AS column_name, NULL::VARCHAR AS cell_text
                FROM fct_target;
            UPDATE fct_actual SET origin = 'export', value_start = NULL, value_end = NULL, row_number = 7,
                cell_text = '90' WHERE actual_key = 'a5';
            CREATE TABLE fct_correction AS SELECT 'c0' AS correction_key, 'applied' AS outcome,
                2 AS row_number, 'line' AS row_text;
            CREATE TABLE fct_attainment AS SELECT replace(target_key, 't', 'j') AS attainment_key,
                target_key, replace(target_key, 't', 'a') AS actual_key, 'met' AS status,
                indicator_key, locality_key, level_key, year_key, document_key,
                'actual_meets_target' AS reason, 0::DOUBLE AS shortfall, true AS is_due,
                NULL::DOUBLE AS baseline_value, NULL::VARCHAR AS baseline_source,
                NULL::VARCHAR AS baseline_actual_key FROM fct_target;
            UPDATE fct_attainment SET status = 'unknown', actual_key = NULL, reason = 'no_actual_published'
                WHERE target_key = 't9';
            CREATE TABLE fct_target_today AS SELECT target_key, locality_key FROM fct_target;
            CREATE TABLE fct_target_conflict AS SELECT 'x1' AS conflict_key, 't1' AS target_key,
                't2' AS later_target_key;
            CREATE TABLE dim_run AS SELECT 'night' AS run_key;
            CREATE TABLE fct_run_step AS SELECT 'night read' AS run_step_key;
            CREATE TABLE fct_change AS SELECT 'n1' AS change_key, 1 AS position, 'no_run_before' AS kind;
            """
        )
        for change in changes:
            connection.execute(change)
    return path
