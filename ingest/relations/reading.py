"""Relations: what a text says of how its document stands to others.

Only sentences that name a document by its number are looked at. Each rule needs its own words before or
behind the number (``vocabulary.yml``); what a text tells of other documents among themselves is left alone.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ingest.measures.words import opening
from ingest.passages import Passages
from ingest.records import Relation
from ingest.relations.mentions import Mention, mentions_in
from ingest.relations.words import characters, vocabulary, words_of

_ARTICLE = re.compile(r"\W*điều\s{1,2}[0-9]{1,3}\s?[.:]\s{0,2}(?:[0-9a-zđ]{1,2}[.)]\s)?")
_LONGEST_MARKER = 40  # characters: "Điều 12.", with what stands before it
_CLOSE = 30  # characters between a word and the document it governs
_REACH = 220  # characters between "sửa đổi, bổ sung một số nội dung của ..." and the document


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One sentence with the documents it names; offsets of ``folded`` begin with the sentence.

    ``words`` says where it begins behind its marker, ``is_article`` whether that marker is "Điều 2.".
    """

    start: int
    end: int
    words: int
    is_article: bool
    folded: str
    mentions: tuple[Mention, ...]
    is_opening: bool
    is_news: bool

    def place(self, mention: Mention) -> int:
        """Return where a mention begins in ``folded``."""
        return mention.start - self.start

    def opens_with(self, phrases: re.Pattern[str]) -> re.Match[str] | None:
        return phrases.match(self.folded, self.words)


# What a rule finds: the kind of relation and the document it leads to
Found = Iterator[tuple[str, Mention]]


def read_relations(text: str, own_number: str = "") -> tuple[Relation, ...]:
    """Return the relations of a document, each related document once per kind of relation.

    ``own_number`` is the number that the text gives itself: a document has no relation to itself. Offsets
    count characters of ``text``.
    """
    passages = Passages(text, _openers())
    mentions = [
        mention
        for start, end in _spans(passages)
        for mention in mentions_in(passages, start, end)
        if mention.number != own_number
    ]
    relations: dict[tuple[str, str], Relation] = {}
    for sentence in _sentences(passages, mentions):
        for rule, read in _RULES.items():
            found = list(read(sentence))
            for kind, mention in found:
                made = _made(passages, sentence, kind, mention, rule)
                relations.setdefault((kind, mention.number), made)
            if found:
                break
    return tuple(relations.values())


def _spans(passages: Passages) -> list[tuple[int, int]]:
    """Return where to look, in order: the opening, and around the words that end another document."""
    room = characters("sentence_characters")
    spans = [(0, min(characters("opening_characters"), len(passages.written)))]
    for place in passages.places_of(vocabulary()["anywhere"]):
        start, end = max(place - room, spans[-1][1]), min(place + room, len(passages.written))
        if start < end:
            spans.append((start, end))
    return spans


def _sentences(passages: Passages, mentions: Sequence[Mention]) -> Iterator[_Sentence]:
    opening_end = characters("opening_characters")
    is_news = not _title().search(passages.written, 0, opening_end)
    if is_news:
        opening_end = characters("news_opening_characters")
    places = [mention.start for mention in mentions]
    for start, end in passages.sentences_at(mention.number_start for mention in mentions):
        near = mentions[bisect_left(places, start) : bisect_left(places, end)]
        inside = tuple(mention for mention in near if mention.number_end <= end)
        if inside:
            yield _Sentence(
                start,
                end,
                *_beginning(passages, start, end),
                passages.folded(start, end),
                inside,
                start < opening_end,
                is_news,
            )


def _beginning(passages: Passages, start: int, end: int) -> tuple[int, bool]:
    """Return how far from its start the words of a sentence begin, and whether "Điều 2." opens its line."""
    line = passages.line_start(start)
    if start - line > _LONGEST_MARKER:
        return 0, False
    article = _ARTICLE.match(passages.folded(line, min(line + _LONGEST_MARKER, end)))
    if article and line + article.end() >= start:
        return line + article.end() - start, True
    opens_line = not passages.written[line:start].strip()
    return min(passages.after_marker(start), end) - start if opens_line else 0, False


@cache
def _title() -> re.Pattern[str]:
    titles = "|".join(map(re.escape, vocabulary()["titles"]))
    return re.compile(rf"(?m)^[ \t*#|]*(?:{titles})(?!\w)")


def _replaces(sentence: _Sentence) -> Found:
    """Read "Quyết định này ... thay thế Quyết định số ...", "Điều 2. Bãi bỏ Quyết định số ..."."""
    own = _own_document().search(sentence.folded)
    word = words_of("replaces").search(sentence.folded, own.end()) if own else None
    if sentence.is_article:
        word = word or sentence.opens_with(words_of("replaces"))
    for mention in sentence.mentions if word else ():
        if word and word.end() <= sentence.place(mention):
            is_part = words_of("parts").search(sentence.folded, word.end(), sentence.place(mention))
            yield "amends" if is_part else "replaces", mention


def _is_replaced(sentence: _Sentence) -> Found:
    """Read "Quyết định số ... hết hiệu lực kể từ ngày Quyết định này có hiệu lực"."""
    word = words_of("ends").search(sentence.folded)
    if not word or not _own_document().search(sentence.folded):
        return
    for mention in sentence.mentions:
        if sentence.place(mention) < word.start():
            is_part = words_of("parts").search(sentence.folded, 0, sentence.place(mention))
            yield "amends" if is_part else "replaces", mention


def _amends(sentence: _Sentence) -> Found:
    """Read a title or an article: "Về việc sửa đổi, bổ sung Kế hoạch kèm theo Quyết định số ..."."""
    if not (sentence.is_opening or sentence.is_article):
        return
    lead = sentence.opens_with(words_of("before_amends"))
    begin = lead.end() if lead else sentence.words
    rest = sentence.folded[begin:]
    word = words_of("amends").match(sentence.folded, begin + len(rest) - len(rest.lstrip()))
    for mention in sentence.mentions[:1] if word else ():
        between = sentence.folded[word.end() if word else 0 : sentence.place(mention)]
        if len(between) <= _REACH and not words_of("leads_elsewhere").search(between):
            yield "amends", mention


def _legal_basis(sentence: _Sentence) -> Found:
    """Read "Căn cứ Nghị quyết số 76/NQ-CP ...", at the head of a document."""
    word = sentence.opens_with(words_of("legal_basis")) if sentence.is_opening else None
    for mention in sentence.mentions[:1] if word else ():
        if word and sentence.place(mention) - word.end() <= _CLOSE:
            yield "implements", mention


def _looks_back(sentence: _Sentence) -> Found:
    """Read "Báo cáo kết quả thực hiện Kế hoạch số 12/KH-UBND"."""
    word = words_of("looks_back").search(sentence.folded) if sentence.is_opening else None
    for mention in sentence.mentions if word else ():
        effect = _effect_right_before().search(sentence.folded, 0, sentence.place(mention))
        if effect and word and word.end() < effect.start():
            yield "reports", mention


def _puts_into_effect(sentence: _Sentence) -> Found:
    """Read "Thực hiện Nghị quyết số ... và Chương trình số ..., UBND tỉnh ban hành ...": up to who acts."""
    word = sentence.opens_with(words_of("implements")) if sentence.is_opening else None
    if not word or sentence.place(sentence.mentions[0]) - word.end() > _CLOSE:
        return
    stop = _next_subject().search(sentence.folded, word.end())
    for mention in sentence.mentions:
        if stop is None or sentence.place(mention) < stop.start():
            yield "implements", mention


def _made_for(sentence: _Sentence) -> Found:
    """Read a title: "Kế hoạch của tỉnh triển khai Quyết định số 468/QĐ-TTg"."""
    if sentence.is_news or sentence.start >= characters("title_characters"):
        return
    for mention in sentence.mentions:
        effect = _effect_right_before().search(sentence.folded, 0, sentence.place(mention))
        if effect and words_of("plans").search(sentence.folded, 0, effect.start()):
            yield "implements", mention


def _told_in_news(sentence: _Sentence) -> Found:
    """Read of news "UBND tỉnh đã ban hành Quyết định số ...", "Theo Nghị quyết số ...": the first named."""
    if not (sentence.is_news and sentence.is_opening):
        return
    before = sentence.folded[: sentence.place(sentence.mentions[0])]
    if _issued_right_before().search(before) or _told_right_before().fullmatch(before.strip()):
        yield "reports", sentence.mentions[0]


@cache
def _openers() -> re.Pattern[str]:
    """Return the words that open a line of their own, whatever stands above it."""
    lists = ("legal_basis", "implements", "replaces", "amends", "before_amends", "tells_of")
    return re.compile(rf"{opening([word for name in lists for word in vocabulary()[name]])}(?!\w)")


@cache
def _own_document() -> re.Pattern[str]:
    words = vocabulary()
    return re.compile(rf"{opening(words['documents'])}\s{{1,2}}{opening(words['this'])}(?!\w)")


@cache
def _next_subject() -> re.Pattern[str]:
    return re.compile(rf"[,;]\s{{1,2}}{opening(vocabulary()['subjects'])}(?!\w)")


@cache
def _effect_right_before() -> re.Pattern[str]:
    return re.compile(rf"{opening(vocabulary()['implements'])}\s{{0,3}}$")


@cache
def _issued_right_before() -> re.Pattern[str]:
    return re.compile(rf"{opening(vocabulary()['issues'])}\s{{0,3}}$")


@cache
def _told_right_before() -> re.Pattern[str]:
    return re.compile(rf"\W*{opening(vocabulary()['tells_of'])}")


_RULES: dict[str, Callable[[_Sentence], Found]] = {
    "replaces": _replaces,
    "is_replaced": _is_replaced,
    "amends": _amends,
    "legal_basis": _legal_basis,
    "looks_back": _looks_back,
    "puts_into_effect": _puts_into_effect,
    "made_for": _made_for,
    "told_in_news": _told_in_news,
}


def _made(passages: Passages, sentence: _Sentence, kind: str, mention: Mention, rule: str) -> Relation:
    quote_start, quote_end = passages.origin(sentence.start, sentence.end)
    number_start, number_end = passages.origin(mention.number_start, mention.number_end)
    return Relation(
        relation=kind,
        related_number=mention.number,
        related_date=mention.dated,
        number_start=number_start,
        number_end=number_end,
        quote=passages.original[quote_start:quote_end],
        quote_start=quote_start,
        quote_end=quote_end,
        rule=rule,
    )
