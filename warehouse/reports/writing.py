"""Writing: all pages of one report into a folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.localities.names import plain
from ingest.progress import progress
from warehouse.reports.country import country_page, page_counts
from warehouse.reports.marts import Marts, Row, read_marts
from warehouse.reports.pages import file_of, render
from warehouse.reports.pdf import NoPrinter, check_printer, print_pages
from warehouse.reports.province import province_page

COUNTRY_FILE, INDEX_FILE = "ca-nuoc.html", "index.html"


class UnknownProvince(LookupError):
    """A name that is no province's of any time; the message says so."""


@dataclass(frozen=True, slots=True)
class Report:
    """The files that were written, and a sentence where something is missing."""

    pages: tuple[Path, ...]
    pdfs: tuple[Path, ...]
    note: str


def write_report(
    marts_file: Path, folder: Path, names: Sequence[str] = (), *, with_pdf: bool = True
) -> Report:
    """Write the pages of the published marts into ``folder``.

    ``names`` are provinces of today or of the past; without any, all provinces, the country and the list of
    pages are written. A PDF of an earlier report is never left beside a newer page. Raises
    ``UnknownProvince``.
    """
    marts = read_marts(marts_file)
    provinces = _chosen(marts, names)
    folder.mkdir(parents=True, exist_ok=True)
    pages = []
    with progress("pages", len(provinces)) as step:
        for province in provinces:
            content = render("province", province_page(marts, province))
            pages.append(_write(folder / file_of(province), content))
            step(1)
    if not names:
        pages.append(_write(folder / COUNTRY_FILE, render("country", country_page(marts))))
    pdfs, note = _print(pages, with_pdf)
    if not names:
        pages.append(_write(folder / INDEX_FILE, _index(marts, pdfs, note)))
    return Report(tuple(pages), tuple(pdfs), note)


def _chosen(marts: Marts, names: Sequence[str]) -> list[Row]:
    """Return the provinces of the run's date that bear a name now, or in whose area one did."""
    provinces = list(marts.tables["provinces"])
    if not names:
        return provinces
    keys = [_page_key(marts, name) for name in names]
    return [province for province in provinces if province["page_key"] in keys]


def _page_key(marts: Marts, name: str) -> str:
    found = [
        row for row in marts.tables["units"] if plain(name) in (plain(row["name"]), plain(row["full_name"]))
    ]
    if not found:
        raise UnknownProvince(f"no province is or was called {name!r}; write it as in dim_locality.name_vi")
    # a name that lived on means the present province
    return str(min(found, key=lambda row: not row["stands_today"])["page_key"])


def _print(pages: Sequence[Path], with_pdf: bool) -> tuple[list[Path], str]:
    """Print the pages over what an earlier report printed; where that cannot be done, say why."""
    for page in pages:
        page.with_suffix(".pdf").unlink(missing_ok=True)
    if not with_pdf:
        return [], ""
    try:
        check_printer()
    except NoPrinter as problem:
        return [], str(problem)
    with progress("pdf", len(pages)) as step:
        return print_pages(pages, step), ""


def _index(marts: Marts, pdfs: Sequence[Path], note: str) -> str:
    rows = [
        {
            "province": province,
            "file": file_of(province),
            "pdf": Path(file_of(province)).with_suffix(".pdf").name,
            **page_counts(marts, province["page_key"]),
        }
        for province in marts.tables["provinces"]
    ]
    return render(
        "index", {"run": marts.run, "pages": rows, "pdfs": {pdf.name for pdf in pdfs}, "note": note}
    )


def _write(file: Path, content: str) -> Path:
    """Write a page aside and put it in place, so that nobody sees half of one."""
    aside = file.with_suffix(".html.aside")
    aside.write_text(content, "utf-8", newline="\n")
    aside.replace(file)
    return file
