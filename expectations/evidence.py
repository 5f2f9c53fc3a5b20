"""What was read must agree with the words, the cell and the bytes it was read from.

Exact rules stop the run. A rule that leans on words reports only: a document may say a thing in a way
that nobody has thought of.
"""

from typing import Final

from expectations.limits import limits
from expectations.rules import WARNING, Rule, never, no_rows

# Each number in a text as it can be meant: 1.046 is 1046 in Vietnamese, 1,046 in English; 7,77 is 7.77 only.
_NUMBERS: Final = "list_transform(regexp_extract_all(%s, '[0-9][0-9.,]*'), lambda n: rtrim(n, '.,'))"
_VIETNAMESE: Final = (
    "CASE WHEN regexp_full_match(n, '[0-9]+(,[0-9]+)?|[0-9]+([.][0-9][0-9][0-9])+(,[0-9]+)?') "
    "THEN try_cast(replace(replace(n, '.', ''), ',', '.') AS DOUBLE) END"
)
_ENGLISH: Final = (
    "CASE WHEN regexp_full_match(n, '[0-9]+([.][0-9]+)?|[0-9]+(,[0-9][0-9][0-9])+([.][0-9]+)?') "
    "THEN try_cast(replace(n, ',', '') AS DOUBLE) END"
)
_SCALES: Final = "[1.0, 1e3, 1e6, 1e9, 1e12]"  # nghìn, triệu, tỷ, nghìn tỷ


def _meant(words: str) -> str:
    return f"flatten(list_transform({_NUMBERS % words}, lambda n: [{_VIETNAMESE}, {_ENGLISH}]))"


def _is_written(value: str, words: str) -> str:
    """The value is one of the numbers in the words, or a thousand or a million of it."""
    close = f"abs(x * s - {value}) <= 1e-9 * greatest(1, abs({value}))"
    scaled = f"len(list_filter({_SCALES}, lambda s: {close})) > 0"
    return f"len(list_filter({_meant(words)}, lambda x: {scaled})) > 0"


def _listed(words: tuple[str, ...]) -> str:
    return "[" + ", ".join("'" + word.replace("'", "''") + "'" for word in words) + "]"


def _holds_one_of(text: str, words: tuple[str, ...]) -> str:
    return f"len(list_filter({_listed(words)}, lambda word: contains({text}, word))) > 0"


def _ends_with_one_of(text: str, words: tuple[str, ...]) -> str:
    return f"len(list_filter({_listed(words)}, lambda word: suffix({text}, word))) > 0"


def _starts_with_one_of(text: str, words: tuple[str, ...]) -> str:
    return f"len(list_filter({_listed(words)}, lambda word: prefix({text}, word))) > 0"


_BOUNDS: Final = limits().bounds
_MEASURE: Final = "this.measure_key, this.value_text, this.quote"
_VALUE: Final = "this.value_key, this.row_number, this.cell_text, this.value"
_STATED: Final = "NOT coalesce(this.derived, false)"
_WITH_TEXT: Final = (
    "FROM (SELECT * FROM {batch}) AS this JOIN texts ON texts.reading_key = this.reading_key WHERE "
)
_CONTENT: Final = "lower(concat_ws(' ', this.section, this.quote))"


def _normal(table: str, key: str, columns: tuple[str, ...]) -> Rule:
    """Vietnamese letters are kept composed, so that equal words are equal."""
    broken = " OR ".join(f"this.{column} <> nfc_normalize(this.{column})" for column in columns)
    return never(
        table,
        f"{' and '.join(columns)} must be in Unicode NFC",
        f"this.{key}",
        broken,
        "the same name in other bytes is another name: it finds no province and joins nothing",
    )


TEXTS: Final = (
    never(
        "texts",
        "text must not be empty where figures were read from it",
        "this.reading_key, this.document_key",
        "coalesce(trim(this.text), '') = '' AND EXISTS (SELECT 1 FROM measures AS m "
        "WHERE m.reading_key = this.reading_key)",
        "no figure can come out of an empty text",
    ),
    no_rows(
        "readings",
        "text must not be empty where a text could be read",
        "SELECT this.reading_key, this.source_id FROM (SELECT * FROM {batch}) AS this "
        "LEFT JOIN texts ON texts.reading_key = this.reading_key "
        "WHERE this.kind = 'plan_text' AND this.status IN ('read', 'empty') "
        "AND coalesce(trim(texts.text), '') = ''",
        "a plan without a single letter is a broken download or a broken reader",
        WARNING,
    ),
    _normal("texts", "reading_key", ("text",)),
    never(
        "texts",
        "text must not look like letters in a wrong encoding",
        "this.reading_key, this.document_key",
        _holds_one_of("this.text", limits().wrong_encoding),
        "names and words that were read in a wrong encoding match nothing",
        WARNING,
    ),
)

DOCUMENTS: Final = (
    never(
        "documents",
        "sha256 must be the checksum of the bytes that are kept",
        "this.document_key, this.source_id, this.sha256",
        "this.body_sha256 <> this.sha256",
        "the bytes were exchanged or damaged after they were fetched: they prove nothing",
    ),
    never(
        "documents",
        "document_key must be made of its source and its bytes",
        "this.document_key, this.source_id",
        "this.document_key <> left(sha256(concat_ws(chr(31), this.source_id, this.sha256)), 32)",
        "the document stands under the name of another one",
    ),
    no_rows(
        "documents",
        "sha256 must be of one source",
        "SELECT sha256, string_agg(source_id, ', ' ORDER BY source_id) AS sources "
        "FROM {batch} GROUP BY sha256 HAVING count(DISTINCT source_id) > 1",
        "a portal that answers every address with the same page gives one document many names",
        WARNING,
    ),
    never(
        "documents",
        "document_date must not lie behind the day of the fetch by more than a year",
        "this.document_key, this.source_id, this.document_date",
        "this.document_date > this.run_date + INTERVAL 1 YEAR",
        "nobody publishes a plan before it is dated: the date is mistyped",
        WARNING,
    ),
)

MEASURES: Final = (
    no_rows(
        "measures",
        "quote must stand in the text between quote_start and quote_end",
        "SELECT this.measure_key, this.quote, "
        "substr(texts.text, this.quote_start + 1, this.quote_end - this.quote_start) AS found "
        + _WITH_TEXT
        + "found IS DISTINCT FROM this.quote",
        "a quote that the document does not hold is invented",
    ),
    never(
        "measures",
        "value_start and value_end must lie inside the quote",
        f"this.value_start, this.quote_start, {_MEASURE}",
        "this.value_start < this.quote_start OR this.value_end > this.quote_end",
        "the same number elsewhere in the document is another figure",
    ),
    _normal("measures", "measure_key", ("quote", "value_text", "locality")),
    never(
        "measures",
        "value_low must be the number that value_text writes",
        f"this.value_low, {_MEASURE}",
        f"{_STATED} AND regexp_matches(this.value_text, '[0-9]') "
        f"AND NOT {_is_written('this.value_low', 'this.value_text')}",
        "the value is not the one beside it: a lost decimal mark, or the value of another place",
        WARNING,
    ),
    never(
        "measures",
        "value_high must be a number that value_text writes",
        f"this.value_high, {_MEASURE}",
        f"{_STATED} AND this.value_high IS NOT NULL AND regexp_matches(this.value_text, '[0-9].*[0-9]') "
        f"AND NOT {_is_written('this.value_high', 'this.value_text')}",
        "the upper end is not the one beside it",
        WARNING,
    ),
    never(
        "measures",
        "unit must be percent where value_text writes %, and only there",
        f"this.unit, {_MEASURE}",
        f"{_STATED} AND contains(this.value_text, '%') AND this.unit <> 'percent'",
        "a share that is taken for a count, a rank or a sum is compared with the wrong figures",
        WARNING,
    ),
    no_rows(
        "measures",
        "year must be written in the text, or be that of its document",
        f"SELECT this.year, {_MEASURE} FROM (SELECT * FROM {{batch}}) AS this "
        "JOIN texts ON texts.reading_key = this.reading_key "
        "JOIN documents ON documents.document_key = this.document_key "
        f"WHERE {_STATED} AND this.year IS NOT NULL AND NOT contains(texts.text, CAST(this.year AS VARCHAR)) "
        "AND this.year IS DISTINCT FROM year(documents.document_date) "
        "AND this.year IS DISTINCT FROM year(texts.own_date)",
        "a year that the document never names was taken from elsewhere",
        WARNING,
    ),
    never(
        "measures",
        "year must stand beside the figure where it was read there",
        f"this.year, this.year_rule, {_MEASURE}",
        f"{_STATED} AND this.year_rule IN ('year_of_clause', 'year_of_value', 'year_of_sentence') "
        f"AND NOT contains({_CONTENT}, CAST(this.year AS VARCHAR))",
        "the figure is held against the results of another year",
        WARNING,
    ),
    never(
        "measures",
        "baseline_year and period_start must not be after year",
        f"this.year, this.baseline_year, this.period_start, {_MEASURE}",
        "this.baseline_year >= this.year OR this.period_start > this.year",
        "a promise is measured from an earlier day than the one it is due on",
        WARNING,
    ),
    no_rows(
        "measures",
        "year must not be before its document where kind is target, nor after it where it is actual",
        f"SELECT this.kind, this.year, coalesce(d.document_date, texts.own_date) AS dated, {_MEASURE} "
        "FROM (SELECT * FROM {batch}) AS this JOIN texts ON texts.reading_key = this.reading_key "
        "JOIN documents AS d ON d.document_key = this.document_key WHERE CASE this.kind "
        "WHEN 'target' THEN this.year < year(coalesce(d.document_date, texts.own_date)) "
        "ELSE this.year > year(coalesce(d.document_date, texts.own_date, d.run_date)) END",
        "nobody promises what is past, nor reports what has not been",
        WARNING,
    ),
    never(
        "measures",
        "level must be named in the quote or the headings above it",
        f"this.level, this.section, {_MEASURE}",
        " OR ".join(
            f"(this.level = '{level}' AND NOT {_holds_one_of(_CONTENT, words + limits().levels['every'])})"
            for level, words in limits().levels.items()
            if level != "every"
        ),
        "a figure of the communes that stands under the districts is held against the districts' results",
        WARNING,
    ),
    no_rows(
        "measures",
        "locality must be named in the text",
        f"SELECT this.locality, {_MEASURE} "
        + _WITH_TEXT
        + "coalesce(this.locality, '') <> '' AND NOT contains(lower(texts.text), lower(this.locality))",
        "a figure that stands under a province which its document never names is another province's",
        WARNING,
    ),
    no_rows(
        "measures",
        "comparator must not go against the words before the figure",
        f"SELECT this.comparator, before, {_MEASURE} FROM (SELECT this.*, rtrim(lower(substr(texts.text, "
        "greatest(1, this.value_start - 24), least(25, this.value_start)))) AS before, "
        "ltrim(lower(substr(texts.text, this.value_end + 1, 12))) AS behind "
        "FROM (SELECT * FROM {batch}) AS this JOIN texts ON texts.reading_key = this.reading_key) AS this "
        f"WHERE {_STATED} AND ("
        f"this.comparator IN ('<', '<=', '=', '~') AND ({_ends_with_one_of('before', _BOUNDS.below)} "
        f"OR {_starts_with_one_of('behind', _BOUNDS.below_behind)}) "
        f"OR this.comparator IN ('>', '>=', '=', '~') AND ({_ends_with_one_of('before', _BOUNDS.above)} "
        f"OR {_starts_with_one_of('behind', _BOUNDS.above_behind)}))",
        "'at least' taken for 'at most' turns every judgement round",
        WARNING,
    ),
    no_rows(
        "measures",
        "must hold one value of each place in the text",
        "SELECT reading_key, value_start, value_text, count(DISTINCT value_low) AS found FROM {batch} "
        "WHERE NOT coalesce(derived, false) GROUP BY reading_key, value_start, value_text HAVING found > 1",
        "one number of the document cannot be two",
    ),
    no_rows(
        "measures",
        "must hold each figure once",
        "SELECT document_key, value_start, kind, indicator, level, year, count(*) AS times FROM {batch} "
        "GROUP BY document_key, value_start, value_end, kind, indicator, level, year, locality, change, "
        "scope, value_low HAVING count(*) > 1",
        "a figure that stands twice under two keys counts twice",
    ),
)

# A file that is kept apart as a whole answers for its figures in its own sentence, also when it is let in.
_USABLE: Final = (
    "coalesce(this.problem, '') = '' AND this.reading_key NOT IN "
    "(SELECT reading_key FROM readings WHERE status = 'quarantined')"
)

VALUES: Final = (
    _normal("values", "value_key", ("cell_text", "row_text", "locality_text")),
    no_rows(
        "values",
        "value must be the number that its cell writes",
        f"SELECT this.indicator, {_VALUE} FROM (SELECT * FROM {{batch}}) AS this "
        "JOIN documents ON documents.document_key = this.document_key "
        f"WHERE {_USABLE} AND NOT {_is_written('this.value', 'this.cell_text')} "
        "AND NOT EXISTS (SELECT 1 FROM declared_columns AS c WHERE c.source_id = documents.source_id "
        "AND c.column_name = this.column_name AND c.is_share)",
        "the value is not the one in its cell: a lost decimal mark, or the value of another row",
        WARNING,
    ),
    no_rows(
        "values",
        "value must lie in the scale that the catalogue declares",
        f"SELECT this.indicator, this.locality_text, this.year, c.lowest, c.highest, {_VALUE} "
        "FROM (SELECT * FROM {batch}) AS this JOIN documents ON documents.document_key = this.document_key "
        "JOIN declared_columns AS c ON c.source_id = documents.source_id "
        "AND c.column_name = this.column_name AND c.unit = this.unit "
        f"WHERE {_USABLE} AND (this.value < c.lowest OR this.value > c.highest)",
        "an index has a lowest and a highest score, and no more ranks than provinces",
    ),
    never(
        "values",
        "row_text must hold cell_text and locality_text",
        f"this.locality_text, this.row_text, {_VALUE}",
        f"{_USABLE} AND NOT (contains(this.row_text, this.cell_text) "
        "AND contains(this.row_text, this.locality_text))",
        "the figure stands under the locality of another row",
        WARNING,
    ),
    no_rows(
        "values",
        "locality_code must be the same for the same name of a province",
        "SELECT locality_units, locality_text, "
        "string_agg(DISTINCT locality_code, ', ' ORDER BY locality_code) "
        "AS codes, min(value_key) AS value_key FROM {batch} WHERE coalesce(problem, '') = '' "
        "AND length(locality_code) = 2 GROUP BY locality_units, locality_text "
        "HAVING count(DISTINCT locality_code) > 1",
        "a name that leads to two provinces gives one of them the other's figures",
        WARNING,
    ),
    no_rows(
        "values",
        "year must not be after the day it was fetched",
        f"SELECT this.indicator, this.year, {_VALUE} FROM (SELECT * FROM {{batch}}) AS this "
        "JOIN documents ON documents.document_key = this.document_key "
        f"WHERE {_USABLE} AND this.year > year(documents.run_date)",
        "nobody has measured next year yet",
        WARNING,
    ),
)

RULES: Final[tuple[Rule, ...]] = TEXTS + DOCUMENTS + MEASURES + VALUES
