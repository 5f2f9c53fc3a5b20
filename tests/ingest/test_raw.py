"""The raw zone: append-only, whole or not there, nothing twice."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from ingest.raw import RawZone
from ingest.records import DATASETS, FETCH_LOG


def attempt(number: int) -> dict[str, Any]:
    return {
        "attempt_key": f"key{number}",
        "run_id": "night",
        "run_date": date(2026, 11, 22),
        "source_id": "plan",
        "attempted_at": datetime(2026, 11, 21, 19, number, tzinfo=UTC),
        "outcome": "fetched",
    }


@pytest.fixture
def raw(tmp_path: Path) -> RawZone:
    zone = RawZone(tmp_path / "raw")
    zone.prepare()
    return zone


def test_every_dataset_can_be_queried_before_its_first_row(raw: RawZone) -> None:
    for dataset in DATASETS:
        assert raw.query(f"select * from {dataset}") == []


def test_rows_come_back_as_they_were_written(raw: RawZone) -> None:
    written = raw.append("fetch_log", [attempt(1), attempt(2)], "run_date=2026-11-22")
    assert written is not None
    assert pq.read_schema(written).equals(FETCH_LOG, check_metadata=True)
    rows = raw.query("select attempt_key, run_date, attempted_at from fetch_log order by attempt_key")
    assert rows[0] == {name: attempt(1)[name] for name in ("attempt_key", "run_date", "attempted_at")}


def test_the_same_rows_are_written_once(raw: RawZone) -> None:
    first = raw.append("fetch_log", [attempt(1)], "run_date=2026-11-22")
    assert first is not None
    before = first.stat().st_mtime_ns
    assert raw.append("fetch_log", [attempt(1)], "run_date=2026-11-22") == first
    assert first.stat().st_mtime_ns == before
    assert len(raw.query("select * from fetch_log")) == 1


def test_a_file_that_breaks_off_is_never_seen(raw: RawZone) -> None:
    target = raw.folder / "fetch_log" / "broken.parquet"
    with pytest.raises(RuntimeError), raw.aside(target) as temporary:
        temporary.write_bytes(b"half a file")
        raise RuntimeError("power cut")
    assert not target.exists()
    assert list((raw.folder / ".aside").iterdir()) == []
    assert raw.query("select * from fetch_log") == []


def test_kept_json_is_never_rewritten(raw: RawZone) -> None:
    first = raw.keep_json("runs/night/read.json", {"outcome": 1})
    assert raw.keep_json("runs/night/read.json", {"outcome": 1}) == first
    second = raw.keep_json("runs/night/read.json", {"outcome": 2})
    assert (first.name, second.name) == ("read.json", "read.try2.json")
