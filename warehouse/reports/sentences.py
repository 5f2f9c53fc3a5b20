"""The summary of a page: a few sentences made from its rows."""

from collections import Counter
from collections.abc import Iterator, Sequence

from warehouse.reports.labels import label, names, phrase
from warehouse.reports.marts import Row
from warehouse.reports.sayings import difference, lowered, quantity, score

MOST_REASONS = 3


def promise_sentences(place: str, promises: Sequence[Row]) -> Iterator[str]:
    """Say how many promises there are, how those due and those to come stand, and why some are unknown."""
    name = lowered(place)
    if not promises:
        yield f"Kho dữ liệu chưa có văn bản nào nêu cam kết định lượng của {name}."
        return
    yield f"Kho dữ liệu ghi nhận {len(promises)} cam kết còn hiệu lực của {name}."
    yield _due("Đã đến hạn", "Chưa có cam kết nào đến hạn.", [row for row in promises if row["is_due"]])
    later = [row for row in promises if row["is_due"] is False]
    yield _due("Chưa đến hạn", "Không còn cam kết nào chưa đến hạn.", later)
    undated = sum(row["is_due"] is None for row in promises)
    if undated:
        yield f"Không nêu năm đến hạn: {undated} cam kết, chưa rõ."
    yield from _reasons([row for row in promises if row["status"] == "unknown"])


def index_sentences(histories: Sequence[Sequence[Row]]) -> Iterator[str]:
    """Say the newest score and rank of each index; ``histories`` have one index each, by year."""
    for history in histories:
        newest = history[-1]
        said = []
        if newest["score"] is not None:
            said.append(f"đạt {_score(newest)}{_change(newest)}")
        if newest["rank"] is not None:
            derived = " (tính từ điểm)" if newest["is_rank_derived"] else ""
            said.append(f"xếp {quantity(newest['rank'], 'rank')}{derived}")
        if said:
            yield f"{label('index', newest['index_key'])} năm {newest['year_key']}: {', '.join(said)}."


def counted(promises: Sequence[Row]) -> str:
    """Return how many promises have which status, but for those that none has."""
    found = Counter(row["status"] for row in promises)
    words = names("status").items()
    return ", ".join(f"{found[status]} {lowered(name)}" for status, name in words if found[status])


def _due(begun: str, none: str, promises: Sequence[Row]) -> str:
    return f"{begun} {len(promises)} cam kết: {counted(promises)}." if promises else none


def _reasons(unknown: Sequence[Row]) -> Iterator[str]:
    if not unknown:
        return
    found = Counter(row["reason"] for row in unknown)
    ranked = sorted(found.items(), key=lambda told: (-told[1], told[0]))
    told = [f"{lowered(label('reason', reason))} ({count})" for reason, count in ranked[:MOST_REASONS]]
    rest = sum(count for _, count in ranked[MOST_REASONS:])
    told += [f"lý do khác ({rest})"] if rest else []
    yield f"Vì sao chưa rõ: {'; '.join(told)}."


def _score(row: Row) -> str:
    return str(phrase("units", row["score_unit"])["value"]).format(number=score(row["score"]))


def _change(row: Row) -> str:
    change = row["score_change_on_year"]
    if change is None:
        return ""
    year = row["year_key"] - 1
    if change == 0:
        return f", bằng năm {year}"
    word = "tăng" if change > 0 else "giảm"
    return f", {word} {difference(round(change, 4), row['score_unit'])} so với năm {year}"
