"""The data dictionary: every mart and column in both languages, and how the marts hang together."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.folders import REPOSITORY
from warehouse.dbt import parse_project
from warehouse.package.schema import Column, Mart, read_marts

PAGE = REPOSITORY / "docs" / "data_dictionary.md"  # for readers without a warehouse of their own

_INTRODUCTION = """# Data dictionary / Từ điển dữ liệu

Made from the dbt manifest; change the descriptions beside the models in `dbt_project/models/`.
Sinh tự động từ dbt; sửa mô tả cạnh các mô hình trong `dbt_project/models/`.
"""


def dictionary_page(marts: Sequence[Mart]) -> str:
    """Return the dictionary as Markdown: a diagram, then a table of columns for each mart."""
    lines = [_INTRODUCTION, "```mermaid", *diagram_lines(marts), "```", ""]
    for mart in sorted(marts, key=lambda mart: mart.name):
        lines += [f"## {mart.name}", "", mart.words.en, "", mart.words.vi, ""]
        lines += ["| column | type | what it is | nội dung |", "|---|---|---|---|"]
        lines += [_row(column) for column in mart.columns]
        lines.append("")
    return "\n".join(lines)


def diagram_lines(marts: Sequence[Mart]) -> Iterator[str]:
    """Yield the entities and relations of a Mermaid ER diagram: keys only, facts beside their dimensions."""
    yield "erDiagram"
    for mart in sorted(marts, key=lambda mart: mart.name):
        yield f"    {mart.name} {{"
        for key in mart.keys:
            yield f"        {_type_of(mart, key)} {key} PK"
        for column, _ in mart.references:
            if column not in mart.keys:
                yield f"        {_type_of(mart, column)} {column} FK"
        yield "    }"
    for mart in sorted(marts, key=lambda mart: mart.name):
        for column, reference in mart.references:
            yield f"    {reference.mart} ||--o{{ {mart.name} : {column}"


def _type_of(mart: Mart, name: str) -> str:
    return next(column.data_type for column in mart.columns if column.name == name)


def _row(column: Column) -> str:
    references = f" → `{column.reference.mart}.{column.reference.column}`" if column.reference else ""
    cells = (f"`{column.name}`", column.data_type + references, column.words.en, column.words.vi)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def write_page() -> None:
    """Write the page of the documentation anew from the project as it stands."""
    with tempfile.TemporaryDirectory() as folder:
        marts = read_marts(parse_project(Path(folder)))
    PAGE.write_text(dictionary_page(marts), "utf-8")


if __name__ == "__main__":
    write_page()
