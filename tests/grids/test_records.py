"""Formats with named records (JSON, JSON Lines, Parquet, Stata): names above, values below."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pyarrow as pa
import pyarrow.parquet
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.grids import json_lines
from ingest.readers import Unreadable
from tests.grids.files import cells_of, dta, frame, grid_of, grids_of, written


def in_json(folder: Path, value: Any) -> Path:
    return written(
        folder, "a.json", value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    )


def test_a_list_of_records_inside_a_reply(tmp_path: Path) -> None:
    rows = '[{"TEN": "UBND tỉnh Khánh Hòa", "TONG": "65.06", "d": {"2022": 9.10}}, {"TEN": "Huế", "hang": 3}]'
    grid = grid_of(in_json(tmp_path, f'{{"status": "ok", "data": {{"rows": {rows}}}}}'))
    held = grid.whole()
    assert held.cells() == [
        ["TEN", "TONG", "d.2022", "hang"],
        ["UBND tỉnh Khánh Hòa", "65.06", "9.10", ""],
        ["Huế", "", "", "3"],
    ]
    assert (grid.name, grid.named_rows, held.row_numbers.to_pylist()) == ("data.rows", 1, [0, 1, 2])
    assert {name: column.to_pylist() for name, column in held.numbers.items()} == {
        "2": [None, 9.1, None],
        "3": [None, None, 3.0],
    }


@pytest.mark.parametrize(
    ("value", "cells"),
    [
        ({"Hà Nội": {"2020": 1}, "Huế": {"2020": 2.5}}, [["", "2020"], ["Hà Nội", "1"], ["Huế", "2.5"]]),
        ({"tinh": ["a", "b"], "diem": [1, None]}, [["tinh", "diem"], ["a", "1"], ["b", ""]]),
        ([["Tỉnh", "2020"], ["Huế", 2]], [["Tỉnh", "2020"], ["Huế", "2"]]),
        ([{"nam": [2020, 2021], "ok": True}], [["nam", "ok"], ["[2020, 2021]", "TRUE"]]),
        ('\ufeff[{"a": "\\ud83d"}]', [["a"], ["?"]]),
    ],
)
def test_other_shapes_of_json(tmp_path: Path, value: Any, cells: list[list[str]]) -> None:
    assert cells_of(in_json(tmp_path, value)) == cells


def test_each_list_is_a_grid_of_its_own(tmp_path: Path) -> None:
    grids = grids_of(in_json(tmp_path, {"dti": [{"a": 1}], "pci": [{"b": 2}], "trống": []}))
    assert [grid.name for grid in grids] == ["dti", "pci"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"error": "login required"}', "JSON without a list of records .*login required"),
        ('[{"a": 1}, {"a": ', "cut off JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('[{"a": ' + "9" * 5000 + "}]", "damaged or cut off JSON"),
        ('{"a": 1}\n{"a": \n{"a": 3}\n', "in line 2"),
        ('{"a": 1}\n{"a": 2}\n[3]\n', "no record in line 3"),
    ],
)
def test_bad_json_is_one_sentence(tmp_path: Path, body: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        cells_of(written(tmp_path, "a.json", body))


def test_json_lines_are_walked_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "_BATCH_CELLS", 6)
    lines = '{"a": 1, "b": "x"}\n\n{"a": 2.50}\n{"c": {"d": null}}\n'
    grid = grid_of(written(tmp_path, "a.jsonl", lines))
    assert len(list(grid.walk())) == 3
    rows = grid.whole()
    assert rows.cells() == [["a", "b", "c.d"], ["1", "x", ""], ["2.50", "", ""], ["", "", ""]]
    assert rows.row_numbers.to_pylist() == [0, 1, 3, 4]
    assert rows.numbers["0"].to_pylist() == [None, 1.0, 2.5, None]


@given(
    st.lists(
        st.dictionaries(st.text(max_size=3), st.integers() | st.text(max_size=5), min_size=1), min_size=2
    )
)
def test_every_value_of_json_lines_comes_back(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]]
) -> None:
    body = "\n".join(json.dumps(record) for record in records)
    rows = grid_of(written(tmp_path_factory.mktemp("lines"), "a.jsonl", body)).whole()
    assert rows.text.num_rows == len(records) + 1
    assert rows.text.num_columns == len({name for record in records for name in record})


def test_stata_keeps_labels_and_loses_float32_noise(tmp_path: Path) -> None:
    grid = grid_of(dta(tmp_path / "a.dta"))
    rows = grid.whole()
    assert rows.cells() == [
        ["tinh", "pci", "vung", "ngay"],
        ["", "Điểm PCI", "", ""],
        ["HNOI", "60.74", "Đồng bằng", "2020-01-31"],
        ["BĐINH", "", "2", "2021-01-31"],
    ]
    assert (grid.named_rows, rows.row_numbers.to_pylist()) == (2, [0, 0, 1, 2])
    assert rows.numbers["1"].to_pylist() == [None, None, 60.74, None]
    assert rows.numbers["2"].to_pylist() == [None, None, None, 2.0], "1 stands for its label"


@pytest.mark.parametrize(
    ("labels", "shown"),
    [
        ({1: "Hà Nội", 2: "Huế"}, ["Hà Nội", "Huế", "4 (no label)", ""]),  # codes
        ({4: "không trả lời"}, ["1", "2", "không trả lời", ""]),  # figures, and a code for none
    ],
)
def test_stata_values_without_a_label(tmp_path: Path, labels: dict[int, str], shown: list[str]) -> None:
    table = pandas.DataFrame({"tinh": [1.0, 2.0, 4.0, np.nan]})
    pyreadstat.write_dta(table, str(tmp_path / "a.dta"), variable_value_labels={"tinh": labels})
    rows = grid_of(tmp_path / "a.dta").whole()
    assert [row[0] for row in rows.cells()[1:]] == shown
    numbers = rows.numbers["0"].to_pylist()[1:]
    assert numbers == [None if value in labels else value for value in (1.0, 2.0, 4.0, None)]


def test_parquet_of_many_types(tmp_path: Path) -> None:
    nested = frame().assign(d=[{"x": 1, "y": "Huế"}, {"x": 2, "y": None}], b=[True, False], many=[[1, 2], []])
    nested.to_parquet(tmp_path / "a.parquet")
    rows = grid_of(tmp_path / "a.parquet").whole()
    assert rows.cells() == [
        ["tinh", "pci", "vung", "ngay", "d.x", "d.y", "b", "many"],
        ["HNOI", "60.74", "1", "2020-01-31", "1", "Huế", "TRUE", "[1, 2]"],
        ["BĐINH", "", "2", "2021-01-31", "2", "", "FALSE", "[]"],
    ]
    assert rows.numbers["1"].to_pylist() == [None, 60.74, None]


def test_parquet_is_walked_in_batches(tmp_path: Path) -> None:
    table = pa.table({"Tỉnh": [f"Ti\u0309nh {number}" for number in range(2_100_000)]})
    pyarrow.parquet.write_table(table, tmp_path / "a.parquet")
    grid = grid_of(tmp_path / "a.parquet")
    batches = list(grid.walk())
    assert len(batches) > 2 and sum(batch.text.num_rows for batch in batches) == 2_100_001
    assert grid.head(2).cells() == [["Tỉnh"], ["Tỉnh 0"]]
    assert batches[-1].row_numbers[-1].as_py() == 2_100_000


def test_an_empty_parquet_file_has_its_names(tmp_path: Path) -> None:
    pyarrow.parquet.write_table(pa.table({"a": pa.array([], pa.int32())}), tmp_path / "a.parquet")
    assert cells_of(tmp_path / "a.parquet") == [["a"]]
