"""The real panel: every figure of the shared indices stands in the facts once, as it was printed."""

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.folders import Folders
from tests.conftest import plan_source, write_catalogue
from tests.kept import data_folder
from tests.nights import Night, ask, run_night

CATALOGUE = Path(__file__).parent / "catalogs" / "shared.yml"
SHARED = Path(__file__).parents[2] / "shared" / "data" / "indicators"
Figure = tuple[str, str, str, int, str, Decimal]  # source, indicator, code of the place, year, unit, number

pytestmark = pytest.mark.skipif(
    not SHARED.exists(),
    reason="the folder 'shared' with the real figures does not stand beside the repository",
)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folders]:
    with data_folder(tmp_path_factory.mktemp("panel")) as given:
        yield given


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


def test_computed_ranks_that_differ_from_the_printed_ones_are_listed(folders: Folders, night: Night) -> None:
    found = ask(
        folders,
        """
        select first_source_id, count(*), count(*) filter (first_is_derived or not is_first_preferred)
        from fct_conflict where kind = 'printed_and_derived' and unit = 'rank' group by all
        """,
    )
    assert found == [("pci", 7, 0)], "all of them ties at two decimals"


@pytest.mark.stack
@pytest.mark.long
@pytest.mark.timeout(600)
def test_the_conflicts_collected_by_hand_are_found(
    folders: Folders, night: Night, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Give the other sources' figures as exports of their own beside the panel."""
    again = Folders(tmp_path_factory.mktemp("conflicts"))
    shutil.copytree(folders.raw, again.raw)
    conflicts = _conflicts()
    done = run_night(again, _with_other_sources(again.data, conflicts), "run")
    assert done.exit_code == 0, done.printed
    found = ask(
        again,
        """
        select indicator_key, place.code, year_key, first_value, other_value
        from fct_conflict join dim_locality as place using (locality_key)
        where kind = 'value' and starts_with(other_source_id, 'other_') order by all
        """,
    )
    assert [row[:3] + row[4:] for row in found] == [(*named, other) for *named, _, other in conflicts]
    kept = {tuple(named): kept for *named, kept, _ in conflicts if kept is not None}
    assert {row[:3]: row[3] for row in found if row[:3] in kept} == kept


Conflict = tuple[
    str, str, int, float | None, float
]  # indicator, code of the place, year, kept and other figure


def _conflicts() -> list[Conflict]:
    """Return the rows about a figure of a province; three are of regions or about who came second."""
    index = {"PCI": "pci", "PAR_INDEX": "par_index", "PAPI": "papi"}
    with (SHARED / "source_conflicts.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["field"] in ("score", "rank", "transparency")]
    of_provinces = [row for row in rows if row["gso_code"] and "=" not in row["value_other"]]
    assert len(of_provinces) == 9
    return sorted(
        (
            f"{index[row['index']]}_{row['field']}",
            row["gso_code"],
            int(row["year"]),
            float(row["value_kept"]) if row["value_kept"] else None,
            float(row["value_other"]),
        )
        for row in of_provinces
    )


def _with_other_sources(folder: Path, conflicts: list[Conflict]) -> Path:
    sources = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))["sources"]
    for source in sources:
        source["path"] = str((CATALOGUE.parent / source["path"]).resolve())
    for indicator in sorted({conflict[0] for conflict in conflicts}):
        rows = [f"{code},{year},{other}" for name, code, year, _, other in conflicts if name == indicator]
        (folder / f"{indicator}.csv").write_text("\n".join(["code,year,figure", *rows]) + "\n", "utf-8")
        unit = next(
            figures["unit"]
            for s in sources
            if "mapping" in s
            for figures in s["mapping"]["values"]
            if figures.get("indicator") == indicator
        )
        mapping = {
            "locality": "code",
            "year": "year",
            "contract": {"partial": True},
            "values": [{"column": "figure", "indicator": indicator, "unit": unit}],
        }
        other = plan_source(f"other_{indicator}", path=str(folder / f"{indicator}.csv"), mapping=mapping)
        sources.append({**other, "kind": "indicator_export", "authority": "news"})
    return write_catalogue(folder, *sources)


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


RANKS_OF_TOTALS = {
    "par_index": ["rank"],
    "sipas": ["rank"],
    "papi": ["rank_derived"],
    "pci": ["rank_published", "rank_derived"],
    "dti": ["rank_published", "rank_derived"],
    "dvc_766": ["rank_derived"],
}


@pytest.mark.parametrize("index", RANKS_OF_TOTALS)
def test_the_history_of_an_index_holds_each_printed_total(folders: Folders, night: Night, index: str) -> None:
    """A printed rank stands before a derived one; a total of 0 is none."""
    rows = ask(
        folders,
        f"""
        select code, year_key, score, rank from fct_index_history inner join dim_locality using (locality_key)
        where index_key = '{index}'
        """,
    )
    with (SHARED / f"{index}.csv").open(encoding="utf-8", newline="") as file:
        printed = [_total(row, RANKS_OF_TOTALS[index]) for row in csv.DictReader(file)]
    known = Counter(total for total in printed if total[2:] != (None, None))
    own_words = set(rows) - set(known)  # Bắc Giang's and Bắc Ninh's documents tell their own ranks too
    assert not known - Counter(rows)
    assert len(own_words) <= 4


def _total(row: dict[str, str], ranks: list[str]) -> tuple[str, int, float | None, int | None]:
    rank = next((int(row[column]) for column in ranks if row[column]), None)
    return row["gso_code"], int(row["year"]), float(row["score"] or 0) or None, rank
