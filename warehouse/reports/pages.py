"""Pages: templates filled with what stands on them, each one self-contained HTML file."""

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import jinja2
from markupsafe import Markup

from ingest.localities.names import plain
from warehouse.reports import sayings
from warehouse.reports.labels import label, names, sign
from warehouse.reports.marts import Row

FOLDER = Path(__file__).parent / "templates"
WEB = ("http://", "https://")


def render(template: str, content: Mapping[str, Any]) -> str:
    """Return the page as one string. It names no other file but pages beside it, and needs no script.

    The policy in its head allows one style sheet, by its hash, and nothing else; words from documents are
    escaped.
    """
    return _environment().get_template(f"{template}.html.j2").render(content)


def file_of(province: Row) -> str:
    """Return the name of a province's page.

    >>> file_of({"name": "Bắc Ninh"})
    'bac-ninh.html'
    """
    return f"{plain(province['name']).replace(' ', '-')}.html"


def web_address(document: Row) -> str:
    """Return where a document can be read on the web; empty for a file, or for any other kind of address."""
    found = [document[column] or "" for column in ("url", "address")]
    return next((address for address in found if address.lower().startswith(WEB)), "")


def style_hash(style: str) -> str:
    """Return the hash by which a Content Security Policy allows a style sheet."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


@cache
def _environment() -> jinja2.Environment:
    style = (FOLDER / "report.css").read_text("utf-8")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        style=Markup(style),  # our own file
        style_hash=style_hash(style),
        names=names,
        label=label,
        sign=sign,
        figure=sayings.figure,
        demand=sayings.demand,
        quantity=sayings.quantity,
        gap=sayings.gap,
        total=lambda counts: sum(counts.values(), Counter()),
    )
    environment.filters.update(
        day=sayings.day,
        score=sayings.score,
        signed=sayings.signed,
        lowered=sayings.lowered,
        web_address=web_address,
        file_of=file_of,
        file_name=lambda address: PurePosixPath(address).name,
        anchor=lambda key: key[:12],
    )
    return environment
