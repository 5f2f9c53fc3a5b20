"""The commands explain and unmapped, as one types them."""

import csv
from pathlib import Path

from click.testing import CliRunner

from ingest.cli import main
from ingest.corrections import COLUMNS
from ingest.folders import Folders
from ingest.raw import sha256_of
from ingest.read import read_documents
from tests.conftest import plan_source, write_catalogue
from tests.explain.pages import open_page
from tests.ingest.test_fetch import fetch_all

TEXT = "KẾ HOẠCH\n\nĐến năm 2025, tối thiểu 80% hồ sơ được giải quyết đúng hạn.\n"
LIT = "số thôn bản có điện thắp sáng"
UNMAPPED = (
    f"KẾ HOẠCH\n\nĐến năm 2025, tối thiểu 80% {LIT}; cấp xã 60% {LIT}.\n"
    "Đến năm 2030, tỷ lệ che phủ rừng đạt 68%.\n"
)


def run(tmp_path: Path, *arguments: object) -> tuple[int, str]:
    result = CliRunner(env={"THUOCDO_DATA": str(tmp_path / "data"), "COLUMNS": "140"}).invoke(
        main, [str(argument) for argument in arguments]
    )
    return result.exit_code, result.output


def plan(folder: Path, text: str = TEXT, name: str = "plan.txt") -> Path:
    file = folder / name
    file.write_text(text, "utf-8")
    return file


def corrections(folder: Path, **cells: str) -> Path:
    start = TEXT.index("80%")
    told = {"document": sha256_of(TEXT.encode()), "value_start": str(start), "value_end": str(start + 3)}
    told |= {"level": "all", "year": "2025", "action": "set", "new_year": "2026", "author": "Nguyễn Thị A"}
    told |= {"date": "2026-11-20", "reason": "văn bản đính chính", **cells}
    file = folder / "phieu.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, COLUMNS)
        writer.writeheader()
        writer.writerow(told)
    return file


def test_explain_prints_the_text_with_fields_beside_it_and_writes_the_page(tmp_path: Path) -> None:
    code, output = run(tmp_path, "explain", plan(tmp_path))
    assert code == 0, output
    assert "tối thiểu 80%[1] hồ sơ" in output
    assert "≥ 80 %  2025 · Toàn tỉnh" in output
    page = tmp_path / "data" / "explain" / "plan.html"
    assert f"Page: {page}" in output.replace("\n", "")
    assert open_page(page.read_text("utf-8")).text == TEXT


def test_explain_shows_corrections_applied(tmp_path: Path) -> None:
    html = tmp_path / "out" / "trang.html"
    code, output = run(
        tmp_path, "explain", plan(tmp_path), "--corrections", corrections(tmp_path), "--html", html
    )
    assert code == 0, output
    assert "2026 · Toàn tỉnh" in output and "✎" in output and "1 of them corrected" in output
    page = open_page(html.read_text("utf-8"))
    ((_, _, mark),) = page.marks
    assert (mark["data-label"], "corrected" in mark["class"]) == ("◎ 2026 · toàn tỉnh", True)
    assert page.data["rows"][0]["read"]["year"] == 2025


def test_explain_names_a_bad_line_and_a_bad_file(tmp_path: Path) -> None:
    code, output = run(
        tmp_path,
        "explain",
        plan(tmp_path),
        "--no-terminal",
        "--corrections",
        corrections(tmp_path, reason=""),
    )
    assert code == 0
    assert "line 2: `reason` is empty; fill it in." in output
    assert "no usable line is about" in output
    (tmp_path / "b.txt").write_bytes(b"\x00\x01")
    code, output = run(tmp_path, "explain", tmp_path / "b.txt")
    assert code == 1
    assert "b.txt: is a binary file" in output


def test_the_terminal_gets_no_control_characters(tmp_path: Path) -> None:
    code, output = run(tmp_path, "explain", plan(tmp_path, TEXT + "\x1b[2J hồ sơ\n"))
    assert code == 0
    assert "\x1b[2J" not in output


def test_unmapped_lists_what_no_indicator_fits_by_frequency(tmp_path: Path) -> None:
    table = tmp_path / "unmapped.csv"
    code, output = run(tmp_path, "unmapped", plan(tmp_path, UNMAPPED), "--csv", table)
    assert code == 0, output
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["phrase"], row["count"], row["units"]) for row in rows] == [
        ("thôn bản có điện thắp sáng", "2", "percent"),
        ("che phủ rừng", "1", "percent"),
    ]
    assert rows[1]["example"] == "Đến năm 2030, tỷ lệ che phủ rừng đạt 68%."
    assert rows[1]["document"] == "plan.txt"
    assert "thôn bản có điện" in output


def test_unmapped_of_the_raw_zone_counts_each_value_once(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "data")
    sources = []
    for name in ("one", "two"):
        plan(tmp_path, UNMAPPED, f"{name}.txt")
        sources.append(plan_source(name, path=f"{name}.txt"))
    for night in ("first", "second"):
        fetch_all(folders, write_catalogue(tmp_path, *sources), night)
        read_documents(folders, night)
    code, output = run(tmp_path, "unmapped", "--csv", tmp_path / "list.csv")
    assert code == 0, output
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["count"], row["documents"]) for row in rows] == [("4", "2"), ("2", "2")]


def test_unmapped_before_the_first_run_says_what_to_do(tmp_path: Path) -> None:
    code, output = run(tmp_path, "unmapped")
    assert code == 1
    assert "run `make run` first" in output
