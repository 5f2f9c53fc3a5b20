"""Contracts: a file that is not what it was is quarantined, and the sentence says why."""

from pathlib import Path
from typing import Any

import pytest

from ingest.exports import ExportMapping, Held, losses
from tests.exports.reading import PAR_INDEX, read_csv

HEAD = "Tỉnh,Năm,Điểm,Hạng\n"
GOOD = HEAD + "Hà Nội,2021,80,5\nHuế,2021,81,4\nHà Nội,2022,82,3\nHuế,2022,83,2\n"
FULL: dict[str, Any] = {"contract": {}}


def broken(folder: Path, text: str, **mapping: Any) -> tuple[str, ...]:
    return read_csv(folder, text, **mapping).outcome.violations


def test_a_good_file_breaks_nothing(tmp_path: Path) -> None:
    assert broken(tmp_path, GOOD, **FULL) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2022,83,2", "2022,830,2", "has 1 figures outside its scale of 0 to 100 in column 'Điểm'"),
        ("Huế,2022", "Thừa Thiên Huế,2021", "gives par_index_rank of Huế for 2021 more than once"),
        ("Huế,2022,83,2\n", "", "has 1 localities for 2022, fewer than the 2 for 2021"),
        ("Hà Nội,2021,80,5\nHuế,2021,81,4", "Hà Nội,2021,cao,5\nHuế,2021,thấp,4", "holds text in 2 of "),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    violations = broken(tmp_path, GOOD.replace(old, new), **FULL)
    assert any(violation.startswith(said) for violation in violations), violations


def test_years_outside_the_known_range(tmp_path: Path) -> None:
    contract = {"years": (2012, 2021), "partial": True}
    assert broken(tmp_path, GOOD, contract=contract) == ("has figures of 2022, outside 2012 to 2021",)


def test_so_many_localities_and_no_other(tmp_path: Path) -> None:
    assert broken(tmp_path, GOOD, contract={"localities": 2}) == ()
    assert broken(tmp_path, GOOD, contract={"localities": {2022: 63}}) == (
        "has 2 localities for 2022, not 63",
    )


def test_fewer_localities_or_figures_than_the_file_before(tmp_path: Path) -> None:
    mapping = PAR_INDEX | {"contract": {"most_change": 0.2}}
    now = read_csv(tmp_path, GOOD, **mapping).outcome.held
    assert now == Held(8, {2021: 2, 2022: 2})
    assert losses(now, now, ExportMapping.model_validate(mapping)) == []
    assert losses(now, Held(100, {2022: 63}), ExportMapping.model_validate(mapping)) == [
        "has 2 localities for 2022, fewer than the 63 known before",
        "has 8 figures after 100; a change of at most 20% is expected",
    ]
    assert losses(now, Held(9, {2022: 63}), ExportMapping.model_validate(PAR_INDEX)) == []


def test_rows_that_cannot_be_placed_are_kept_apart_one_by_one(tmp_path: Path) -> None:
    text = HEAD + "Hà Nộii,2021,80,\nHà Nội,năm,80,\nĐồng bằng sông Hồng,2021,80,\nHuế,2021,80,\n"
    read = read_csv(tmp_path, text)
    assert [row["problem"] for row in read.rows] == [
        "no province was called 'Hà Nộii' on 2021-12-31; nearest: Hà Nội, Hà Nam, Hà Tĩnh",
        "the year cannot be read",
        "'Đồng bằng sông Hồng' names a region, not a province",
        "",
    ]
    assert (read.outcome.problems, read.outcome.violations) == (3, ())


def test_the_day_of_the_boundaries_decides_the_province(tmp_path: Path) -> None:
    values = [PAR_INDEX["values"][0]]
    text = "Tỉnh,Năm,Điểm\nBình Dương,2024,70\nHà Tây,2008,60\n"
    mapping = {"values": values, "boundaries_on": {2008: "2008-07-31"}}
    assert [row["problem"] for row in read_csv(tmp_path, text, **mapping).rows] == ["", ""]
    recast = read_csv(tmp_path, text, values=values, boundaries_on="2025-07-01")
    assert recast.rows[0]["problem"].startswith("'Bình Dương' is no province of 2025-07-01")


def test_doubtful_figures_are_withheld_with_the_reason(tmp_path: Path) -> None:
    withheld = [{"because": "mislabelled upstream", "columns": ["Điểm"], "years": [2022]}]
    read = read_csv(tmp_path, GOOD, withheld=withheld)
    kept = [(row["indicator"], row["year"]) for row in read.rows if row["problem"] == "mislabelled upstream"]
    assert kept == [("par_index_score", 2022)] * 2


def test_a_zero_that_stands_for_missing_gives_no_figure(tmp_path: Path) -> None:
    values = [PAR_INDEX["values"][0] | {"zero_is_missing": True}]
    read = read_csv(tmp_path, "Tỉnh,Năm,Điểm\nHà Nội,2014,0\nHuế,2014,36.5\n", values=values)
    assert [row["value"] for row in read.rows] == [36.5]
