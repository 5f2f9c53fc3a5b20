"""Marts that compare facts must agree with them: conflicts, the nation's asks, indices, judgements, series.

The database is the very file that is to be published. Arithmetic is exact and stops the run; what only looks
unlikely is reported.
"""

from typing import Final

from expectations.limits import limits
from expectations.rules import (
    WARNING,
    Rule,
    never,
    no_rows,
    present,
    refers,
    row_count,
    unique,
)

_CLOSE: Final = "1e-6"
_PAIR: Final = "this.conflict_key, this.indicator_key, this.locality_key, this.year_key"

CONFLICTS: Final = (
    present("fct_conflict", "conflict_key", "a disagreement that has no name cannot be settled"),
    unique("fct_conflict", "conflict_key, other_actual_key", "a disagreement counts once"),
    *(
        no_rows(
            "fct_conflict",
            f"{side}_actual_key must be a current result of the same series, with the value shown",
            f"SELECT {_PAIR}, this.{side}_value, a.value_low FROM (SELECT * FROM {{batch}}) AS this "
            f"LEFT JOIN fct_actual AS a ON a.actual_key = this.{side}_actual_key "
            "WHERE a.is_current IS NOT TRUE OR a.indicator_key <> this.indicator_key "
            "OR a.locality_key <> this.locality_key OR a.level_key <> this.level_key "
            f"OR a.unit <> this.unit OR abs(a.value_low - this.{side}_value) > {_CLOSE}",
            "a disagreement about figures that nobody stated is itself an error",
        )
        for side in ("first", "other")
    ),
    never(
        "fct_conflict",
        "difference must be other_value less first_value, and the two must differ",
        f"{_PAIR}, this.first_value, this.other_value, this.difference",
        f"abs(this.difference - (this.other_value - this.first_value)) > {_CLOSE} "
        "OR (this.first_value, coalesce(this.first_value_high, 0), this.first_comparator) "
        "= (this.other_value, coalesce(this.other_value_high, 0), this.other_comparator)",
        "two sources that agree do not disagree",
    ),
    no_rows(
        "fct_target_conflict",
        "target_key and later_target_key must be two promises of one series, with the values shown",
        f"SELECT {_PAIR}, this.value_low, this.later_value_low FROM (SELECT * FROM {{batch}}) AS this "
        "LEFT JOIN fct_target AS a ON a.target_key = this.target_key "
        "LEFT JOIN fct_target AS b ON b.target_key = this.later_target_key "
        "WHERE this.target_key = this.later_target_key OR a.value_low IS DISTINCT FROM this.value_low "
        "OR b.value_low IS DISTINCT FROM this.later_value_low "
        "OR (a.indicator_key, a.locality_key, a.level_key, a.year_key, a.unit) "
        "<> (b.indicator_key, b.locality_key, b.level_key, b.year_key, b.unit)",
        "promises about different things contradict each other as little as one contradicts itself",
    ),
    no_rows(
        "fct_target_conflict",
        "must name the promises of one document that cannot both hold",
        "SELECT document_key, indicator_key, locality_key, year_key, unit, min(value_low) AS lowest, "
        "max(value_low) AS highest FROM (SELECT * FROM fct_target WHERE is_lead AND is_in_force "
        "AND comparator = '=' AND year_key <> 0 AND indicator_key <> 'other' AND NOT is_derived) AS this "
        "WHERE EXISTS (SELECT 1 FROM fct_target) "
        "AND target_key NOT IN (SELECT target_key FROM {batch}) "
        "AND target_key NOT IN (SELECT later_target_key FROM {batch}) "
        "GROUP BY document_key, indicator_key, locality_key, level_key, year_key, unit, change, scope "
        "HAVING min(value_low) <> max(value_low)",
        "two promises of one document that differ must be shown to whoever reads either",
        WARNING,
    ),
)

_ASKED: Final = "this.national_target_key, this.document_number, this.value"
_COMPARED: Final = (
    "this.promise_comparison_key, this.comparison, this.promise_comparator, this.promise_value, "
    "this.national_comparator, this.national_value"
)

NATION: Final = (
    row_count("fct_national_target", "without what the nation asks no promise can be held against it"),
    present("fct_national_target", "national_target_key", "what is asked is named by this key"),
    unique("fct_national_target", "national_target_key", "what is asked once counts once"),
    present("fct_national_target", "value", "an ask without a number asks nothing"),
    never(
        "fct_national_target",
        "value must lie between 0 and 100 where unit is percent",
        _ASKED,
        "this.unit = 'percent' AND this.change = '' AND this.value NOT BETWEEN 0 AND 100",
        "nobody is asked for more than all of something",
    ),
    never(
        "fct_national_target",
        "year_key must not lie before the document that asks",
        f"{_ASKED}, this.year_key, this.issued_on",
        "this.year_key <> 0 AND this.year_key < year(this.issued_on)",
        "nobody is asked for what is past: year or date is mistyped",
    ),
    never(
        "fct_national_target",
        "must have a source",
        _ASKED,
        "NOT EXISTS (SELECT 1 FROM bridge_national_target_source AS b "
        "WHERE b.national_target_key = this.national_target_key)",
        "what the nation asks is only believed where it can be read",
    ),
    unique("fct_promise_comparison", "promise_comparison_key", "a comparison counts once"),
    refers(
        "fct_promise_comparison",
        "national_target_key",
        "fct_national_target",
        "this.promise_comparison_key",
        "a promise is held against an ask that exists",
    ),
    never(
        "fct_promise_comparison",
        "target_key must be a lead target in force",
        "this.promise_comparison_key, this.target_key",
        "this.target_key IS NOT NULL AND NOT EXISTS (SELECT 1 FROM fct_target AS t "
        "WHERE t.target_key = this.target_key AND t.is_lead AND t.is_in_force "
        "AND t.value_low = this.promise_value AND t.comparator = this.promise_comparator)",
        "what was replaced or never promised is not held against what the nation asks",
    ),
    never(
        "fct_promise_comparison",
        "comparison must agree with the two values where at least so much is asked",
        _COMPARED,
        "this.reason = 'figures_compared' AND this.national_comparator IN ('>=', '>') "
        "AND this.promise_comparator IN ('>=', '>', '=') AND ("
        "this.comparison = 'weaker' AND this.promise_value > this.national_value "
        "OR this.comparison = 'stricter' AND this.promise_value < this.national_value "
        "OR this.comparison = 'equal' AND this.promise_value <> this.national_value)",
        "a province that promises more than is asked must not be shown as promising less",
    ),
    never(
        "fct_promise_comparison",
        "unit and national_unit must agree where figures were compared",
        f"{_COMPARED}, this.unit, this.national_unit",
        "this.reason = 'figures_compared' AND this.unit <> this.national_unit",
        "percent and rank cannot be compared",
    ),
)

_STANDING: Final = "this.index_key, this.locality_key, this.year_key, this.score, this.rank"


def _stated(column: str, key: str) -> Rule:
    return no_rows(
        "fct_index_history",
        f"{column} must be the value of {key}, for the same province and year",
        f"SELECT {_STANDING}, a.value_low, a.locality_key AS stated_of, a.year_key AS stated_for "
        "FROM (SELECT * FROM {batch}) AS this "
        f"LEFT JOIN fct_actual AS a ON a.actual_key = this.{key} "
        f"WHERE this.{column} IS NOT NULL AND (a.actual_key IS NULL OR a.locality_key <> this.locality_key "
        f"OR a.year_key <> this.year_key OR abs(a.value_low - this.{column}) > {_CLOSE})",
        "a standing that its source does not give is invented",
    )


INDICES: Final = (
    row_count("dim_index", "the indices are known, whether or not a source gives figures of one"),
    unique("dim_index", "index_key", "an index that stands twice doubles its history"),
    present("fct_index_history", "index_history_key", "a standing is named by this key"),
    unique("fct_index_history", "index_key, locality_key, year_key", "a province stands once in a year"),
    _stated("score", "score_actual_key"),
    _stated("rank", "rank_actual_key"),
    never(
        "fct_index_history",
        "rank must lie between 1 and the number of provinces",
        f"{_STANDING}, this.country_provinces",
        "this.rank < 1 OR this.rank > this.country_provinces",
        "nobody stands before the first place or behind the last",
        WARNING,  # a figure that a person let in may do so
    ),
    never(
        "fct_index_history",
        "score must lie between 0 and 100",
        f"{_STANDING}, this.score_unit",
        "this.score NOT BETWEEN 0 AND 100",
        "no index here gives more than 100 points, or less than none",
        WARNING,  # a figure that a person let in may do so
    ),
    no_rows(
        "fct_index_history",
        "rank must follow the order of the scores",
        "SELECT this.index_key, this.year_key, this.locality_key, this.score, this.rank, "
        "other.locality_key AS other_locality_key, other.score AS other_score, other.rank AS other_rank "
        "FROM (SELECT * FROM {batch}) AS this JOIN fct_index_history AS other "
        "ON other.index_key = this.index_key AND other.year_key = this.year_key "
        "AND left(other.locality_key, 3) = left(this.locality_key, 3) AND other.score_unit = this.score_unit "
        f"WHERE this.score > other.score + {_CLOSE} AND this.rank > other.rank",
        "who scores more stands before: a score or a rank belongs to another province or year",
        WARNING,
    ),
    no_rows(
        "fct_index_history",
        "score_change_on_year must be the score less that of the year before",
        f"SELECT {_STANDING}, this.score_change_on_year, before.score AS score_before "
        "FROM (SELECT * FROM {batch}) AS this LEFT JOIN fct_index_history AS before "
        "ON before.index_key = this.index_key AND before.locality_key = this.locality_key "
        "AND before.year_key = this.year_key - 1 WHERE this.score_change_on_year IS NOT NULL "
        f"AND coalesce(abs(this.score_change_on_year - (this.score - before.score)) > {_CLOSE}, true)",
        "progress that the two scores do not show is invented",
    ),
    no_rows(
        "fct_index_history",
        "country_average must be the average of the scores known",
        "SELECT index_key, year_key, any_value(country_average) AS country_average, avg(score) AS average "
        "FROM {batch} WHERE score IS NOT NULL GROUP BY index_key, year_key, score_unit "
        f"HAVING abs(any_value(country_average) - avg(score)) > {_CLOSE} "
        f"OR max(country_average) - min(country_average) > {_CLOSE}",
        "a province is shown above an average that is none",
    ),
)

ATTAINMENT: Final = (
    never(
        "fct_attainment",
        "status must agree with the result and what it had to reach",
        "this.attainment_key, this.status, this.direction, this.target_low, this.actual_value",
        "this.actual_comparator = '=' AND this.comparator <> 'between' AND CASE "
        "WHEN this.direction = 'at_least' THEN (this.status = 'met' AND this.actual_value < this.target_low) "
        "OR (this.status = 'missed' AND this.actual_value > this.target_low) "
        "WHEN this.direction = 'at_most' THEN (this.status = 'met' AND this.actual_value > this.target_low) "
        "OR (this.status = 'missed' AND this.actual_value < this.target_low) ELSE false END",
        "a kept promise shown as broken, or a broken one as kept, is the worst that can be published",
    ),
    no_rows(
        "fct_attainment",
        "target_low and actual_value must be the values of their facts",
        "SELECT this.attainment_key, this.target_low, t.value_low AS promised, this.actual_value, "
        "a.value_low AS stated FROM (SELECT * FROM {batch}) AS this "
        "LEFT JOIN fct_target AS t ON t.target_key = this.target_key "
        "LEFT JOIN fct_actual AS a ON a.actual_key = this.actual_key "
        "WHERE t.value_low IS DISTINCT FROM this.target_low OR (t.comparator <> this.comparator) "
        "OR (a.actual_key IS NOT NULL AND a.value_low IS DISTINCT FROM this.actual_value)",
        "a judgement is about the very figures that it shows",
    ),
)

_FACTS_OF: Final = (
    "SELECT d.document_key, d.source_id, d.row_count - coalesce(d.problem_count, 0) AS read, "
    "count(f.document_key) AS facts FROM (SELECT * FROM {batch}) AS d LEFT JOIN (SELECT document_key FROM "
    "fct_target UNION ALL SELECT document_key FROM fct_actual) AS f ON f.document_key = d.document_key "
    "WHERE d.kind <> 'corrections' AND d.document_key NOT IN (SELECT document_key FROM fct_correction "
    "WHERE document_key IS NOT NULL) AND d.document_key NOT IN (SELECT document_key FROM fct_quarantine "
    "WHERE document_key IS NOT NULL) GROUP BY d.document_key, d.source_id, d.row_count, d.problem_count"
)

FACTS: Final = (
    no_rows(
        "dim_document",
        "row_count must be the number of its facts where nothing was corrected or kept apart",
        f"SELECT source_id, document_key, read, facts FROM ({_FACTS_OF}) WHERE facts <> read",
        "a model lost or doubled facts between raw and the marts",
    ),
    never(
        "dim_document",
        "document_date must not be after known_from by more than a year",
        "this.document_key, this.source_id, this.document_date, this.known_from",
        "this.document_date > this.known_from + INTERVAL 1 YEAR",
        "nobody publishes a plan before it is dated: the date is mistyped",
        WARNING,
    ),
    *(
        never(
            table,
            "locality_key must be the country where level_key is national",
            f"this.{key}, this.locality_key, this.quote",
            "this.level_key = 'national' AND this.locality_key NOT IN ('country', 'unknown')",
            "a figure of the whole country would stand in a province's account",
        )
        for table, key in (("fct_target", "target_key"), ("fct_actual", "actual_key"))
    ),
    *(
        never(
            table,
            "level_key must not be all, a whole province, where locality_key is the country",
            f"this.{key}, this.level_key, this.quote",
            "this.level_key = 'all' AND this.locality_key = 'country'",
            "the country's figures would be two series, and be compared with one half of its promises",
        )
        for table, key in (("fct_target", "target_key"), ("fct_actual", "actual_key"))
    ),
    *(
        never(
            table,
            "quote must be in Unicode NFC",
            f"this.{key}, this.quote",
            "this.quote <> nfc_normalize(this.quote)",
            "the same name in other bytes is another name",
        )
        for table, key in (("fct_target", "target_key"), ("fct_actual", "actual_key"))
    ),
    *(
        no_rows(
            table,
            must,
            f"SELECT this.{key}, this.year_key, d.document_date, this.quote FROM (SELECT * FROM {{batch}}) "
            "AS this JOIN dim_document AS d ON d.document_key = this.document_key "
            f"WHERE this.year_key <> 0 AND this.year_key {beyond}",
            "nobody promises what is past, nor reports what has not been",
            WARNING,
        )
        for table, key, must, beyond in (
            (
                "fct_target",
                "target_key",
                "year_key must not be before its document",
                "< year(d.document_date)",
            ),
            (
                "fct_actual",
                "actual_key",
                "year_key must not be after its document",
                "> year(coalesce(d.document_date, d.known_from))",
            ),
        )
    ),
)

_SERIES: Final = limits().series
_OWN_SERIES: Final = "indicator_key, locality_key, level_key, unit, scope, coalesce(method_version, '')"
_OF_A_YEAR: Final = "indicator_key, level_key, unit, year_key"

SERIES: Final = (
    no_rows(
        "fct_actual",
        f"value_low must not be {_SERIES.largest_ratio:g} times the median of its series, nor less",
        "SELECT actual_key, indicator_key, locality_key, year_key, value_low, middle FROM (SELECT *, "
        f"median(value_low) OVER own AS middle, count(*) OVER own AS years FROM (SELECT * FROM {{batch}}) "
        "WHERE is_current AND NOT is_derived AND change = '' AND comparator = '=' AND year_key <> 0 "
        f"AND unit IN ('percent', 'score') AND value_low > 0 WINDOW own AS (PARTITION BY {_OWN_SERIES})) "
        f"WHERE years >= {_SERIES.at_least} AND (value_low > {_SERIES.largest_ratio} * middle "
        f"OR value_low < middle / {_SERIES.largest_ratio})",
        "no such step stands in any series here: a lost decimal mark, or a figure in another unit",
        WARNING,
    ),
    no_rows(
        "fct_actual",
        f"value_low must not be {_SERIES.largest_ratio:g} times the median of the provinces, nor less",
        "SELECT actual_key, indicator_key, locality_key, year_key, value_low, middle FROM (SELECT *, "
        "median(value_low) OVER others AS middle, count(*) OVER others AS known FROM (SELECT * FROM {batch}) "
        "WHERE is_current AND index_code IS NOT NULL AND change = '' AND comparator = '=' AND year_key <> 0 "
        f"AND unit IN ('percent', 'score') AND value_low > 0 WINDOW others AS (PARTITION BY {_OF_A_YEAR})) "
        f"WHERE known >= {_SERIES.provinces_at_least} AND (value_low > {_SERIES.largest_ratio} * middle "
        f"OR value_low < middle / {_SERIES.largest_ratio})",
        "no index of one year spreads its provinces so far: a lost decimal mark, or a figure in another unit",
        WARNING,
    ),
    no_rows(
        "fct_actual",
        f"value_low must stay within {_SERIES.most_deviations:g} median deviations of its series",
        "WITH told AS (SELECT *, value_low - median(value_low) OVER own AS away, count(*) OVER own AS years "
        "FROM (SELECT * FROM {batch}) WHERE is_current AND NOT is_derived AND change = '' "
        "AND comparator = '=' AND year_key <> 0 AND unit <> 'rank' AND index_code IS NOT NULL "
        f"WINDOW own AS (PARTITION BY {_OWN_SERIES})), "
        f"yearly AS (SELECT *, away - median(away) OVER (PARTITION BY {_OF_A_YEAR}) AS apart FROM told "
        f"WHERE years >= {_SERIES.at_least}), spread AS (SELECT *, median(abs(apart)) "
        "OVER (PARTITION BY indicator_key, unit) AS usual, count(*) OVER (PARTITION BY indicator_key, unit) "
        "AS known FROM yearly) "
        "SELECT actual_key, indicator_key, locality_key, year_key, value_low, round(apart, 4) AS apart, "
        "round(usual, 4) AS usual FROM spread "
        f"WHERE usual > 0 AND known >= 20 AND abs(apart) > {_SERIES.most_deviations} * usual",
        "no province moves so far from its own years and from the others: a figure of another row or year",
        WARNING,
    ),
)

RULES: Final[tuple[Rule, ...]] = CONFLICTS + NATION + INDICES + ATTAINMENT + FACTS + SERIES
