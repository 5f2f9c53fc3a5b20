"""What must hold in the raw zone before anything is built from it, and why.

The tables hold one run's view of the raw zone: the current documents of the running catalogue, what was
read out of them, the catalogue itself (``sources``), the indicators it knows (``codebook``) and the
attempts to fetch of this run (``fetch_log``).
"""

from typing import Final

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
from ingest.codebook import LEVELS, UNITS

KINDS: Final = ("target", "actual")
COMPARATORS: Final = (">=", ">", "<=", "<", "=", "between", "~")
CHANGES: Final = ("", "increase", "decrease")
STATUSES: Final = ("read", "empty", "foreign", "unreadable", "quarantined")
RELATION_KINDS: Final = ("reports", "implements", "amends", "replaces")
ROLES: Final = ("lead", "coordinating")
OUTCOMES: Final = ("fetched", "unchanged", "failed")

FIRST_YEAR: Final = 1945
LAST_YEAR: Final = 2100
PROVINCES: Final = 64  # the most there were at one time

_FIGURE = "this.measure_key, this.value_text, this.value_low, this.value_high"
_CELL = "this.value_key, this.row_number, this.cell_text, this.value"


def _years(table: str, key: str, column: str) -> Rule:
    return never(
        table,
        f"{column} must lie between {FIRST_YEAR} and {LAST_YEAR} where it is given",
        f"this.{key}, this.{column}",
        f"this.{column} NOT BETWEEN {FIRST_YEAR} AND {LAST_YEAR}",
        "plans look at most some decades ahead, and reports not further back than 1945: another number was "
        "taken for a year",
    )


DOCUMENTS: Final = (
    row_count("documents", "without a single document there is nothing to say, and the old marts stay up"),
    present("documents", "document_key", "every fact points to its document by this key"),
    unique("documents", "document_key", "a document that counts twice counts its promises twice"),
    never(
        "documents",
        "sha256 must be 64 hexadecimal digits",
        "this.document_key, this.sha256",
        "NOT coalesce(regexp_full_match(this.sha256, '[0-9a-f]+') AND length(this.sha256) = 64, false)",
        "the checksum proves which bytes a figure was read from",
    ),
    never(
        "documents",
        "byte_length must be above 0",
        "this.document_key, this.source_id, this.byte_length",
        "coalesce(this.byte_length, 0) <= 0",
        "an empty file is a failed download, not a document that promises nothing",
        WARNING,
    ),
    present("documents", "fetched_at", "evidence without the time it was seen cannot be cited"),
    present("documents", "url", "a reader must be able to go back to the place the document came from"),
    refers(
        "documents",
        "source_id",
        "sources",
        "this.document_key, this.source_id",
        "the publisher, the province and the licence of a document stand in the catalogue",
    ),
)

SOURCES: Final = (
    present("sources", "source_id", "a source is known by its name in the catalogue"),
    unique("sources", "source_id", "two entries under one name cannot be told apart"),
    never(
        "sources",
        "source_id must have a current document",
        "this.source_id",
        "NOT EXISTS (SELECT 1 FROM documents AS other WHERE other.source_id = this.source_id)",
        "the catalogue promises a document that was never fetched: its province looks emptier than it is",
        WARNING,
    ),
    never(
        "sources",
        "source_id must have given a measure or a value where kind is not corrections",
        "this.source_id",
        "this.kind <> 'corrections' "
        "AND EXISTS (SELECT 1 FROM documents AS d WHERE d.source_id = this.source_id) AND NOT EXISTS ("
        "SELECT 1 FROM documents AS d WHERE d.source_id = this.source_id AND ("
        "EXISTS (SELECT 1 FROM measures AS m WHERE m.document_key = d.document_key) OR "
        'EXISTS (SELECT 1 FROM "values" AS v WHERE v.document_key = d.document_key) OR '
        "EXISTS (SELECT 1 FROM readings AS r WHERE r.document_key = d.document_key "
        "AND r.status = 'quarantined')))",
        "a plan or report without any figure is rare: the page may have moved, or its layout changed",
        WARNING,
    ),
)

FETCH_LOG: Final = (
    *one_of("fetch_log", "outcome", OUTCOMES, "an attempt either brought bytes, found none newer or failed"),
    no_rows(
        "fetch_log",
        "must hold a success for every source that was tried",
        "SELECT source_id FROM {batch} GROUP BY source_id HAVING bool_and(outcome = 'failed')",
        "the source was out of reach, so that its older document is used, or none",
        WARNING,
    ),
)

READINGS: Final = (
    present("readings", "reading_key", "measures point to the reading they come from by this key"),
    unique("readings", "reading_key", "a reading that counts twice counts its figures twice"),
    *one_of(
        "readings",
        "status",
        STATUSES,
        "a document was read, held nothing, is in another language, cannot be read or broke its contract",
    ),
    refers(
        "readings",
        "document_key",
        "documents",
        "this.reading_key, this.document_key",
        "a reading without its document has no evidence to show",
    ),
    no_rows(
        "readings",
        "must hold at least one with status read",
        "SELECT count(*) AS readings FROM {batch} HAVING NOT coalesce(bool_or(status = 'read'), false)",
        "when nothing at all could be read the reader is broken, not the provinces' plans",
    ),
    rare(
        "readings",
        "status unreadable of texts must stay at or below half of the documents",
        "this.source_id, this.message",
        "status = 'unreadable' AND kind IS DISTINCT FROM 'indicator_export'",
        0.5,
        "one unreadable scan is bad luck, half of all documents is a broken reader; an export that cannot "
        "be read has a mapping or a publisher of its own to blame",
        "critical",
    ),
    never(
        "readings",
        "status must not be unreadable or quarantined",
        "this.source_id, this.status",
        "this.status IN ('unreadable', 'quarantined')",
        "the figures of this document are missing from every table, unless a person released it",
        WARNING,
    ),
    no_rows(
        "readings",
        "row_count must be the number of measures, values or corrections the reading left",
        "SELECT this.reading_key, this.source_id, this.row_count, count(figures.reading_key) AS found "
        "FROM (SELECT * FROM {batch}) AS this LEFT JOIN (SELECT reading_key FROM measures UNION ALL "
        'SELECT reading_key FROM "values" UNION ALL SELECT reading_key FROM corrections) AS figures '
        "ON figures.reading_key = this.reading_key "
        "WHERE this.reading_key NOT IN (SELECT reading_key FROM readings_apart) "
        "GROUP BY this.reading_key, this.source_id, this.row_count "
        "HAVING found IS DISTINCT FROM this.row_count",
        "figures were lost or doubled between the reader and this gate",
    ),
    never(
        "documents",
        "document_key must have a reading",
        "this.document_key, this.source_id",
        "NOT EXISTS (SELECT 1 FROM readings AS other WHERE other.document_key = this.document_key)",
        "even an unreadable document leaves a reading that says so: this one was lost on the way",
    ),
)

TEXTS: Final = (
    unique("texts", "reading_key", "offsets mean something in one text only"),
    refers("texts", "reading_key", "readings", "this.reading_key", "a text is what a reading read"),
)

_MEASURE_WORDS: Final = (
    *one_of("measures", "kind", KINDS, "a figure is either promised or achieved"),
    *one_of("measures", "comparator", COMPARATORS, "a promise is only kept or missed by a known comparison"),
    *one_of("measures", "level", LEVELS, "figures of one administrative level are compared with each other"),
    *one_of("measures", "unit", UNITS, "a target is only compared with an actual of the same unit"),
    *one_of("measures", "change", CHANGES, "a rise of 10 % is not a level of 10 %"),
    never(
        "measures",
        "indicator must stand in the codebook",
        "this.measure_key, this.indicator",
        "this.indicator IS DISTINCT FROM 'other' AND NOT EXISTS "
        "(SELECT 1 FROM codebook AS other WHERE other.code = this.indicator)",
        "an indicator nobody has described can neither be named nor compared",
    ),
    rare(
        "measures",
        "indicator other must stay at or below 60 percent of the measures",
        "this.measure_key, this.quote",
        "indicator = 'other'",
        0.6,
        "figures that fit no indicator are kept but not compared: the vocabulary falls behind the plans",
    ),
)

_MEASURE_VALUES: Final = (
    never(
        "measures",
        "value_low must be a finite number",
        _FIGURE,
        "this.value_low IS NULL OR NOT isfinite(this.value_low) OR NOT isfinite(this.value_high)",
        "a measure without a number measures nothing",
    ),
    never(
        "measures",
        "value_high must be given exactly where comparator is between, and above value_low",
        f"{_FIGURE}, this.comparator",
        "coalesce(this.value_high <= this.value_low, false) "
        "OR (this.value_high IS NOT NULL) <> (this.comparator = 'between')",
        "a range has two ends, anything else has one",
    ),
    never(
        "measures",
        "value_low must lie between 0 and 1000 where unit is percent",
        _FIGURE,
        "this.unit = 'percent' AND (this.value_low NOT BETWEEN 0 AND 1000 "
        "OR this.value_high NOT BETWEEN 0 AND 1000)",
        "no share is negative and no growth in these plans is more than tenfold: the number was misread",
    ),
    never(
        "measures",
        "value_low must lie between 0 and 100 where unit is percent and change is empty",
        f"{_FIGURE}, this.quote",
        "this.unit = 'percent' AND this.change = '' AND greatest(this.value_low, this.value_high) > 100",
        "more than all of something is usually a growth read as a level, or a lost decimal mark",
        WARNING,
    ),
    never(
        "measures",
        "value_low must be at least 1 where unit is rank and change is empty",
        _FIGURE,
        "this.unit = 'rank' AND this.change = '' AND this.value_low < 1",
        "nobody stands before the first place",
    ),
    never(
        "measures",
        f"value_low must be at most {PROVINCES} where unit is rank",
        f"{_FIGURE}, this.quote",
        f"this.unit = 'rank' AND greatest(this.value_low, this.value_high) > {PROVINCES}",
        "there were never more provinces to rank; a ranking of districts or communes may have more places",
        WARNING,
    ),
    never(
        "measures",
        "value_low must not be negative where unit is count, day, vnd or usd",
        _FIGURE,
        "this.unit IN ('count', 'day', 'vnd', 'usd') AND this.value_low < 0",
        "things, days and money are counted from 0; a dash before a number is a bullet or a range",
    ),
    _years("measures", "measure_key", "year"),
    _years("measures", "measure_key", "baseline_year"),
    _years("measures", "measure_key", "period_start"),
)

_MEASURE_EVIDENCE: Final = (
    present("measures", "measure_key", "every fact is named after the measure it came from"),
    unique("measures", "measure_key", "a measure that counts twice is a promise made twice"),
    refers(
        "measures",
        "document_key",
        "documents",
        "this.measure_key, this.document_key",
        "a figure without its document cannot be checked by anyone",
    ),
    present("measures", "document_key", "a figure without its document cannot be checked by anyone"),
    refers(
        "measures",
        "reading_key",
        "readings",
        "this.measure_key, this.reading_key",
        "which reader read the figure, and how, stands in its reading",
    ),
    present("measures", "reading_key", "which reader read the figure, and how, stands in its reading"),
    refers(
        "measures",
        "reading_key",
        "texts",
        "this.measure_key, this.reading_key",
        "offsets can only be followed in the text that was read",
    ),
    never(
        "measures",
        "value_start must be before value_end",
        "this.measure_key, this.value_start, this.value_end",
        "coalesce(this.value_start >= this.value_end OR this.value_start < 0, true)",
        "the value's place in the text must be a stretch of text",
    ),
    never(
        "measures",
        "quote must not be empty",
        "this.measure_key, this.value_text, this.quote",
        "coalesce(trim(this.quote), '') = ''",
        "a figure is only believed beside the words it stands in",
    ),
    never(
        "measures",
        "quote must contain value_text",
        "this.measure_key, this.value_text, this.quote",
        "coalesce(this.value_text = '' OR NOT contains(this.quote, this.value_text), true)",
        "a quote that does not hold the number is evidence for something else",
    ),
    no_rows(
        "measures",
        "value_text must stand in the text between value_start and value_end",
        "SELECT this.measure_key, this.value_text, "
        "substr(texts.text, this.value_start + 1, this.value_end - this.value_start) AS found "
        "FROM (SELECT * FROM {batch}) AS this JOIN texts ON texts.reading_key = this.reading_key "
        "WHERE found IS DISTINCT FROM this.value_text",
        "the reader of a dashboard is led to exactly this place of the document",
    ),
)


def _text_evidence(table: str, key: str, what: str, start: str, end: str) -> tuple[Rule, ...]:
    """What was read of a text stands where it says."""
    return (
        present(table, key, "every row of the marts is named after the words it came from"),
        unique(table, key, "what counts twice is said twice"),
        refers(
            table, "reading_key", "texts", f"this.{key}, this.reading_key", "offsets lead into the text read"
        ),
        never(
            table,
            "quote must not be empty",
            f"this.{key}, this.quote",
            "coalesce(trim(this.quote), '') = ''",
            "what a document says is only believed beside its words",
        ),
        no_rows(
            table,
            f"{what} must stand in the text between {start} and {end}",
            f"SELECT this.{key}, this.{what}, "
            f"substr(texts.text, this.{start} + 1, this.{end} - this.{start}) AS found "
            "FROM (SELECT * FROM {batch}) AS this JOIN texts ON texts.reading_key = this.reading_key "
            f"WHERE found IS DISTINCT FROM this.{what}",
            "the reader of a dashboard is led to exactly this place of the document",
        ),
    )


RELATIONS: Final = (
    *_text_evidence("relations", "relation_key", "quote", "quote_start", "quote_end"),
    *one_of("relations", "relation", RELATION_KINDS, "a promise that another document repeats counts once"),
)

RESPONSIBILITIES: Final = (
    *_text_evidence("responsibilities", "responsibility_key", "agency_text", "agency_start", "agency_end"),
    *one_of("responsibilities", "role", ROLES, "an agency leads or takes part"),
)

_VALUE_EVIDENCE: Final = (
    present("values", "value_key", "every fact is named after the figure it came from"),
    unique("values", "value_key", "a figure that counts twice distorts every average"),
    refers(
        "values",
        "document_key",
        "documents",
        "this.value_key, this.document_key",
        "a figure without its export cannot be checked by anyone",
    ),
    present("values", "document_key", "a figure without its export cannot be checked by anyone"),
    refers(
        "values",
        "reading_key",
        "readings",
        "this.value_key, this.reading_key",
        "which reader read the figure, and how, stands in its reading",
    ),
    present("values", "row_number", "the row and the cell are the evidence of an export's figure"),
    present("values", "cell_text", "the row and the cell are the evidence of an export's figure"),
)

_QUARANTINED: Final = "SELECT reading_key FROM readings WHERE status = 'quarantined'"
_USABLE: Final = f"coalesce(this.problem, '') = '' AND this.reading_key NOT IN ({_QUARANTINED})"

# A row with a problem, or of a file in quarantine, becomes no fact, so only the others must be sound.
_VALUE_FIGURES: Final = (
    never(
        "values",
        "problem must be empty",
        "this.problem, this.row_number, this.row_text",
        "coalesce(this.problem, '') <> ''",
        "these rows of an export are kept apart and missing from the facts until somebody looks",
        WARNING,
    ),
    never(
        "values",
        "value, year and locality must be known where problem is empty",
        f"{_CELL}, this.year, this.locality_text, this.locality_code",
        f"{_USABLE} AND (this.value IS NULL OR NOT isfinite(this.value) OR this.year IS NULL "
        "OR (coalesce(this.locality_code, '') = '' AND this.locality_units IS DISTINCT FROM 'country'))",
        "a figure that says not where, when or how much must say what is wrong with it",
    ),
    never(
        "values",
        "indicator must stand in the codebook where problem is empty",
        "this.value_key, this.indicator",
        f"{_USABLE} AND NOT EXISTS (SELECT 1 FROM codebook AS other WHERE other.code = this.indicator)",
        "an indicator nobody has described can neither be named nor compared",
    ),
    never(
        "values",
        "level must be one of " + ", ".join(LEVELS) + " where problem is empty",
        "this.value_key, this.level",
        f"{_USABLE} AND coalesce(this.level NOT IN {LEVELS}, true)",
        "figures of one administrative level are compared with each other",
    ),
    never(
        "values",
        "unit must be one of " + ", ".join(UNITS) + " where problem is empty",
        "this.value_key, this.unit",
        f"{_USABLE} AND coalesce(this.unit NOT IN {UNITS}, true)",
        "a target is only compared with an actual of the same unit",
    ),
    _years("values", "value_key", "year"),
    never(
        "values",
        "value must lie between 0 and 1000 where unit is percent",
        _CELL,
        f"{_USABLE} AND this.unit = 'percent' AND this.value NOT BETWEEN 0 AND 1000",
        "no share is negative: the cell was misread",
    ),
    never(
        "values",
        "value must lie between 0 and 100 where unit is percent",
        _CELL,
        f"{_USABLE} AND this.unit = 'percent' AND this.value > 100",
        "more than all of something is usually a lost decimal mark",
        WARNING,
    ),
    no_rows(
        "values",
        "must hold one figure of an export for each indicator, locality, level, year and unit",
        "SELECT document_key, indicator, min(locality_text) AS locality, level, year, min(value) AS lowest, "
        "max(value) AS highest FROM (SELECT *, coalesce(nullif(locality_code, ''), locality_text) AS place "
        f"FROM (SELECT * FROM {{batch}}) AS this WHERE {_USABLE}) "
        "GROUP BY document_key, indicator, locality_units, place, level, year, unit, is_derived "
        "HAVING min(value) <> max(value)",
        "an export that contradicts itself gives no answer, and picking one would be guessing",
    ),
)

CORRECTIONS: Final = (
    present("corrections", "correction_row_key", "a correction nobody can point to cannot be taken back"),
    unique("corrections", "correction_row_key", "a line that stands twice would be laid over itself"),
    refers(
        "corrections",
        "reading_key",
        "readings",
        "this.correction_row_key, this.reading_key",
        "which file a correction stands in is its evidence",
    ),
    never(
        "corrections",
        "problem must be empty",
        "this.row_number, this.problem",
        "coalesce(this.problem, '') <> ''",
        "these lines of a corrections file are kept apart and change nothing until somebody mends them",
        WARNING,
    ),
    never(
        "corrections",
        "author, corrected_on and reason must be given where problem is empty",
        "this.row_number, this.row_text",
        "coalesce(this.problem, '') = '' AND (coalesce(trim(this.author), '') = '' "
        "OR this.corrected_on IS NULL OR coalesce(trim(this.reason), '') = '')",
        "a figure is only changed by somebody who says why",
    ),
)
MEASURES: Final = _MEASURE_EVIDENCE + _MEASURE_WORDS + _MEASURE_VALUES
VALUES: Final = _VALUE_EVIDENCE + _VALUE_FIGURES

RULES: Final[tuple[Rule, ...]] = (
    DOCUMENTS
    + SOURCES
    + FETCH_LOG
    + READINGS
    + TEXTS
    + MEASURES
    + RELATIONS
    + RESPONSIBILITIES
    + VALUES
    + CORRECTIONS
)
