"""The rules of docs/attainment.md in plain Python and exact decimals: a second opinion on every judgement.

Nothing here is shared with the SQL models; rows come in and go out as dictionaries with the columns' names.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]
Series = tuple[Any, ...]
SIXTH = Decimal("0.000001")
ADDS_UP = {"count", "vnd", "usd"}
SPEAKS_FOR_YEARS = 5
AUTHORITIES = ("publisher", "compilation", "report", "news")


@dataclass(frozen=True)
class World:
    """What a judgement rests on: the rows of the marts by their keys, and the day of the run."""

    run_date: date
    indicators: Mapping[str, Row]
    localities: Mapping[str, Row]
    levels: Mapping[str, Row]
    documents: Mapping[str, Row]
    actuals: Sequence[Row]

    def place(self, locality_key: str) -> str:
        locality = self.localities[locality_key]
        unchanged = locality["successor_relation"] == "unchanged"
        return str(locality["successor_locality_key"] if unchanged else locality_key)

    def is_over(self, year: int) -> bool:
        return date(year, 12, 31) <= self.run_date

    def series(self, row: Row) -> Series:
        kind = tuple(
            row[name] for name in ("indicator_key", "level_key", "unit", "change", "scope", "measured_group")
        )
        return (self.place(row["locality_key"]), counted_from(row), *kind)


def judge_all(world: World, targets: Iterable[Row]) -> dict[str, dict[str, Any]]:
    """Return the judgement of each current target by its key."""
    chosen = _chosen(world)
    alike: dict[Any, list[Row]] = defaultdict(list)
    for actual in world.actuals:
        if actual["is_current"] and not actual["is_year_assumed"]:
            alike[_question(world, actual)].append(actual)
    return {
        target["target_key"]: _Case(world, target, chosen.get(world.series(target), {})).judge(
            alike[_question(world, target)]
        )
        for target in targets
        if target["is_lead"] and target["is_in_force"]
    }


def _question(world: World, row: Row) -> tuple[Any, ...]:
    return row["indicator_key"], world.place(row["locality_key"]), row["year_key"]


def counted_from(row: Row) -> int:
    """Return the year from whose end a change, or the amount of a period, is counted; 0 for all else."""
    start = row["period_start"]
    before = 0 if start is None else start - 1
    if row["change"]:
        return before if row["baseline_year"] is None else int(row["baseline_year"])
    return before if row["unit"] in ADDS_UP else 0


def _chosen(world: World) -> dict[Series, dict[int, tuple[Row, str]]]:
    """Return for each series and year the actual that speaks for it, and why that one."""
    groups: dict[Any, list[Row]] = defaultdict(list)
    for actual in world.actuals:
        is_usable = actual["is_current"] and 0 < actual["year_key"] <= world.run_date.year
        if is_usable:
            groups[world.series(actual), actual["year_key"], actual["locality_key"]].append(actual)
    chosen: dict[Series, dict[int, tuple[Row, str]]] = defaultdict(dict)
    for (series, year, _), rows in groups.items():
        best = _best(world, rows)
        if best[0]["is_year_assumed"]:
            continue
        rival = chosen[series].get(year)  # of the same place under its other code
        if rival is None or _newest_known(best[0]) < _newest_known(rival[0]):
            chosen[series][year] = best
    return chosen


def _newest_known(row: Row) -> tuple[int, str]:
    return -row["known_from"].toordinal(), str(row["actual_key"])


def _best(world: World, rows: list[Row]) -> tuple[Row, str]:
    """Return the first of some results as docs/facts.md orders them, and what tells it from the second."""
    ranked = sorted(rows, key=lambda row: [value for _, value in _order(world, row)])
    if len(ranked) == 1:
        return ranked[0], "only_actual"
    pairs = zip(_order(world, ranked[0]), _order(world, ranked[1]), strict=True)
    why = next(reason for (reason, first), (_, second) in pairs if first != second)
    if why == "document":
        why = "smallest_key"
    return ranked[0], why


def _order(world: World, row: Row) -> list[tuple[str, Any]]:
    document = world.documents[row["document_key"]]
    dated = document["document_date"] or date.min
    start = row["period_start"]
    place = row["value_start"] if row["value_start"] is not None else row["row_number"]
    return [
        ("year_stated", row["is_year_assumed"]),
        ("single_year", start is not None and start < row["year_key"]),
        ("printed_not_derived", row["is_derived"]),
        ("index_stated", row["index_code"] is None),
        ("higher_authority", AUTHORITIES.index(document["authority"])),
        ("newest_known", -row["known_from"].toordinal()),
        ("newest_document", -dated.toordinal()),
        ("document", row["document_key"]),
        ("first_in_document", place if place is not None else float("inf")),
        ("smallest_key", row["actual_key"]),
    ]


def _decimal(number: Any) -> Decimal | None:
    return None if number is None else Decimal(repr(float(number)))


def _rounded(number: Decimal | None) -> Decimal | None:
    return None if number is None else number.quantize(SIXTH)


@dataclass(frozen=True)
class _Bounds:
    """From where to where a target is met; with ``strict`` the bound itself does not meet it."""

    direction: str
    low: Decimal | None
    high: Decimal | None
    strict: bool

    def meets(self, floor: Decimal | None, ceiling: Decimal | None, comparator: str) -> bool:
        """Whether a result somewhere from floor to ceiling surely meets the target."""
        low_is_sure = comparator == ">" or (not self.strict and comparator != "~")
        high_is_sure = comparator == "<" or (not self.strict and comparator != "~")
        reaches = self.low is None or (
            floor is not None and (floor > self.low or (floor == self.low and low_is_sure))
        )
        stays = self.high is None or (
            ceiling is not None and (ceiling < self.high or (ceiling == self.high and high_is_sure))
        )
        return reaches and stays

    def is_below(self, ceiling: Decimal | None, comparator: str) -> bool:
        if self.low is None or ceiling is None or ceiling > self.low:
            return False
        return ceiling < self.low or comparator == "<" or (self.strict and comparator != "~")

    def is_above(self, floor: Decimal | None, comparator: str) -> bool:
        if self.high is None or floor is None or floor < self.high:
            return False
        return floor > self.high or comparator == ">" or (self.strict and comparator != "~")


def _bounds(target: Row, better: str) -> _Bounds:
    unit, change, comparator = target["unit"], target["change"], target["comparator"]
    if change == "decrease" or (unit == "rank" and change == "increase"):
        better = "higher"
    elif unit == "rank":
        better = "lower"
    if unit == "rank" and not change:
        direction = "at_most"
    elif comparator in (">", ">="):
        direction = "at_least"
    elif comparator in ("<", "<="):
        direction = "at_most"
    else:
        direction = {"higher": "at_least", "lower": "at_most"}.get(better, "inside")
    low, high = _decimal(target["value_low"]), _decimal(target["value_high"])
    return _Bounds(
        direction,
        None if direction == "at_most" else low,
        None if direction == "at_least" else (low if high is None else high),
        comparator in ("<", ">"),
    )


@dataclass(frozen=True)
class _Result:
    """One result of a series."""

    key: str
    year: int
    comparator: str
    value: Decimal
    floor: Decimal | None
    ceiling: Decimal | None
    method: str
    because: str

    @property
    def is_exact(self) -> bool:
        return self.comparator == "="


def _result(actual: Row, because: str) -> _Result:
    comparator, value = actual["comparator"], _decimal(actual["value_low"])
    assert value is not None
    floor = None if comparator in ("<", "<=") else value
    ceiling = None if comparator in (">", ">=") else value
    if comparator == "between":
        ceiling = _decimal(actual["value_high"])
    method = actual["method_version"] or ""
    return _Result(
        actual["actual_key"], actual["year_key"], comparator, value, floor, ceiling, method, because
    )


class _Case:
    """One target and the results of its series."""

    def __init__(self, world: World, target: Row, chosen: Mapping[int, tuple[Row, str]]) -> None:
        self.world, self.target = world, target
        self.year: int = target["year_key"]
        self.bounds = _bounds(target, world.indicators[target["indicator_key"]]["better"])
        self.is_rank = target["unit"] == "rank" and not target["change"]
        self.is_due = world.is_over(self.year) if self.year else None
        self.never = self._never()
        known = [] if self.never else [chosen[year] for year in sorted(chosen) if year <= self.year]
        self.results = [_result(*each) for each in known]
        self.latest = self.results[-1] if self.results else None
        self.counted_from = counted_from(target)
        self.is_baseless = bool(target["change"]) and not self.counted_from
        # what is comparable with the newest result
        told = self.latest is not None and not self.is_baseless
        self.past = (
            [r for r in self.results if r.method == self.latest.method] if told and self.latest else []
        )
        self.has_other_method = told and any(
            r.is_exact and self.latest and r.method != self.latest.method for r in self.results
        )

    def _never(self) -> str | None:
        if not self.world.indicators[self.target["indicator_key"]]["is_in_codebook"]:
            return "indicator_not_in_codebook"
        if self.target["locality_key"] == "unknown":
            return "locality_unknown"
        return None if self.year else "year_not_stated"

    def judge(self, alike: Sequence[Row]) -> dict[str, Any]:
        near = self._near(alike)
        self.source, self.baseline, self.no_pace = self._baseline()
        self.expected = self._expected()
        reason = self._reason(near)
        latest = self.latest
        used = latest if latest and (not self.is_due or latest.year == self.year) else None
        early = reason == "actual_meets_target"
        method = (
            "result_of_due_year" if self.is_due or early else "rank_held" if self.is_rank else "linear_pace"
        )
        return {
            "status": _status(reason),
            "reason": reason,
            "is_due": self.is_due,
            "direction": self.bounds.direction,
            "method_code": None if self.never else method,
            "actual_key": used and used.key,
            "actual_year_key": used and used.year,
            "actual_value": used and used.value,
            "chosen_because": used and used.because,
            "gap": used and self._gap(used),
            "shortfall": used and self._shortfall(used),
            "expected_value": used and self.expected,
            "gap_to_expected": None if not used or self.expected is None else used.value - self.expected,
            "latest_actual_key": latest and latest.key,
            "latest_actual_year_key": latest and latest.year,
            "near_actual_key": near and near[0],
            "locality_ended_on": self._ended(self.world.localities[self.target["locality_key"]]),
            **self._baseline_told(),
            **self._paces(),
            **self._reached(),
        }

    def _reason(self, near: tuple[str, str] | None) -> str:
        if self.never:
            return self.never
        if self.is_baseless:
            return "baseline_not_stated"
        latest = self.latest
        if latest and latest.year == self.year and self._meets(latest):
            return "actual_meets_target"
        return self._reason_when_due(near) if self.is_due else self._reason_before_due()

    def _reason_when_due(self, near: tuple[str, str] | None) -> str:
        latest = self.latest
        if latest and latest.year == self.year:
            if self.bounds.is_below(latest.ceiling, latest.comparator):
                return "actual_below_target"
            above = self.bounds.is_above(latest.floor, latest.comparator)
            return "actual_above_target" if above else "actual_not_exact"
        if near:
            return f"actual_of_another_{near[1]}"
        if self._ended(self.world.localities[self.target["locality_key"]]):
            return "locality_ended"
        level_ended = self.world.levels[self.target["level_key"]]["valid_to"]
        return "level_ended" if level_ended and level_ended.year <= self.year else "no_actual_published"

    def _reason_before_due(self) -> str:
        latest = self.latest
        if latest is None:
            return "due_later_no_actual"
        if self.world.run_date.year - latest.year > SPEAKS_FOR_YEARS:
            return "due_later_actual_too_old"
        if self._meets(latest):
            return "already_at_target"
        verdict = self._on_pace(latest)
        if verdict == "on_pace":
            return verdict
        if not self.world.is_over(latest.year):
            return "due_later_year_not_over"
        if self.is_rank:
            outside = self.bounds.is_above(latest.floor, latest.comparator)
            return "outside_rank" if outside else "due_later_actual_not_exact"
        if self.no_pace:
            return f"due_later_{self.no_pace}"
        return verdict or "due_later_actual_not_exact"

    def _on_pace(self, latest: _Result) -> str | None:
        if self.is_rank or self.no_pace or self.baseline is None or self.baseline[0] >= self.year:
            return None
        below = self.bounds.is_below(latest.ceiling, latest.comparator)
        above = self.bounds.is_above(latest.floor, latest.comparator)
        heading = self._heading()
        if (below and heading != "rise") or (above and heading != "fall"):
            return "outside_target"
        expected = self.expected
        if heading == "hold" or expected is None:
            return None
        floor, ceiling = _rounded(latest.floor), _rounded(latest.ceiling)
        if heading == "fall":  # the same question, upside down
            expected = -expected
            floor, ceiling = (None if ceiling is None else -ceiling), (None if floor is None else -floor)
        if floor is not None and floor >= expected:
            return "on_pace"
        return "behind_pace" if ceiling is not None and ceiling < expected else None

    def _heading(self) -> str:
        assert self.baseline is not None
        value = self.baseline[1]
        if self.bounds.low is not None and value < self.bounds.low:
            return "rise"
        return "fall" if self.bounds.high is not None and value > self.bounds.high else "hold"

    def _baseline(self) -> tuple[str | None, tuple[int, Decimal, str | None] | None, str | None]:
        """Return the source, the baseline (year, value, key) and why there is no pace."""
        latest = self.latest
        if latest is None or self.is_baseless:
            return None, None, None
        stated = None if self.target["change"] else self.target["baseline_year"]
        if self.counted_from:
            too_old = latest.year < self.counted_from
            none_since = latest.year == self.counted_from
            why = "actual_before_baseline" if too_old else self._none_since() if none_since else None
            return "counted_from_zero", (self.counted_from, Decimal(0), None), why
        exact = [result for result in self.past if result.is_exact and result.year < self.year]
        source, found = self._found(exact, stated)
        if stated is not None and latest.year < stated:
            return (source if found else None), _point(found), "actual_before_baseline"
        if found is None:
            return None, None, "method_changed" if self.has_other_method and stated is None else "no_baseline"
        return source, _point(found), None if found.year < latest.year else self._none_since()

    def _found(self, exact: list[_Result], stated: int | None) -> tuple[str, _Result | None]:
        if stated is not None:
            return "stated_year", next((result for result in exact if result.year == stated), None)
        promised = self.world.documents[self.target["document_key"]]["document_date"]
        before = [result for result in exact if promised and result.year < promised.year]
        if before:
            return "last_before_promise", before[-1]
        return "earliest", exact[0] if exact else None

    def _none_since(self) -> str:
        return "method_changed" if self.has_other_method else "no_result_since_baseline"

    def _expected(self) -> Decimal | None:
        if self.is_rank or self.no_pace or self.baseline is None or self.latest is None:
            return None
        start, value, _ = self.baseline
        if start >= self.year:
            return None
        low, high, heading = self.bounds.low, self.bounds.high, self._heading()
        if heading == "hold":
            return _rounded(low if high is None else high if low is None else None)
        goal = low if heading == "rise" else high
        assert goal is not None
        return _rounded(value + (goal - value) * (self.latest.year - start) / (self.year - start))

    def _meets(self, result: _Result) -> bool:
        return self.bounds.meets(result.floor, result.ceiling, result.comparator)

    def _gap(self, result: _Result) -> Decimal:
        low, high = self.bounds.low, self.bounds.high
        if low is not None and (high is None or result.value < low):
            return result.value - low
        if high is not None and (low is None or result.value > high):
            return result.value - high
        return Decimal(0)

    def _shortfall(self, result: _Result) -> Decimal:
        gap = self._gap(result)
        if self._meets(result):
            return Decimal(0)
        lacking = {"at_least": -gap, "at_most": gap}.get(self.bounds.direction, abs(gap))
        return max(lacking, Decimal(0))

    def _sign(self) -> int | None:
        low, high = self.bounds.low, self.bounds.high
        value = self.latest and self.latest.value
        if high is None or (low is not None and value is not None and value < low):
            return 1
        return -1 if low is None or (value is not None and value > high) else None

    def _paces(self) -> dict[str, Any]:
        latest, sign = self.latest, self._sign()
        required = observed = best = best_year = None
        if latest and not self.is_baseless:
            required = self._required(latest, sign)
            if latest.is_exact and self.baseline and self.baseline[0] < latest.year:
                observed = (latest.value - self.baseline[1]) / (latest.year - self.baseline[0])
            steps = self._steps()
            if steps and sign:
                best, best_year = max((sign * pace, year) for pace, year in steps)
                best *= sign
        reached = None
        if required and best is not None and sign:
            reached = sign * best >= sign * (_rounded(required) or required)
        return {
            "required_pace_per_year": required,
            "observed_pace_per_year": observed,
            "best_pace_per_year": best,
            "best_pace_year_key": best_year,
            "was_required_pace_reached": reached,
        }

    def _required(self, latest: _Result, sign: int | None) -> Decimal | None:
        if self.is_due or latest.year >= self.year:
            return None
        if self._meets(latest):
            return Decimal(0)
        bound = self.bounds.low if sign == 1 else self.bounds.high if sign == -1 else None
        if not latest.is_exact or bound is None:
            return None
        return (bound - latest.value) / (self.year - latest.year)

    def _steps(self) -> list[tuple[Decimal, int]]:
        exact = [result for result in self.past if result.is_exact]
        return [
            (((later.value - earlier.value) / (later.year - earlier.year)).quantize(SIXTH), later.year)
            for earlier, later in zip(exact, exact[1:], strict=False)
        ]

    def _reached(self) -> dict[str, Any]:
        before = [result for result in self.past if result.year < self.year]
        first = next((result for result in before if self._meets(result)), None)
        return {
            "was_reached_before": (first is not None) if before else None,
            "reached_before_year_key": first and first.year,
            "reached_before_actual_key": first and first.key,
        }

    def _baseline_told(self) -> dict[str, Any]:
        year, value, key = self.baseline or (None, None, None)
        return {
            "baseline_source": self.source,
            "baseline_year_key": year,
            "baseline_value": value,
            "baseline_actual_key": key,
        }

    def _ended(self, locality: Row) -> date | None:
        last = locality["valid_to"]
        if last is None or locality["successor_relation"] == "unchanged" or not self.year:
            return None
        return last if last < date(self.year, 12, 31) else None

    def _near(self, alike: Sequence[Row]) -> tuple[str, str] | None:
        """Return the key of the result that comes nearest, and what sets it apart."""
        if self.never or not self.is_due or (self.latest and self.latest.year == self.year):
            return None
        found = []
        for actual in alike:
            apart = [
                name for name in ("unit", "change", "level", "group", "scope") if self._differs(actual, name)
            ]
            apart += ["period"] if counted_from(actual) != self.counted_from else []
            found.append((len(apart), actual["actual_key"], apart[0]))
        return min(found)[1:] if found else None

    def _differs(self, actual: Row, name: str) -> bool:
        column = {"level": "level_key", "group": "measured_group"}.get(name, name)
        return bool(actual[column] != self.target[column])


def _point(result: _Result | None) -> tuple[int, Decimal, str | None] | None:
    return None if result is None else (result.year, result.value, result.key)


def _status(reason: str) -> str:
    return {
        "actual_meets_target": "met",
        "actual_below_target": "missed",
        "actual_above_target": "missed",
        "already_at_target": "on_track",
        "on_pace": "on_track",
        "behind_pace": "behind",
        "outside_target": "behind",
        "outside_rank": "behind",
    }.get(reason, "unknown")
