"""Thousands of bad inputs, one after the other: none stops the reader, none gets out, no figure changes.

``HOSTILE=5000 pytest tests/hostile`` makes and reads the full count; the default is a short version.
"""

import math
import os
import re
import socket
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from ingest.catalog import CatalogueError, as_json, load_catalogue
from ingest.invisible import notice_of
from ingest.listings.lists import NotAList, read_list
from ingest.raw import RawZone
from ingest.read import Rows, read_one
from tests.hostile.inputs import FIGURES, MAPPING, Input, Makers, bad_input

COUNT, SEED = int(os.environ.get("HOSTILE", "240")), int(os.environ.get("SEED", "1"))
CHUNKS = 8  # tests of their own, so that several cores share them
SECRET = "kept outside"
ORIGIN = {"run_id": "night", "run_date": date(2026, 11, 23), "reader_version": "1"}


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Work in an empty folder that is home too, beside one that attacks are after; nothing may be added.

    Whoever opens a connection is told no, and remembered.
    """
    folder, home = tmp_path / "outside", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    (folder / "secret").write_text(SECRET)
    monkeypatch.chdir(home)
    for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home))
    reached: list[Any] = []

    def refuse(_: socket.socket, address: Any) -> None:
        reached.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    yield folder
    assert reached == []
    assert [file.name for file in folder.iterdir()] == ["secret"]
    assert list(home.iterdir()) == []
    assert {file.name for file in tmp_path.iterdir()} == {"outside", "home", "made", "data"}


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_bad_input_stops_the_reader_or_changes_a_figure(tmp_path: Path, outside: Path, chunk: int) -> None:
    made, raw = tmp_path / "made", RawZone(tmp_path / "data")
    made.mkdir()
    raw.prepare()
    makers, kinds = Makers.of(made, outside), Counter[str]()
    for number in range(chunk, COUNT, CHUNKS):
        one = bad_input(SEED, number, makers)
        kinds[one.kind] += 1
        try:
            TAKERS[one.kind](one, raw)
        except Exception as error:
            error.add_note(f"input {number} of seed {SEED}: {one.way} {one.payload[:80]!r}")
            raise
    assert sum(kinds.values()) == len(range(chunk, COUNT, CHUNKS))
    assert SECRET.encode() not in b"".join(
        file.read_bytes() for file in raw.folder.rglob("*") if file.is_file()
    )
    assert not list((raw.folder / ".aside").glob("*")), "nothing is left aside"


def read(one: Input, raw: RawZone, kind: str, mapping: Mapping[str, Any] | None = None) -> Rows:
    """Read one input as the night does; return its rows."""
    document = {"document_key": "d", "sha256": "0" * 64, "body": one.body, "source_id": "s"}
    document |= {"fetched_at": datetime(2026, 11, 23, tzinfo=UTC)}
    source = {"source_id": "s", "kind": kind, "address": "a", "mapping": mapping, "context_key": "c"}
    source |= {"locality": "", "document_date": None}
    rows = read_one(raw, document, source, ORIGIN)
    (reading,) = rows["readings"]
    assert "stopped the reader" not in (reading["message"] or ""), reading["message"]
    assert reading["status"] in ("read", "empty", "foreign", "unreadable", "quarantined")
    assert reading["message"] or reading["status"] == "read", "what is not read is explained"
    return rows


def take_document(one: Input, raw: RawZone) -> None:
    rows = read(one, raw, "plan_text")
    for text in rows["texts"]:
        for measure in rows["measures"]:
            assert text["text"][measure["quote_start"] : measure["quote_end"]] == measure["quote"]
            assert measure["value_text"] in measure["quote"]
        for said in notice_of(text["text"]):
            assert said in (rows["readings"][0]["message"] or ""), "a turned direction is told"


def take_export(one: Input, raw: RawZone) -> None:
    rows = read(one, raw, "indicator_export", MAPPING)
    for file in rows["files"]:
        figures = pq.read_table(file["path"]).to_pylist()
        file["path"].unlink()
        if one.keeps_figures:
            assert_unchanged(figures, one)


def assert_unchanged(figures: list[dict[str, Any]], one: Input) -> None:
    """Each figure is the table's own, what the cell prints that was written into, or marked."""
    for row in figures:
        if row["problem"]:
            continue
        name, value = row["locality_text"], row["value"]
        if name in FIGURES and name not in one.touched:
            assert value == FIGURES[name], row
        else:
            assert one.touched and value == printed(row["cell_text"]), row
            assert seen(name) in one.touched, f"{name!r} is no name of a province"
    if one.touched and figures:
        found = {row["locality_text"] for row in figures if not row["problem"]}
        assert found >= FIGURES.keys() - one.touched, "the other rows are read"


def seen(name: str) -> str:
    """Return a name without characters that take no room and turn nothing: it looks the same with them."""
    return re.sub("[\ufeff\u200b\u00ad\u2060\x85\u2028]", "", name).strip()


def printed(cell: str) -> float:
    """Return the number that a cell shows to a person, by a rule of its own."""
    bare = re.sub(r"[\s\u00a0%]", "", cell)
    assert re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", bare), f"{cell!r} is no number"
    assert math.isfinite(float(bare)), f"{cell[:20]!r} ... is no figure"
    return float(bare)


def take_corrections(one: Input, raw: RawZone) -> None:
    read(one, raw, "corrections")


def take_catalogue(one: Input, raw: RawZone) -> None:
    file = raw.folder / "catalogue.yml"
    file.write_bytes(one.body)
    try:
        catalogue = load_catalogue(file)
    except CatalogueError as refused:
        assert refused.problems
        assert all(said.startswith(str(file)) for said in refused.problems)
    else:
        as_json(catalogue.entries())
    finally:
        file.unlink()


def take_listing(one: Input, _: RawZone) -> None:
    try:
        shown = read_list(one.body, "https://portal.example/list", lambda _: True, date(2026, 11, 23))
    except NotAList as refused:
        assert refused.kind != "mistake", refused
    else:
        assert all(link.address.startswith(("http://", "https://")) for link in shown.links)
        assert SECRET not in str(shown)


TAKERS = {
    "document": take_document,
    "export": take_export,
    "corrections": take_corrections,
    "catalogue": take_catalogue,
    "listing": take_listing,
}
