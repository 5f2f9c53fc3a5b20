"""How figures, gaps, days and places are said in Vietnamese."""

from collections.abc import Sequence
from datetime import date

from ingest.explain.names import number
from warehouse.reports.labels import phrase, phrases


def quantity(value: float, unit: str) -> str:
    """Return a value with its unit.

    >>> quantity(99.7, "percent"), quantity(2, "rank"), quantity(1046, "count")
    ('99,7%', 'hạng 2', '1.046')
    """
    return str(phrase("units", unit)["value"]).format(number=number(value))


def difference(value: float, unit: str) -> str:
    """Return the distance between two values of a unit, without its sign.

    >>> difference(-6.426, "percent")
    '6,426 điểm phần trăm'
    """
    return str(phrase("units", unit)["difference"]).format(number=number(abs(value)))


def figure(
    comparator: str,
    low: float,
    high: float | None,
    unit: str,
    change: str = "",
    baseline_year: int | None = None,
) -> str:
    """Return a value as it is meant.

    >>> figure(">=", 80, None, "percent"), figure("<=", 15, None, "rank")
    ('tối thiểu 80%', 'từ hạng 15 trở lên')
    >>> figure("between", 5, 10, "percent", "decrease", 2021)
    'giảm từ 5 đến 10% so với năm 2021'
    """
    words = _of_unit("comparators", unit)
    top = low if high is None else high
    said = words[comparator].format(
        value=quantity(top if comparator == "between" else low, unit), low=number(low)
    )
    said = str(phrase("changes", change)).format(value=said)
    return str(phrases()["baseline"]).format(value=said, year=baseline_year) if baseline_year else said


def demand(
    comparator: str,
    low: float,
    high: float | None,
    unit: str,
    change: str = "",
    baseline_year: int | None = None,
) -> str:
    """Return a value that is asked for; a bare number is to be reached.

    >>> demand("=", 100, None, "percent"), demand(">", 70, None, "percent")
    ('đạt 100%', 'trên 70%')
    """
    said = figure(comparator, low, high, unit, change, baseline_year)
    return str(phrases()["bare_demand"]).format(value=said) if comparator == "=" and not change else said


def gap(value: float, unit: str) -> str:
    """Return how far a result lies from what was asked for, in words.

    >>> gap(1, "rank"), gap(-3, "percent"), gap(0, "day")
    ('kém 1 hạng', 'thấp hơn 3 điểm phần trăm', 'bằng mức yêu cầu')
    """
    words = _of_unit("gaps", unit)
    side = "equal" if value == 0 else "above" if value > 0 else "below"
    return words[side].format(difference=difference(value, unit))


def signed(value: float) -> str:
    """Return a change with its sign.

    >>> signed(1.29), signed(-2), signed(0)
    ('+1,29', '−2', '0')
    """
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{number(abs(value))}"


def score(value: float) -> str:
    """Return the score of an index: four decimals on a scale from 0 to 1, else two.

    >>> score(36.247571), score(0.609407)
    ('36,25', '0,6094')
    """
    return number(round(value, 4 if abs(value) <= 1 else 2))


def day(value: date | None) -> str:
    """Return a day as Vietnamese papers write it; empty when there is none.

    >>> day(date(2026, 7, 1))
    '01/7/2026'
    """
    if value is None:
        return ""
    # days below ten and the first two months take a zero (Decree 30/2020/NĐ-CP)
    return (
        f"{value.day:02d}/{value.month:02d}/{value.year}"
        if value.month < 3
        else (f"{value.day:02d}/{value.month}/{value.year}")
    )


def listing(words: Sequence[str]) -> str:
    """Return the words as one list.

    >>> listing(["5 đạt", "1 không đạt", "54 chưa rõ"])
    '5 đạt, 1 không đạt và 54 chưa rõ'
    """
    return " và ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def lowered(name: str) -> str:
    """Return the name of a unit as it stands inside a sentence.

    >>> lowered("Tỉnh Bắc Ninh")
    'tỉnh Bắc Ninh'
    """
    return name[:1].lower() + name[1:]


def _of_unit(group: str, unit: str) -> dict[str, str]:
    words: dict[str, dict[str, str]] = phrases()[group]
    return words.get(unit, words["usual"])
