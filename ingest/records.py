"""The few records that cross from one room to the next, and the Parquet schemas they are kept in.

A schema is versioned by its metadata key ``thuocdo_schema``; columns are only ever added, with nulls
allowed, so that every file ever written can be read together with the newest (``union_by_name``).
"""

import datetime
from dataclasses import dataclass, field

import pyarrow as pa

SCHEMA_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Context:
    """What the catalogue already tells about a document before its text is read.

    ``locality`` is a province's name without ``Tỉnh`` or ``Thành phố``; empty means: ask the text.
    """

    locality: str = ""
    document_date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What a text says about itself; every field is empty where the text does not tell."""

    number: str = ""
    date: datetime.date | None = None
    issuer: str = ""
    place: str = ""  # province name without "Tỉnh" or "Thành phố"
    period_start: int | None = None  # first year of the plan or reporting period
    period_end: int | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """One quantitative statement, at one administrative level, for one year.

    ``value_low`` and ``value_high`` are plain numbers in ``unit`` (percent: 0 to 100; vnd and usd: whole
    units); ``value_high`` is set only when ``comparator`` is ``between``. All offsets count characters of
    the original text: ``text[value_start:value_end] == value_text`` and ``quote`` is the whole sentence
    or table row around it. ``change`` is empty for a level of the indicator, else ``increase`` or
    ``decrease``. ``locality`` is empty when the statement is about the document's own province.
    """

    kind: str  # target | actual
    indicator: str  # a code of the codebook, or "other"
    indicator_score: float  # 0 to 1: how sure the vocabulary is
    level: str  # all | province | district | commune | village | national
    year: int | None  # None: the document does not tell
    year_rule: str  # which rule found the year
    comparator: str  # >= > <= < = between ~
    value_low: float
    value_high: float | None
    unit: str  # percent | count | rank | score | vnd | usd | day | ratio
    value_text: str
    value_start: int
    value_end: int
    quote: str
    quote_start: int
    quote_end: int
    section: str  # path of headings, outermost first, joined by " › "
    rule: str  # which rule read the value
    change: str = ""
    baseline_year: int | None = None
    period_start: int | None = None
    derived: bool = False
    scope: str = ""
    locality: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read out of one text."""

    facts: DocumentFacts
    measures: tuple[Measure, ...]
    notices: tuple[str, ...] = ()  # clear sentences for the run's summary


@dataclass(frozen=True, slots=True)
class Relation:
    """How a document says that it stands to another one, which it names by its number.

    ``text[number_start:number_end]`` is the number as written, inside ``quote``, the sentence around it.
    """

    relation: str  # reports | implements | amends | replaces
    related_number: str  # without spaces
    related_date: datetime.date | None  # of the related document, where the text tells it
    number_start: int
    number_end: int
    quote: str
    quote_start: int
    quote_end: int
    rule: str  # which rule read it


@dataclass(frozen=True, slots=True)
class Responsibility:
    """That an agency leads, or takes part in, an area of reform.

    ``text[agency_start:agency_end] == agency_text``, in ``quote`` or in the heading above it.
    """

    agency: str  # its full name
    agency_text: str  # as written
    agency_start: int
    agency_end: int
    role: str  # lead | coordinating
    area: str  # code of a reform area; empty when no single area is meant or told
    area_found_by: str  # statement | heading | whole_plan | not_stated
    quote: str
    quote_start: int
    quote_end: int
    rule: str  # which rule read it


@dataclass(frozen=True, slots=True)
class Correction:
    """One line of a corrections file: a person's word about one row of one document.

    ``corrected_sha256``, the offsets, ``level``, ``year`` and ``read_indicator`` say which row is meant, as
    it was read. The fields from ``kind`` on say what it should be: empty (or ``None``) leaves a field as it
    was read, ``-`` makes it empty. ``problem`` is empty for a usable line; otherwise it says in one
    sentence why the line is kept apart.
    """

    row_number: int  # 1 is the first line of the file
    corrected_sha256: str  # of the bytes of the document, wherever it was fetched
    value_start: int | None
    value_end: int | None
    value_text: str  # what stands there; empty: not checked
    level: str
    year: int | None
    read_indicator: str  # only where several rows share place, level and year
    action: str  # set | drop | add
    kind: str
    indicator: str
    new_level: str
    new_year: str
    comparator: str
    value_low: float | None
    value_high: float | None
    unit: str
    change: str
    baseline_year: str
    scope: str
    locality: str
    author: str
    corrected_on: datetime.date | None
    reason: str
    row_text: str  # the line's cells as written, joined by " | "
    problem: str = ""

    @property
    def addressed_indicator(self) -> str:
        """Return the indicator by which the row is named; an added row is named by its own."""
        return self.read_indicator or (self.indicator if self.action == "add" else "")


@dataclass(frozen=True, slots=True)
class GateResult:
    """The outcome of one expectation of one gate."""

    gate: str  # raw | marts
    table: str
    expectation: str  # a short readable name: "measures.value_low between 0 and 100"
    severity: str  # critical | warning
    because: str
    success: bool
    unexpected_count: int
    examples: tuple[str, ...] = field(default=())


def _schema(name: str, *columns: tuple[str, pa.DataType]) -> pa.Schema:
    metadata = {"thuocdo_schema": f"{name}/{SCHEMA_VERSION}"}
    return pa.schema([pa.field(column, type_) for column, type_ in columns], metadata=metadata)


_text, _long, _day, _moment = pa.string(), pa.int64(), pa.date32(), pa.timestamp("us", tz="UTC")

DOCUMENTS = _schema(
    "documents",
    ("document_key", _text),  # source_id + sha256
    ("source_id", _text),
    ("sha256", _text),
    ("byte_length", _long),
    ("body", pa.large_binary()),  # null when body_file names the file that holds it
    ("body_file", _text),
    ("url", _text),
    ("fetched_at", _moment),
    ("run_id", _text),
    ("run_date", _day),
    ("http_status", pa.int32()),  # null for a local file
    ("etag", _text),
    ("last_modified", _text),
    ("media_type", _text),
    # the catalogue's words on the day of the fetch; the marts use the running catalogue's
    ("kind", _text),
    ("locality", _text),
    ("publisher", _text),
    ("title", _text),
    ("licence", _text),
    ("document_number", _text),
    ("document_date", _day),
    ("catalogue_entry", _text),  # the whole entry as JSON, without headers
)

FETCH_LOG = _schema(
    "fetch_log",
    ("attempt_key", _text),
    ("run_id", _text),
    ("run_date", _day),
    ("batch", _text),
    ("source_id", _text),
    ("url", _text),
    ("attempted_at", _moment),
    ("duration_ms", _long),
    ("outcome", _text),  # fetched | unchanged | failed
    ("http_status", pa.int32()),
    ("document_key", _text),  # null when failed
    ("sha256", _text),
    ("byte_length", _long),
    ("etag", _text),
    ("last_modified", _text),
    ("error_kind", _text),  # null unless failed
    ("is_final", pa.bool_()),  # a failed attempt that must not be tried again in this run
    ("message", _text),  # one sentence when failed, or when what came looks odd
)

READINGS = _schema(
    "readings",
    ("reading_key", _text),  # document + context + reader version
    ("document_key", _text),
    ("source_id", _text),
    ("sha256", _text),
    ("kind", _text),  # plan_text | indicator_export | corrections
    ("reader", _text),
    ("reader_version", _text),
    ("context_key", _text),  # the catalogue fields the reading depends on
    ("run_id", _text),  # the run that read it first
    ("run_date", _day),
    ("status", _text),  # read | empty (nothing to measure) | foreign (not Vietnamese) | unreadable
    ("message", _text),  # one sentence where the status is not "read", or something needs a look
    ("row_count", _long),  # measures, values or corrections
    ("problem_count", _long),  # rows kept apart
)

TEXTS = _schema(
    "texts",
    ("reading_key", _text),
    ("document_key", _text),
    ("sha256", _text),
    ("reader", _text),
    ("reader_version", _text),
    ("text", pa.large_string()),
    ("own_number", _text),
    ("own_date", _day),
    ("own_issuer", _text),
    ("own_place", _text),
    ("own_period_start", pa.int32()),
    ("own_period_end", pa.int32()),
)

MEASURES = _schema(
    "measures",
    ("reading_key", _text),
    ("measure_key", _text),
    ("document_key", _text),
    ("sha256", _text),
    ("reader_version", _text),
    ("kind", _text),
    ("indicator", _text),
    ("indicator_score", pa.float64()),
    ("level", _text),
    ("year", pa.int32()),
    ("year_rule", _text),
    ("period_start", pa.int32()),
    ("comparator", _text),
    ("value_low", pa.float64()),
    ("value_high", pa.float64()),
    ("unit", _text),
    ("change", _text),
    ("baseline_year", pa.int32()),
    ("derived", pa.bool_()),
    ("scope", _text),
    ("locality", _text),
    ("value_text", _text),
    ("value_start", _long),
    ("value_end", _long),
    ("quote", _text),
    ("quote_start", _long),
    ("quote_end", _long),
    ("section", _text),
    ("rule", _text),
)

RELATIONS = _schema(
    "relations",
    ("reading_key", _text),
    ("relation_key", _text),  # document + relation + place of the number
    ("document_key", _text),
    ("sha256", _text),
    ("reader_version", _text),
    ("relation", _text),
    ("related_number", _text),
    ("related_date", _day),
    ("number_start", _long),
    ("number_end", _long),
    ("quote", _text),
    ("quote_start", _long),
    ("quote_end", _long),
    ("rule", _text),
)

RESPONSIBILITIES = _schema(
    "responsibilities",
    ("reading_key", _text),
    ("responsibility_key", _text),  # document + agency and its place + role + area + place of the quote
    ("document_key", _text),
    ("sha256", _text),
    ("reader_version", _text),
    ("agency", _text),
    ("agency_text", _text),
    ("agency_start", _long),
    ("agency_end", _long),
    ("role", _text),
    ("area", _text),
    ("area_found_by", _text),
    ("quote", _text),
    ("quote_start", _long),
    ("quote_end", _long),
    ("rule", _text),
)

VALUES = _schema(
    "values",
    ("reading_key", _text),
    ("value_key", _text),
    ("document_key", _text),
    ("sha256", _text),
    ("reader_version", _text),
    ("indicator", _text),
    ("locality_text", _text),
    ("locality_code", _text),
    ("locality_units", _text),
    ("level", _text),
    ("year", pa.int32()),
    ("value", pa.float64()),
    ("unit", _text),
    ("sheet", _text),
    ("row_number", _long),
    ("column_name", _text),
    ("cell_text", _text),
    ("row_text", _text),
    ("problem", _text),
    ("is_derived", pa.bool_()),  # null in files written before it was known: false
)

QUARANTINE_DECISIONS = _schema(
    "quarantine_decisions",
    ("decision_key", _text),
    ("document_key", _text),
    ("value_key", _text),  # "" for the whole file
    ("decision", _text),  # release | withhold
    ("author", _text),
    ("reason", _text),
    ("decided_on", _day),
    ("decided_at", _moment),
)

CORRECTIONS = _schema(
    "corrections",
    ("reading_key", _text),
    ("correction_row_key", _text),
    ("document_key", _text),  # of the corrections file
    ("sha256", _text),  # of the corrections file
    ("reader_version", _text),
    ("row_number", _long),
    ("corrected_sha256", _text),
    ("value_start", _long),
    ("value_end", _long),
    ("value_text", _text),
    ("level", _text),
    ("year", pa.int32()),
    ("read_indicator", _text),
    ("action", _text),
    ("kind", _text),
    ("indicator", _text),
    ("new_level", _text),
    ("new_year", _text),
    ("comparator", _text),
    ("value_low", pa.float64()),
    ("value_high", pa.float64()),
    ("unit", _text),
    ("change", _text),
    ("baseline_year", _text),
    ("scope", _text),
    ("locality", _text),
    ("author", _text),
    ("corrected_on", _day),
    ("reason", _text),
    ("row_text", _text),
    ("problem", _text),
)

DISCOVERIES = _schema(
    "discoveries",
    ("discovery_key", _text),  # listing + address + run
    ("listing_id", _text),
    ("source_id", _text),  # of the document: listing + address
    ("url", _text),
    ("title", _text),  # as the list shows it; empty where it shows none
    ("document_date", _day),  # as the list shows it
    ("shown_on", _text),  # the page of the list
    ("position", _long),  # in the list, 0 is the first
    ("discovered_at", _moment),
    ("run_id", _text),
    ("run_date", _day),
)

DATASETS = {
    "documents": DOCUMENTS,
    "fetch_log": FETCH_LOG,
    "readings": READINGS,
    "texts": TEXTS,
    "measures": MEASURES,
    "relations": RELATIONS,
    "responsibilities": RESPONSIBILITIES,
    "values": VALUES,
    "corrections": CORRECTIONS,
    "quarantine_decisions": QUARANTINE_DECISIONS,
    "discoveries": DISCOVERIES,
}
