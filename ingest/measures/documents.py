"""Documents: where one text holds several, one after the other.

A decision and a report scanned into one file, or pages of a site saved together: each official document
opens with its number and its dateline (Decree 30/2020/NĐ-CP, appendix I), and from there on nothing of the
document before holds any more.
"""

import re

_NUMBER = re.compile(r"(?im)^[ \t*|]*số\s?:?[ \t*]*[0-9]{1,6}[a-z]?[ \t*]?[/-][^\s,;]{2,40}")
_DATELINE = re.compile(r"(?i),\s*ngày\s*[0-9]{1,2}\s*tháng\s*[0-9]{1,2}\s*năm\s*[0-9]{4}")
_NEAR = 400  # characters between the number and the dateline
_SHORTEST = 200  # characters of a document
_HEAD_LINES, _LONGEST_LINE = 6, 90


def documents_in(text: str) -> list[tuple[int, int]]:
    """Return the spans of the documents in a text, mostly one: all of it.

    What stands above the first head, a note of the editor say, belongs to the first document.
    """
    heads: list[int] = []
    for found in _NUMBER.finditer(text) if text.count("Số") + text.count("SỐ") > 1 else ():
        near = max([found.start() - _NEAR, *heads[-1:], 0]), found.end()
        dateline = _DATELINE.search(text, near[1], near[1] + _NEAR) or _DATELINE.search(text, *near)
        if not dateline:
            continue
        head = _first_line(text, min(found.start(), dateline.start()))
        if not heads or head - heads[-1] >= _SHORTEST:
            heads.append(head)
    starts = [0, *heads[1:]]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def _first_line(text: str, place: int) -> int:
    """Return where the head begins: the short lines right above the number name the office."""
    start = text.rfind("\n", 0, place) + 1
    for _ in range(_HEAD_LINES):
        above = text.rfind("\n", 0, max(0, start - 1)) + 1
        line = text[above : start - 1].strip() if start else ""
        if not start or len(line) > _LONGEST_LINE or line.endswith((".", ";", ":", ",")):
            break
        if line and not line.isupper():
            break
        start = above
    return start
