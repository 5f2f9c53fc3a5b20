"""Writing: an entry appended to a catalogue, which stays as it was unless it is accepted with the entry."""

import tempfile
from pathlib import Path

import yaml

from ingest.catalog import CatalogueError, load_catalogue
from ingest.exports.inspecting.entry import id_of


def append_entry(catalogue: Path, entry: str) -> None:
    """Append an entry to a catalogue, or begin one with it. ``CatalogueError`` leaves it as it was."""
    text = catalogue.read_text("utf-8") if catalogue.exists() else _empty(catalogue)
    joined = f"{text.rstrip()}\n\n{_indented(entry, _indent_of(text))}"
    check_catalogue(joined, catalogue)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=catalogue.parent, suffix=".yml", delete=False
    ) as file:
        file.write(joined)
    Path(file.name).replace(catalogue)


def check_entry(entry: str) -> None:
    """Raise ``CatalogueError`` where a catalogue would not accept an entry."""
    check_catalogue(f"version: 1\nname: inspected\nsources:\n{entry}", Path("the proposed entry"))


def check_catalogue(text: str, called: Path) -> None:
    """Raise ``CatalogueError``, naming ``called``, where a text is no catalogue."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / called.name
        file.write_text(text, "utf-8")
        try:
            load_catalogue(file)
        except CatalogueError as error:
            raise CatalogueError([said.replace(str(file), str(called)) for said in error.problems]) from error


def _empty(catalogue: Path) -> str:
    return f"version: 1\nname: {id_of(catalogue.stem)}\nsources:\n"


def _indent_of(text: str) -> int:
    """Return how far the sources of a catalogue are indented."""
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    if isinstance(root, yaml.MappingNode):
        for key, value in root.value:
            if key.value == "sources" and isinstance(value, yaml.SequenceNode):
                return int(value.start_mark.column)
    return 2


def _indented(text: str, spaces: int) -> str:
    return "".join(f"{' ' * spaces if line.strip() else ''}{line}" for line in text.splitlines(keepends=True))
