"""The command line: extract and sql."""

import json
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from ingest.cli import main

TEXT = "KẾ HOẠCH\r\n\r\nĐến năm 2025, tối thiểu 80% hồ sơ được giải quyết đúng hạn; cấp xã đạt 60%.\r\n"


def test_extract_adds_the_file_and_offsets_into_it(tmp_path: Path) -> None:
    files = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for file in files:
        file.write_bytes(TEXT.encode())
    result = CliRunner().invoke(main, ["extract", *map(str, files)])
    assert result.exit_code == 0, result.output
    measures = [json.loads(line) for line in result.stdout.splitlines()]
    assert {measure["file"] for measure in measures} == {str(file) for file in files}
    for measure in measures:
        assert TEXT[measure["value_start"] : measure["value_end"]] == measure["value_text"]
    assert (measures[0]["value_low"], measures[0]["comparator"], measures[0]["year"]) == (80.0, ">=", 2025)


def test_extract_names_what_it_cannot_read_and_reads_the_rest(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x00\x01")
    (tmp_path / "b.txt").write_text(TEXT, "utf-8")
    result = CliRunner().invoke(main, ["extract", str(tmp_path / "a.txt"), str(tmp_path / "b.txt")])
    assert result.exit_code == 1
    assert "a.txt: is a binary file" in result.stderr
    assert "80%" in result.stdout


def test_extract_starts_without_the_heavy_packages() -> None:
    heavy = "{'airflow', 'dbt', 'great_expectations', 'duckdb', 'requests'}"
    code = f"import sys, ingest.cli, ingest.measures; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_sql_before_the_first_run_says_what_to_do(tmp_path: Path) -> None:
    result = CliRunner(env={"THUOCDO_DATA": str(tmp_path)}).invoke(main, ["sql", "select 1"])
    assert result.exit_code == 1
    assert "run `make run` first" in result.output
