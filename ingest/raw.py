"""The raw zone: append-only Parquet that a reader only ever sees whole.

A file is written aside, flushed to disk and renamed into place; it is named by its content, so writing
the same rows again changes nothing. Nothing here rewrites or deletes a file that is already there.
"""

import contextlib
import hashlib
import json
import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.keys import key_of
from ingest.records import DATASETS, SCHEMA_VERSION

Row = Mapping[str, Any]


class RawZone:
    """Reads and appends to the datasets under one folder (``ingest.records.DATASETS``)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self) -> None:
        """Give every dataset one file without rows, so that each can be queried before its first row."""
        for dataset, schema in DATASETS.items():
            target = self.folder / dataset / f"schema-{SCHEMA_VERSION}.parquet"
            if not target.exists():
                self._write_table(pa.Table.from_pylist([], schema=schema), target)

    def append(self, dataset: str, rows: Sequence[Row], partition: str) -> Path | None:
        """Append ``rows`` as one Parquet file in the folder ``partition`` of ``dataset``.

        The file's name is made from the rows' own keys; if it is already there, nothing is written.
        Returns the file, or ``None`` when there are no rows.
        """
        if not rows:
            return None
        keys = [column for column in DATASETS[dataset].names if column.endswith("_key")]
        name = key_of(dataset, *(row.get(key) for row in rows for key in keys))
        target = self.folder / dataset / partition / f"{name}.parquet"
        if not target.exists():
            self._write_table(
                pa.Table.from_pylist([dict(row) for row in rows], schema=DATASETS[dataset]), target
            )
        return target

    def keep_file(self, relative: str, content: bytes) -> Path:
        """Keep ``content`` under ``relative`` unless a file is there already; return its path."""
        target = self.folder / relative
        if not target.exists():
            with self.aside(target) as temporary:
                temporary.write_bytes(content)
        return target

    def keep_json(self, relative: str, content: object) -> Path:
        """Keep ``content`` as JSON; a later try of the same step gets a file of its own (``.try2``)."""
        body = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, default=str).encode()
        target = self.folder / relative
        number = 1
        while target.exists() and target.read_bytes() != body:
            number += 1
            target = self.folder / f"{relative.removesuffix('.json')}.try{number}.json"
        if not target.exists():
            with self.aside(target) as temporary:
                temporary.write_bytes(body)
        return target

    @contextlib.contextmanager
    def aside(self, target: Path) -> Iterator[Path]:
        """Give a temporary path to write to; rename it to ``target`` when the block ends well."""
        temporary = self.temporary_file()
        try:
            yield temporary
            with temporary.open("rb") as written:
                os.fsync(written.fileno())
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)

    def temporary_file(self) -> Path:
        """Return a fresh path on the same disk, in a folder that no reader looks into."""
        folder = self.folder / ".aside"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / uuid.uuid4().hex

    def _write_table(self, table: pa.Table, target: Path) -> None:
        with self.aside(target) as temporary:
            pq.write_table(table, temporary, compression="zstd")

    def query(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Run ``sql`` over the datasets, each a view of its own name; return the rows as dictionaries."""
        with duckdb.connect() as connection:
            for dataset in DATASETS:
                if dataset in sql:
                    connection.execute(f'create view "{dataset}" as {self.select(dataset)}')
            result = connection.execute(sql, parameters or None)
            names = [column[0] for column in result.description or []]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def select(self, dataset: str) -> str:
        """Return the SQL that reads a whole dataset."""
        pattern = str(self.folder / dataset / "**" / "*.parquet").replace("'", "''")
        return f"select * from read_parquet('{pattern}', union_by_name=true, hive_partitioning=false)"

    def adopt(self, dataset: str, written: Path, partition: str, name: str) -> Path:
        """Move a Parquet file of ``dataset`` that was written aside into its folder, unless it is there."""
        target = self.folder / dataset / partition / f"{name}.parquet"
        if target.exists():
            written.unlink()
            return target
        with written.open("rb") as file:
            os.fsync(file.fileno())
        target.parent.mkdir(parents=True, exist_ok=True)
        written.replace(target)
        return target

    @contextlib.contextmanager
    def body_file_of(self, document: Mapping[str, Any]) -> Iterator[Path]:
        """Give a path with the bytes of a row of ``documents``; a body in the row is written aside."""
        if document["body"] is None:
            yield self.folder / str(document["body_file"])
            return
        temporary = self.temporary_file()
        try:
            temporary.write_bytes(bytes(document["body"]))
            yield temporary
        finally:
            temporary.unlink(missing_ok=True)

    def body_of(self, document: Mapping[str, Any]) -> bytes:
        """Return the bytes of a row of ``documents``, from the row or from the file it names."""
        if document["body"] is not None:
            return bytes(document["body"])
        return (self.folder / str(document["body_file"])).read_bytes()


def partition_of(run_date: date) -> str:
    """Return the folder name of the rows that one run adds."""
    return f"run_date={run_date.isoformat()}"


def sha256_of(body: bytes) -> str:
    """Return the SHA-256 of ``body`` as 64 hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()
