"""What must hold in the marts before they are published, and why.

The database is the very file that will be published: what passes here is what people see.
"""

from typing import Final

from expectations.raw import COMPARATORS, FIRST_YEAR, LAST_YEAR
from expectations.rules import (
    WARNING,
    Rule,
    never,
    no_rows,
    one_of,
    present,
    rare,
    refers,
    row_count,
    unique,
)
from ingest.codebook import UNITS

DIMENSIONS: Final = {
    "dim_document": "document_key",
    "dim_indicator": "indicator_key",
    "dim_locality": "locality_key",
    "dim_level": "level_key",
    "dim_year": "year_key",
}
PROVINCES: Final = 2 + 63 + 34  # Hà Nội and Hà Tây before August 2008; before and after July 2025
BELOW_PROVINCES: Final = 696 + 10035 + 3321  # districts and communes before July 2025, communes since
LOCALITIES: Final = PROVINCES + BELOW_PROVINCES + 2  # the country, and "unknown"
STATUSES: Final = ("met", "missed", "on_track", "behind", "unknown")
ORIGINS: Final = ("text", "export")


def _dimension(table: str, key: str) -> tuple[Rule, ...]:
    """A dimension names each of its members once."""
    return (
        row_count(table, "an empty dimension leaves every fact without a name"),
        present(table, key, "facts find their names by this key"),
        unique(table, key, "a member that stands twice doubles every fact that points to it"),
    )


def _identity(table: str, key: str) -> tuple[Rule, ...]:
    """A fact has one key, and its keys lead somewhere."""
    rules = [
        present(table, key, "a fact without a key cannot be cited"),
        unique(table, key, "a fact that stands twice counts twice"),
    ]
    for dimension, column in DIMENSIONS.items():
        because = f"a fact without its row in {dimension} drops out of every table that names it"
        rules.append(present(table, column, because))
        rules.append(refers(table, column, dimension, f"this.{key}, this.{column}", because))
    return tuple(rules)


def _figures(table: str, key: str) -> tuple[Rule, ...]:
    """A fact's number makes sense in its unit."""
    shown = f"this.{key}, this.value_low, this.value_high, this.quote"
    # a version that another has taken the place of can no longer be mended, and is not shown unless asked for
    percent = "this.unit = 'percent' AND this.is_current"
    return (
        *one_of(table, "comparator", COMPARATORS, "a promise is only kept or missed by a known comparison"),
        *one_of(table, "unit", UNITS, "a target is only compared with an actual of the same unit"),
        present(table, "value_low", "a fact without a number measures nothing"),
        never(
            table,
            "value_low must lie between 0 and 1000 where unit is percent",
            shown,
            f"{percent} AND (this.value_low NOT BETWEEN 0 AND 1000 "
            "OR this.value_high NOT BETWEEN 0 AND 1000)",
            "no share is negative and no growth in these plans is more than tenfold",
        ),
        never(
            table,
            "value_low must lie between 0 and 100 where unit is percent and change is empty",
            shown,
            f"{percent} AND coalesce(this.change, '') = '' "
            "AND greatest(this.value_low, this.value_high) > 100",
            "more than all of something is usually a growth read as a level, or a lost decimal mark",
            WARNING,
        ),
    )


def _coverage(table: str, key: str) -> tuple[Rule, ...]:
    """A fact says where and when, most of the time."""
    shown = f"{key}, quote"
    return (
        rare(
            table,
            "locality_key must be known in 95 percent of the rows",
            shown,
            "locality_key = 'unknown'",
            0.05,
            "facts of an unknown place are missing from every province's account",
        ),
        rare(
            table,
            "year_key must be stated in 70 percent of the rows",
            shown,
            "year_key = 0",
            0.3,
            "a figure without a year is never due and never compared",
        ),
    )


def _evidence(table: str, key: str, from_text: str) -> tuple[Rule, ...]:
    """A fact shows the words or the cell it was read from."""
    return (
        never(
            table,
            "quote must not be empty",
            f"this.{key}, this.quote",
            "coalesce(trim(this.quote), '') = ''",
            "a figure is only believed beside the words it stands in",
        ),
        never(
            table,
            "value_start must be before value_end where the fact comes from a text",
            f"this.{key}, this.value_start, this.value_end",
            f"{from_text} AND coalesce(this.value_start >= this.value_end, true)",
            "the reader of a dashboard is led to exactly this place of the document",
        ),
    )


DIMENSION_RULES: Final = (
    *(rule for table, key in DIMENSIONS.items() for rule in _dimension(table, key)),
    *_dimension("dim_reform_area", "area_key"),
    present("dim_indicator", "area_key", "an indicator outside every area is in no chapter of a report"),
    refers(
        "dim_indicator",
        "area_key",
        "dim_reform_area",
        "this.indicator_key, this.area_key",
        "an indicator outside every area is in no chapter of a report",
    ),
    row_count(
        "dim_locality",
        "each province, district and commune of every set of units, the country and 'unknown' needs a name",
        LOCALITIES,
    ),
    never(
        "dim_year",
        f"year_key must lie between {FIRST_YEAR} and {LAST_YEAR}, or be 0 for not stated",
        "this.year_key",
        f"this.year_key <> 0 AND this.year_key NOT BETWEEN {FIRST_YEAR} AND {LAST_YEAR}",
        "another number was taken for a year",
    ),
    never(
        "dim_document",
        "document_key must have a fact where is_current and kind is not corrections",
        "this.document_key",
        "this.is_current AND this.kind <> 'corrections' "
        "AND NOT EXISTS (SELECT 1 FROM fct_target AS t WHERE t.document_key = this.document_key) "
        "AND NOT EXISTS (SELECT 1 FROM fct_actual AS a WHERE a.document_key = this.document_key)",
        "a plan without any figure is rare: its province's promises may be missing",
        WARNING,
    ),
    no_rows(
        "dim_document",
        "must hold one current version of a source",
        "SELECT source_id, count(*) AS versions FROM {batch} WHERE is_current "
        "GROUP BY source_id HAVING count(*) > 1",
        "a plan with two current versions makes each of its promises twice",
    ),
)

TARGETS: Final = (
    no_rows(
        "fct_target",
        "must hold at least one row where a text was read",
        "SELECT count(*) AS texts FROM dim_document WHERE kind = 'plan_text' "
        "HAVING count(*) > 0 AND NOT EXISTS (SELECT 1 FROM {batch})",
        "without targets there are no promises to measure, and the old marts stay up",
    ),
    *_identity("fct_target", "target_key"),
    *_evidence("fct_target", "target_key", "true"),
    *_figures("fct_target", "target_key"),
    *_coverage("fct_target", "target_key"),
    present("fct_target", "is_current", "the version of a document that holds is shown"),
    present("fct_target", "is_in_force", "only promises in force are judged"),
    present("fct_target", "known_from", "a promise counts from the day it was known"),
    present(
        "fct_target", "commitment_key", "what is repeated is told from what is promised anew by this key"
    ),
    no_rows(
        "fct_target",
        "must hold one lead target of each commitment",
        "SELECT commitment_key, count(*) FILTER (is_lead) AS leads FROM {batch} "
        "GROUP BY commitment_key HAVING leads <> 1",
        "a promise with two leads is judged twice, one without is never judged",
    ),
)

RESPONSIBILITIES: Final = (
    unique("fct_responsibility", "responsibility_key", "a duty that stands twice counts twice"),
    refers(
        "fct_responsibility",
        "area_key",
        "dim_reform_area",
        "this.responsibility_key, this.area_key",
        "a duty of an area without a name is missing from every table of areas",
    ),
    never(
        "fct_responsibility",
        "quote and agency_text must not be empty",
        "this.responsibility_key, this.agency",
        "coalesce(trim(this.quote), '') = '' OR coalesce(trim(this.agency_text), '') = ''",
        "who leads is only believed beside the words that say so",
    ),
)

ACTUALS: Final = (
    row_count("fct_actual", "without a single result every promise looks open", severity=WARNING),
    *_identity("fct_actual", "actual_key"),
    *_evidence("fct_actual", "actual_key", "this.origin = 'text'"),
    *_figures("fct_actual", "actual_key"),
    *_coverage("fct_actual", "actual_key"),
    present("fct_actual", "known_from", "what was known when is part of every judgement"),
    *one_of("fct_actual", "origin", ORIGINS, "a text's evidence is a place in it, an export's is a cell"),
    never(
        "fct_actual",
        "row_number and cell_text must be given where the fact comes from an export",
        "this.actual_key, this.row_number, this.cell_text",
        "this.origin = 'export' AND (this.row_number IS NULL OR coalesce(this.cell_text, '') = '')",
        "the row and the cell are the evidence of an export's figure",
    ),
)

_JUDGED: Final = "this.attainment_key, this.target_key"

ATTAINMENT: Final = (
    *_identity("fct_attainment", "attainment_key"),
    present("fct_attainment", "target_key", "a judgement is about one target"),
    unique("fct_attainment", "target_key", "a promise cannot be judged twice"),
    never(
        "fct_attainment",
        "target_key must be a lead target in force",
        _JUDGED,
        "NOT EXISTS (SELECT 1 FROM fct_target AS t WHERE t.target_key = this.target_key "
        "AND t.is_lead AND t.is_in_force)",
        "what was withdrawn or replaced is no longer judged, and what is repeated is judged once",
    ),
    never(
        "fct_target",
        "target_key must have its row in fct_attainment where is_lead and is_in_force",
        "this.target_key, this.document_key",
        "this.is_lead AND this.is_in_force AND NOT EXISTS "
        "(SELECT 1 FROM fct_attainment AS a WHERE a.target_key = this.target_key)",
        "a promise that nobody judges drops out of the count of kept and missed ones",
    ),
    refers(
        "fct_attainment",
        "actual_key",
        "fct_actual",
        f"{_JUDGED}, this.actual_key",
        "the result a judgement rests on must be there to look at",
    ),
    *one_of(
        "fct_attainment",
        "status",
        STATUSES,
        "a promise is kept or missed, on its way or behind it, or we cannot tell",
    ),
    never(
        "fct_attainment",
        "reason must not be empty",
        f"{_JUDGED}, this.status",
        "coalesce(trim(this.reason), '') = ''",
        "a judgement that gives no reason asks to be believed",
    ),
    never(
        "fct_attainment",
        "shortfall must be 0 where status is met",
        f"{_JUDGED}, this.shortfall",
        "this.status = 'met' AND coalesce(abs(this.shortfall) > 1e-9, true)",
        "a kept promise has nothing left to do",
    ),
    never(
        "fct_attainment",
        "actual_key must be given where status is not unknown",
        f"{_JUDGED}, this.status",
        "this.status <> 'unknown' AND this.actual_key IS NULL",
        "only a result can keep or miss a promise; silence is 'unknown'",
    ),
    never(
        "fct_attainment",
        "is_due must be true where status is missed, and false where it is on_track or behind",
        f"{_JUDGED}, this.status, this.is_due",
        "this.status = 'missed' AND this.is_due IS NOT TRUE "
        "OR this.status IN ('on_track', 'behind') AND this.is_due IS NOT FALSE",
        "a promise cannot be missed before its last day, nor be on its way after it",
    ),
    never(
        "fct_attainment",
        "baseline_source must be given where baseline_value is, and a key where it is a result",
        f"{_JUDGED}, this.baseline_value, this.baseline_source",
        "(this.baseline_value IS NULL) <> (this.baseline_source IS NULL) "
        "OR this.baseline_actual_key IS NULL AND this.baseline_source <> 'counted_from_zero'",
        "a baseline that nobody can look up is an invented one",
    ),
)

_SIGNED: Final = (
    "this.correction_author IS NULL OR this.correction_date IS NULL OR this.correction_reason IS NULL "
    "OR NOT EXISTS (SELECT 1 FROM fct_correction AS c WHERE c.correction_key = this.correction_key)"
)


def _signature(table: str, key: str) -> Rule:
    """A corrected fact says who changed it, when and why."""
    return never(
        table,
        "correction_key, author, date and reason must be given where is_corrected",
        f"this.{key}, this.correction_key, this.correction_author",
        f"this.is_corrected AND ({_SIGNED})",
        "a figure that somebody changed without a name is a forged figure",
    )


CORRECTIONS: Final = (
    present("fct_correction", "correction_key", "a corrected fact leads to its correction by this key"),
    unique("fct_correction", "correction_key", "a correction counts once"),
    never(
        "fct_correction",
        "outcome must not be place_not_found, no_figure or document_not_known",
        "this.outcome, this.row_number, this.row_text",
        "this.outcome IN ('place_not_found', 'no_figure', 'document_not_known')",
        "the correction changes nothing: its document or its place in the text is not as it says",
        WARNING,
    ),
    never(
        "fct_correction",
        "outcome must not be row_made or nothing_to_drop",
        "this.outcome, this.row_number, this.row_text",
        "this.outcome IN ('row_made', 'nothing_to_drop')",
        "the reader no longer gives the row that was corrected: look whether the correction is still needed",
        WARNING,
    ),
    _signature("fct_target", "target_key"),
    _signature("fct_actual", "actual_key"),
)

TODAY: Final = (
    never(
        "fct_target",
        "target_key must have its row in fct_target_today where it is the lead of a promise in force",
        "this.target_key, this.locality_key",
        "this.is_lead AND this.is_in_force AND this.locality_key NOT IN ('country', 'unknown') "
        "AND NOT EXISTS (SELECT 1 FROM fct_target_today AS t WHERE t.target_key = this.target_key)",
        "a promise of a merged province binds the one that it went into",
    ),
    unique("fct_target_today", "target_key", "a promise stands under one province of today"),
)

CONFLICTS: Final = (
    unique("fct_target_conflict", "conflict_key", "a contradiction counts once"),
    never(
        "fct_target_conflict",
        "target_key and later_target_key must be promises in force",
        "this.conflict_key, this.target_key, this.later_target_key",
        "2 <> (SELECT count(*) FROM fct_target AS t WHERE t.is_lead AND t.is_in_force "
        "AND t.target_key IN (this.target_key, this.later_target_key))",
        "what was replaced contradicts nothing any more",
    ),
)

CHANGES: Final = (
    row_count("dim_run", "the run that made the marts is one of its own runs"),
    unique("dim_run", "run_key", "a run stands once in its own history"),
    row_count("fct_run_step", "the run that made the marts has asked and read"),
    unique("fct_run_step", "run_step_key", "a step of a run is told once"),
    unique("fct_change", "change_key", "a change is told once"),
    no_rows(
        "fct_change",
        "must begin with one line that names the two runs",
        "SELECT count(*) AS lines FROM {batch} WHERE position = 1 "
        "AND kind IN ('runs_compared', 'no_run_before') HAVING count(*) <> 1",
        "a list of changes means nothing unless it says between which runs",
    ),
)

RULES: Final[tuple[Rule, ...]] = (
    DIMENSION_RULES
    + TARGETS
    + RESPONSIBILITIES
    + ACTUALS
    + ATTAINMENT
    + CORRECTIONS
    + TODAY
    + CONFLICTS
    + CHANGES
)
