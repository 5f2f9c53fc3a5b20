"""Fetching from a real server on loopback, and from files, good and bad."""

import gzip
from pathlib import Path
from typing import Any

import pytest

from ingest import fetch
from ingest.fetch import BatchFailed, fetch_batch
from ingest.folders import Folders
from ingest.limits import Limits
from ingest.raw import RawZone, sha256_of
from ingest.start import start_run
from ingest.web.download import fetch_page
from tests.conftest import NIGHT, plan_source, write_catalogue
from tests.web_server import HURRIED, Site, breaking, in_turn, page, serve, slow, status, truncated

BODY = "Đến năm 2025, tối thiểu 90% hồ sơ được giải quyết đúng hạn.".encode()
BOMB = gzip.compress(bytes(17 * 2**20))


def fetch_all(folders: Folders, catalog: Path, run_id: str, limits: Limits = HURRIED) -> list[str]:
    """Run every batch once; return what the failing ones said."""
    said = []
    for batch in start_run(folders, catalog, run_id, NIGHT):
        try:
            fetch_batch(folders, run_id, batch, limits)
        except BatchFailed as failure:
            said.append(str(failure))
    return said


def rows(folders: Folders, sql: str) -> list[dict[str, Any]]:
    return RawZone(folders.raw).query(sql)


def test_a_page_lands_in_raw_with_its_provenance(folders: Folders, site: Site, tmp_path: Path) -> None:
    site.pages["/plan"] = page(BODY, ETag='"one"', Content_Type="text/plain; charset=utf-8")
    catalog = write_catalogue(tmp_path, plan_source("plan", url=site.url("/plan"), locality="Quảng Bình"))
    assert fetch_all(folders, catalog, "night-1") == []
    (document,) = rows(folders, "select * from documents")
    assert document["body"] == BODY
    assert document["sha256"] == sha256_of(BODY)
    assert (document["http_status"], document["etag"]) == (200, '"one"')
    assert document["media_type"] == "text/plain; charset=utf-8"
    assert (document["locality"], document["publisher"]) == ("Quảng Bình", "UBND tỉnh")
    assert document["run_date"].isoformat() == "2026-11-22"
    (attempt,) = rows(folders, "select * from fetch_log")
    assert (attempt["outcome"], attempt["document_key"]) == ("fetched", document["document_key"])
    assert site.requests[0][2]["User-Agent"].startswith("thuocdo/")


def test_unchanged_content_is_asked_for_conditionally_and_stored_once(
    folders: Folders, site: Site, tmp_path: Path
) -> None:
    site.pages["/etag"] = page(BODY, ETag='"one"')
    site.pages["/plain"] = page(BODY)
    sources = [plan_source(name, url=site.url(f"/{name}")) for name in ("etag", "plain")]
    catalog = write_catalogue(tmp_path, *sources)
    fetch_all(folders, catalog, "night-1")
    fetch_all(folders, catalog, "night-2")
    assert [
        row["outcome"] for row in rows(folders, "select outcome from fetch_log order by attempted_at")
    ] == [
        *["fetched"] * 2,
        *["unchanged"] * 2,
    ]
    assert [
        row["http_status"] for row in rows(folders, "select * from fetch_log where run_id = 'night-2'")
    ] == [
        304,
        200,
    ]
    assert len(rows(folders, "select 1 from documents")) == 2


def test_an_etag_that_changes_is_no_new_content(folders: Folders, site: Site, tmp_path: Path) -> None:
    site.pages["/plan"] = in_turn(page(BODY, ETag='"one"'), page(BODY, ETag='"two"'))
    catalog = write_catalogue(tmp_path, plan_source("plan", url=site.url("/plan")))
    for night in ("1", "2", "3"):
        assert fetch_all(folders, catalog, night) == []
    log = rows(folders, "select outcome, etag, http_status from fetch_log order by attempted_at")
    assert [tuple(row.values()) for row in log] == [
        ("fetched", '"one"', 200),
        ("unchanged", '"two"', 200),
        ("unchanged", '"two"', 304),
    ]
    assert len(rows(folders, "select 1 from documents")) == 1


def test_content_that_returns_is_not_stored_again(folders: Folders, site: Site, tmp_path: Path) -> None:
    site.pages["/plan"] = in_turn(page(b"A"), page(b"B"), page(b"A"))
    catalog = write_catalogue(tmp_path, plan_source("plan", url=site.url("/plan")))
    for night in ("1", "2", "3"):
        fetch_all(folders, catalog, night)
    assert len(rows(folders, "select 1 from documents")) == 2
    log = rows(folders, "select outcome, document_key from fetch_log order by attempted_at")
    assert [row["outcome"] for row in log] == ["fetched"] * 3
    assert log[0]["document_key"] == log[2]["document_key"] != log[1]["document_key"]


@pytest.mark.parametrize(
    ("answer", "kind", "is_final", "sentence"),
    [
        (status(404), "missing", True, "answered 404 Not Found; check the address"),
        (status(403), "refused", True, "answered 403 Forbidden"),
        (status(503), "unavailable", False, "answered 503 Service Unavailable"),
        (status(302, Location="/bad"), "redirects", True, "redirects more than 5 times"),
        (status(302, Location="file:///etc/passwd"), "redirects", True, "which is not a web address; check"),
        (status(302, Location="http://10.0.0.1/"), "private_address", True, "allow_private_addresses: true"),
        (status(503, Retry_After="86400"), "asks_to_wait", True, "asks to wait 24 hours; it is left alone"),
        (status(304), "refused", True, "answered 304 Not Modified"),
        (truncated(BODY), "connection", False, "broke the connection after 41 bytes, 41 were to come"),
        (page(BODY, Content_Encoding="gzip"), "packing", False, "cannot be unpacked as gzip"),
        (page(BOMB, Content_Encoding="gzip"), "too_large", True, "unpacks to more than 200 times its size"),
    ],
)
def test_a_failure_is_logged_with_one_sentence(
    folders: Folders, site: Site, tmp_path: Path, answer: Any, kind: str, is_final: bool, sentence: str
) -> None:
    site.pages |= {"/bad": answer, "/good": page(BODY)}
    sources = [plan_source(name, url=site.url(f"/{name}")) for name in ("bad", "good")]
    (said,) = fetch_all(folders, write_catalogue(tmp_path, *sources), "night")
    assert "1 of 2 sources failed: source bad: " + site.url("/bad") in said
    assert sentence in said
    (failed,) = rows(folders, "select * from fetch_log where outcome = 'failed'")
    assert (failed["error_kind"], failed["is_final"]) == (kind, is_final)
    assert len(rows(folders, "select 1 from documents where source_id = 'good'")) == 1


def test_a_server_that_recovers_is_asked_again(folders: Folders, site: Site, tmp_path: Path) -> None:
    site.pages["/plan"] = in_turn(status(500), status(429, Retry_After="0"), page(BODY))
    catalog = write_catalogue(tmp_path, plan_source("plan", url=site.url("/plan")))
    assert fetch_all(folders, catalog, "night") == []
    assert site.count("/plan") == 3


def test_a_silent_server_times_out(folders: Folders, site: Site, tmp_path: Path) -> None:
    site.pages["/plan"] = slow(1, page(BODY))
    catalog = write_catalogue(tmp_path, plan_source("plan", url=site.url("/plan")))
    (said,) = fetch_all(folders, catalog, "night", HURRIED.changed(piece_seconds=0.1))
    assert "did not answer in time" in said


def test_a_retry_takes_only_what_is_still_missing(folders: Folders, site: Site, tmp_path: Path) -> None:
    site.pages |= {"/good": page(BODY), "/gone": status(404), "/flaky": status(503)}
    sources = [plan_source(name, url=site.url(f"/{name}")) for name in ("good", "gone", "flaky")]
    catalog = write_catalogue(tmp_path, *sources)
    (batch,) = start_run(folders, catalog, "night", NIGHT)
    with pytest.raises(BatchFailed) as first:
        fetch_batch(folders, "night", batch, HURRIED)
    assert first.value.can_retry
    site.pages["/flaky"] = page(BODY)
    seen = site.count("/good"), site.count("/gone")
    with pytest.raises(BatchFailed) as second:
        fetch_batch(folders, "night", batch, HURRIED)
    assert not second.value.can_retry
    assert "1 of 3 sources failed: source gone" in str(second.value)
    assert (site.count("/good"), site.count("/gone")) == seen


def test_a_large_body_streams_into_a_file_of_its_own(folders: Folders, site: Site, tmp_path: Path) -> None:
    large = b"x" * 300_001
    site.pages["/large"] = page(large)
    catalog = write_catalogue(tmp_path, plan_source("large", url=site.url("/large")))
    for night in ("1", "2"):
        fetch_all(folders, catalog, night, HURRIED.changed(in_row_bytes=100_000))
    (document,) = rows(folders, "select * from documents")
    assert document["body"] is None
    assert document["body_file"] == f"bodies/{sha256_of(large)}"
    assert RawZone(folders.raw).body_of(document) == large
    assert list((folders.raw / ".aside").iterdir()) == []


def test_a_body_over_the_limit_is_not_kept(folders: Folders, site: Site, tmp_path: Path) -> None:
    site.pages["/large"] = page(b"x" * (2**20 + 1))
    catalog = write_catalogue(tmp_path, plan_source("x", url=site.url("/large")))
    (said,) = fetch_all(folders, catalog, "night", HURRIED.changed(most_bytes=2**20))
    assert "is larger than 1 MB" in said
    assert rows(folders, "select 1 from documents") == []


def test_local_files_go_the_same_way(folders: Folders, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_bytes(BODY)
    catalog = write_catalogue(
        tmp_path, plan_source("here", path="plan.txt"), plan_source("nowhere", path="missing.txt")
    )
    (said,) = fetch_all(folders, catalog, "night-1")
    assert "source nowhere: missing.txt is not there or cannot be read; check the path" in said
    fetch_all(folders, catalog, "night-2")
    outcomes = rows(folders, "select source_id, outcome from fetch_log order by run_id, source_id")
    assert [(row["source_id"], row["outcome"]) for row in outcomes] == [
        ("here", "fetched"),
        ("nowhere", "failed"),
        ("here", "unchanged"),
        ("nowhere", "failed"),
    ]


def test_parameters_and_post_bodies_are_sent(folders: Folders, site: Site, tmp_path: Path) -> None:
    site.pages["/rest"] = page(b"[]")
    ask = {"url": site.url("/rest"), "parameters": {"nam": 2024}, "headers": {"Accept-Language": "vi"}}
    catalog = write_catalogue(tmp_path, plan_source("get", **ask), plan_source("post", method="POST", **ask))
    assert fetch_all(folders, catalog, "night") == []
    (get, post) = site.requests
    assert (get[0], get[1]) == ("GET", "/rest?nam=2024")
    assert get[2]["Accept-Language"] == "vi"
    assert (post[0], post[1], post[2]["Content-Length"]) == ("POST", "/rest", str(len("nam=2024")))


def test_what_looks_odd_is_noted_and_kept(folders: Folders, site: Site, tmp_path: Path) -> None:
    site.pages["/pci.csv"] = page(b"<!DOCTYPE html><title>Loi</title>", Content_Type="text/html")
    catalog = write_catalogue(tmp_path, plan_source("pci", url=site.url("/pci.csv")))
    assert fetch_all(folders, catalog, "night") == []
    (attempt,) = rows(folders, "select outcome, message from fetch_log")
    assert attempt["outcome"] == "fetched"
    assert attempt["message"] == (
        f"source pci: {site.url('/pci.csv')} is a web page, although its address ends in .csv; "
        "look whether it is an error or a login page."
    )


def test_the_catalogue_may_allow_private_addresses(folders: Folders, site: Site, tmp_path: Path) -> None:
    with serve() as other:
        other.pages["/plan"] = page(BODY)
        site.pages["/plan"] = status(302, Location=other.url("/plan"))
        catalog = write_catalogue(tmp_path, plan_source("plan", url=site.url("/plan")))
        (said,) = fetch_all(folders, catalog, "night-1")
        assert "inside a private network" in said
        catalog.write_text(f"allow_private_addresses: true\n{catalog.read_text('utf-8')}", "utf-8")
        assert fetch_all(folders, catalog, "night-2") == []


def test_a_broken_download_goes_on_in_the_next_try(folders: Folders, site: Site, tmp_path: Path) -> None:
    large = bytes(range(256)) * 100
    site.pages["/large"] = breaking(large, 9000, 0, 0)
    catalog = write_catalogue(tmp_path, plan_source("large", url=site.url("/large")))
    small = HURRIED.changed(resume_from_bytes=1000)
    (batch,) = start_run(folders, catalog, "night", NIGHT)
    with pytest.raises(BatchFailed) as failed:
        fetch_batch(folders, "night", batch, small)
    assert failed.value.can_retry
    assert fetch_batch(folders, "night", batch, small) == {"fetched": 1}
    (document,) = rows(folders, "select * from documents")
    assert RawZone(folders.raw).body_of(document) == large
    assert site.requests[-1][2]["Range"] == "bytes=9000-"


def test_what_came_is_kept_when_the_batch_ends_with_a_mistake(
    folders: Folders, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/good"] = page(BODY)
    sources = [plan_source("good", url=site.url("/good")), plan_source("bad", url=site.url("/bad"))]
    (batch,) = start_run(folders, write_catalogue(tmp_path, *sources), "night", NIGHT)

    def mistaken(*args: Any) -> Any:
        if args[1]["source_id"] == "bad":
            raise AssertionError("a mistake of ours")
        return fetch_page(*args)

    monkeypatch.setattr(fetch, "fetch_page", mistaken)
    with pytest.raises(AssertionError):
        fetch_batch(folders, "night", batch, HURRIED)
    assert [row["source_id"] for row in rows(folders, "select * from documents")] == ["good"]
