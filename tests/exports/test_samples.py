"""The sample exports: every figure as published, whatever the shape of the file it stands in."""

import csv
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from tests.exports.reading import Read, read_file

REPOSITORY = Path(__file__).parents[2]
SAMPLES = REPOSITORY / "samples"
FIGURES = Path(__file__).parent / "sample_figures"
SHARED = REPOSITORY.parent / "shared" / "data" / "indicators"
CATALOGUE = yaml.safe_load((REPOSITORY / "catalogs" / "samples.yml").read_text("utf-8"))
EXPORTS = [source for source in CATALOGUE["sources"] if source["kind"] == "indicator_export"]
INDICES = ("dti", "papi", "par_index", "pci", "sipas")
Figure = tuple[str, int, str, Decimal, bool]  # code of the province, year, indicator, number, is it derived?


def published(index: str) -> Counter[Figure]:
    """Return the figures a sample must give."""
    with (FIGURES / f"{index}.csv").open(encoding="utf-8", newline="") as file:
        return Counter(
            (
                row["gso_code"],
                int(row["year"]),
                row["indicator"],
                Decimal(row["value"]),
                bool(row["is_derived"]),
            )
            for row in csv.DictReader(file)
        )


def read_samples(index: str, folder: Path) -> Iterator[Read]:
    """Yield what each sample of an index gives, read by the mapping of the default catalogue."""
    for source in EXPORTS:
        if source["id"].startswith(index):
            file = folder / Path(source["path"]).name
            file.write_bytes((SAMPLES / file.name).read_bytes())
            yield read_file(file, source["mapping"])


@pytest.mark.parametrize("index", INDICES)
def test_each_published_figure_is_read_once_and_no_other(index: str, tmp_path: Path) -> None:
    reads = list(read_samples(index, tmp_path))
    assert [read.outcome.violations for read in reads] == [()] * len(reads)
    found = Counter(
        (row["locality_code"], row["year"], row["indicator"], Decimal(repr(row["value"])), row["is_derived"])
        for read in reads
        for row in read.rows
    )
    assert found == published(index)


def test_only_the_components_of_one_year_are_kept_apart(tmp_path: Path) -> None:
    kept = Counter(
        (index, row["year"], row["problem"])
        for index in INDICES
        for read in read_samples(index, tmp_path)
        for row in read.rows
        if row["problem"]
    )
    because = "the components of 2024 do not fit those of 2023 and may be mislabelled upstream"
    assert kept == {("dti", 2024, because): 15 * 4}


@pytest.mark.parametrize("index", INDICES)
def test_a_sample_is_an_excerpt(index: str) -> None:
    provinces = {code for code, *_ in published(index)}
    assert 0 < len(provinces) <= 15


def test_ha_tay_and_the_ha_noi_beside_it_are_of_the_64(tmp_path: Path) -> None:
    places = {
        (row["year"], row["locality_text"], row["locality_units"])
        for read in read_samples("pci", tmp_path)
        for row in read.rows
        if row["locality_code"] in ("01", "28")
    }
    assert places == {(2008, "Hà Nội", "64"), (2008, "Hà Tây", "64"), (2013, "Hà Nội", "63")}


@pytest.mark.skipif(
    not SHARED.exists(),
    reason="the folder 'shared' with the real figures does not stand beside the repository",
)
@pytest.mark.parametrize("index", INDICES)
def test_the_figures_are_the_real_ones(index: str) -> None:
    real = Counter(_real(index))
    assert not published(index) - real


def _real(index: str) -> Iterator[Figure]:
    """Yield the real figures of an index by the columns of the files that hold all provinces."""
    for name, columns in COLUMNS[index].items():
        with (SHARED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for column, indicator in columns.items():
                    if row[column]:
                        code = indicator.format(**{key: text.lower() for key, text in row.items()})
                        number, is_derived = Decimal(row[column]), column == "rank_derived"
                        yield row["gso_code"], int(row["year"]), code, number, is_derived


PAPI = (
    *("participation", "transparency", "vertical_accountability", "control_of_corruption"),
    *("administrative_procedures", "public_service_delivery", "environmental_governance", "e_governance"),
)
DTI = ("digital_government", "digital_economy", "digital_society", "digital_infrastructure")
COLUMNS = {  # file -> column -> indicator
    "dti": {
        "dti": {"score": "dti_score", "rank_published": "dti_rank", "rank_derived": "dti_rank"}
        | {name: f"dti_{name}" for name in DTI}
    },
    "papi": {
        "papi": {"score": "papi_score"} | {name: f"papi_{name}" for name in PAPI},
        "papi_subdimensions": {"score": "papi_{sub_code}"},
    },
    "par_index": {"par_index": {"score": "par_index_score", "rank": "par_index_rank"}},
    "pci": {"pci": {"score": "pci_score"}, "pci_subindices": {"score": "pci_{subindex}"}},
    "sipas": {"sipas": {"score": "service_satisfaction", "rank": "sipas_rank"}},
}
