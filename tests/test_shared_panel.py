"""The real panel: every figure of the shared indices stands in the facts once, as it was printed."""

import csv
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.folders import Folders
from tests.nights import Night, ask, run_night

CATALOGUE = Path(__file__).parent / "catalogs" / "shared.yml"
SHARED = Path(__file__).parents[2] / "shared" / "data" / "indicators"
Figure = tuple[str, str, str, int, str, Decimal]  # source, indicator, code of the place, year, unit, number

pytestmark = pytest.mark.skipif(
    not SHARED.exists(),
    reason="the folder 'shared' with the real figures does not stand beside the repository",
)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    return Folders(tmp_path_factory.mktemp("panel"))


@pytest.fixture(scope="module")
def night(folders: Folders) -> Night:
    return run_night(folders, CATALOGUE, "run")


def _printed() -> Iterator[tuple[Figure, bool]]:
    """Yield every figure of the files, read without the project's readers, and whether it is quarantined."""
    for source in yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))["sources"]:
        if source["kind"] != "indicator_export":
            continue
        name, mapping = source["id"], source["mapping"]
        with (SHARED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield from _figures_of(name, mapping, row)


def _figures_of(name: str, mapping: dict[str, Any], row: dict[str, str]) -> Iterator[tuple[Figure, bool]]:
    year = int(row["year"]) if "year" in row else 2025
    for figures in mapping["values"]:
        cell = row[figures["column"]]
        if not cell:
            continue
        indicator = (
            figures.get("indicator") or mapping["indicators"]["codes"][row[mapping["indicators"]["column"]]]
        )
        number = Decimal(cell)
        if "share_of" in figures:
            number = round(100 * number / Decimal(row[figures["share_of"]]), 9)
        is_doubtful = name == "dti" and year == 2024 and figures["column"].startswith("digital_")
        is_ambiguous = row.get("province_label_ambiguous") == "yes"
        yield (name, indicator, row["gso_code"], year, figures["unit"], number), is_doubtful or is_ambiguous


def test_the_whole_panel_is_published(night: Night) -> None:
    assert night.exit_code == 0, night.printed


def test_every_printed_figure_is_a_fact_once_and_equal_as_a_decimal(folders: Folders, night: Night) -> None:
    expected = Counter(figure for figure, is_quarantined in _printed() if not is_quarantined)
    facts = ask(
        folders,
        """
        select source_id, indicator_key, place.code, year_key, unit, value_low
        from fct_actual join dim_document using (document_key)
        join dim_locality as place on place.locality_key = fct_actual.locality_key
        where origin = 'export' and fct_actual.is_current
        """,
    )
    found = Counter((*fact[:5], _decimal(fact[5], str(fact[1]))) for fact in facts)
    assert not expected - found, list((expected - found).items())[:5]
    assert not found - expected, list((found - expected).items())[:5]


def _decimal(number: float, indicator: str) -> Decimal:
    exact = Decimal(repr(number))
    return round(exact, 9) if indicator.endswith("_share") else Decimal(f"{exact.normalize():f}")


def test_exactly_the_doubtful_figures_are_quarantined(folders: Folders, night: Night) -> None:
    expected = Counter(figure[0] for figure, is_quarantined in _printed() if is_quarantined)
    assert expected == {"dti": 252, "dvctt_coverage_2025": 30}
    kept = folders.raw / "values"
    rows = ask(
        folders,
        f"""
        select source_id, count(*) from read_parquet('{kept}/**/*.parquet', union_by_name = true) as v
        join read_parquet('{folders.raw}/documents/**/*.parquet', union_by_name = true) using (document_key)
        where problem <> '' group by source_id
        """,
    )
    assert dict(rows) == dict(expected)


def test_places_are_those_of_the_figures_own_day(folders: Folders, night: Night) -> None:
    sql = """
        select distinct place.locality_key from fct_actual join dim_document using (document_key)
        join dim_locality as place on place.locality_key = fct_actual.locality_key
        where source_id = '{0}' and year_key = {1} and place.name_vi = '{2}'
    """
    assert ask(folders, sql.format("pci", 2008, "Hà Nội")) == [("p64-01",)]
    assert ask(folders, sql.format("pci", 2008, "Hà Tây")) == [("p64-28",)]
    assert ask(folders, sql.format("pci", 2009, "Hà Nội")) == [("p63-01",)]
    assert ask(folders, sql.format("dvc_766", 2022, "Tuyên Quang")) == [("p34-08",)]
