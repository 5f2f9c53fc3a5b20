"""Versions of an export: each is judged beside the good one before it, however often it is read."""

import shutil
from pathlib import Path

import pytest

from ingest import read
from ingest.folders import Folders
from ingest.raw import RawZone
from ingest.read import read_documents
from tests.conftest import plan_source, write_catalogue
from tests.exports.reading import PAR_INDEX
from tests.ingest.test_fetch import fetch_all

PROVINCES = ("Hà Nội", "Huế", "Bắc Ninh", "Sơn La")
COUNTS = (3, 1, 2, 4, 3)  # provinces of each version
GOOD = ["read", "quarantined", "quarantined", "read", "quarantined"]


def fetch_version(folders: Folders, folder: Path, number: int, provinces: int) -> str:
    lines = [f"{name},2021,8{number},5" for name in PROVINCES[:provinces]]
    (folder / "index.csv").write_text("\n".join(["Tỉnh,Năm,Điểm,Hạng", *lines]) + "\n", "utf-8")
    mapping = PAR_INDEX | {"contract": {}}
    source = {**plan_source("index", path="index.csv", mapping=mapping), "kind": "indicator_export"}
    run_id = f"night-{number}"
    assert fetch_all(folders, write_catalogue(folder, source), run_id) == []
    return run_id


def judged(folders: Folders) -> list[tuple[str, str]]:
    sql = "select status, message from readings join documents using (document_key) order by fetched_at"
    return [(row["status"], row["message"]) for row in RawZone(folders.raw).query(sql)]


@pytest.mark.parametrize("few", [read.FEW_DOCUMENTS, 0], ids=["here", "by workers"])
def test_reading_all_again_judges_each_version_as_night_by_night(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(read, "FEW_DOCUMENTS", few)
    for number, provinces in enumerate(COUNTS):
        last = fetch_version(folders, tmp_path, number, provinces)
        read_documents(folders, last)
    night_by_night = judged(folders)
    assert [status for status, _ in night_by_night] == GOOD
    assert "has 2 localities for 2021, fewer than the 3 known before" in night_by_night[2][1]

    for dataset in ("readings", "values"):
        shutil.rmtree(folders.raw / dataset)
    RawZone(folders.raw).prepare()
    read_documents(folders, last)
    assert judged(folders) == night_by_night
