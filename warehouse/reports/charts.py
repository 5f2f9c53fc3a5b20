"""Charts: the Vega-Lite specifications of ``charts/``, filled and drawn as SVG without browser or network."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert
from markupsafe import Markup

from warehouse.reports.labels import names, sign
from warehouse.reports.marts import Row
from warehouse.reports.sayings import score

FOLDER = Path(__file__).parent / "charts"
SMALLEST_SHARE = 0.09  # of the longest bar: a narrower stretch has no room for its number
FEWEST_POINTS = 2
FEW = 0.5  # an average over a smaller share of the provinces is drawn hollow
AVERAGES = (("region", "region_average"), ("country", "country_average"))


def score_chart(history: Sequence[Row], description: str) -> Markup | None:
    """Draw the scores of one province in one index, beside region and country.

    None where fewer than two scores are known: a table says that as well.

    Lines end where the method changes. An average of a single province is not drawn.
    """
    scores = list(_scores(history))
    averages = [point for average in AVERAGES for point in _averages(history, *average)]
    if len(scores) < FEWEST_POINTS:
        return None
    return _draw("index_score", description, history=[*scores, *averages], **_years(history))


def rank_chart(history: Sequence[Row], description: str) -> Markup | None:
    """Draw the ranks of one province in one index, the first place on top; None with fewer than two known."""
    points = [
        _point(row, "unit", row["rank"], f"{row['rank']}") for row in history if row["rank"] is not None
    ]
    if len(points) < FEWEST_POINTS:
        return None
    return _draw("index_rank", description, history=points, **_years(history))


def status_chart(counts: Mapping[str, Mapping[str, int]], description: str) -> Markup:
    """Draw one bar per row of ``counts`` (name, then status and number), parted by status."""
    narrowest = max(sum(row.values()) for row in counts.values()) * SMALLEST_SHARE
    parts = [
        {
            "row": name,
            "status": status,
            "order": order,
            "count": found.get(status, 0),
            "label": _said(status, found.get(status, 0)) if found.get(status, 0) >= narrowest else "",
        }
        for name, found in counts.items()
        for order, status in enumerate(names("status"))
    ]
    return _draw("statuses", description, counts=parts, rows=[{"row": name} for name in counts])


def _said(status: str, count: int) -> str:
    return f"{sign('status', status)} {count}"


def _scores(history: Sequence[Row]) -> Iterable[dict[str, Any]]:
    known = [row for row in history if row["score"] is not None]
    for row in known:
        yield _point(row, "unit", row["score"], score(row["score"]) if row is known[-1] else "")


def _averages(history: Sequence[Row], series: str, column: str) -> Iterable[dict[str, Any]]:
    for row in history:
        covered, provinces = row[f"{series}_provinces_known"], row[f"{series}_provinces"]
        if row[column] is not None and covered > 1:
            yield {**_point(row, series, row[column], ""), "few": covered < provinces * FEW}


def _point(row: Row, series: str, value: float, said: str) -> dict[str, Any]:
    return {
        "year": row["year_key"],
        "value": value,
        "series": series,
        "segment": f"{series} {row['method_version']}",
        "few": False,
        "label": said,
    }


def _years(history: Sequence[Row]) -> dict[str, list[dict[str, float]]]:
    """Return all years, so that score and rank share one axis, and where the method changed."""
    return {
        "years": [{"year": row["year_key"]} for row in history],
        "breaks": [{"year": row["year_key"] - 0.5} for row in history if row["is_first_after_break"]],
    }


def _draw(name: str, description: str, **datasets: Sequence[Mapping[str, Any]]) -> Markup:
    """Return the SVG; Vega escapes the words in it."""
    chart = _compiled(name)
    data = [{**given, "values": datasets.get(given["name"], given.get("values"))} for given in chart["data"]]
    filled = [{key: value for key, value in given.items() if value is not None} for given in data]
    return Markup(vl_convert.vega_to_svg({**chart, "description": description, "data": filled}))


@cache
def _compiled(name: str) -> dict[str, Any]:
    """Return a specification of ``charts/`` in Vega's own terms, with no rows in its named data yet."""
    specification = {**_read(f"{name}.vl.json"), "config": _read("config.json")}
    chart: dict[str, Any] = vl_convert.vegalite_to_vega(specification)
    return chart


def _read(file: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / file).read_text("utf-8"))
    return content
