"""What the rooms of the reader share while a text is read: its state, and one sentence taken apart."""

from bisect import bisect_left
from dataclasses import dataclass, field

from ingest.measures.clauses import Clause, lean, split_clauses
from ingest.measures.dating import Dated
from ingest.measures.editions import Editions
from ingest.measures.facts import Frame
from ingest.measures.indicators import NOTHING, Choice, Reader
from ingest.measures.kinds import KindCues
from ingest.measures.levels import ALL, LevelMention, find_levels
from ingest.measures.localities import Place, find_places, place_clause
from ingest.measures.outline import Item, Section
from ingest.measures.quantities import Quantity
from ingest.measures.text import CleanText
from ingest.measures.timeline import Timeline
from ingest.measures.times import Time
from ingest.measures.tokens import Tokens, tokenize
from ingest.records import Measure

_REMEMBERED = 200  # stretches whose phrases are kept at hand


@dataclass(eq=False)
class State:
    """What the reading of a text remembers from sentence to sentence."""

    text: CleanText
    frame: Frame
    times: list[Time]
    time_starts: list[int]
    editions: Editions
    levels: dict[int, str] = field(default_factory=dict)  # of sections, by their start
    opening: str = ""  # the kind that the first words of the text speak of
    earlier: dict[str, int] = field(default_factory=dict)  # the year stated last, by kind
    carried: Time | None = None  # the time the paragraph's next sentence inherits
    paragraph: list[Measure] = field(default_factory=list)
    last_sentence: tuple[int, int] | None = None  # of the same paragraph
    is_silent: bool = False  # whether that sentence holds no value
    previous: tuple[str, Section | None, int] | None = None  # kind, section and paragraph of the last value
    same: tuple[Choice, tuple[str, ...]] = (NOTHING, (ALL,))  # what "tỷ lệ này" means
    previous_dated: tuple[str, Dated] | None = None  # kind and year of the value before
    promised: int = -1  # where the count promised last ends
    quoted: int = -1  # place of the value quoted last from a plan
    quotes_plan: bool = False  # whether the words around the value read now quote a plan
    listed: tuple[int, int] = (-1, -1)  # sentence and group of a list that is quoted from a plan
    listed_levels: tuple[int, list[str] | None] = (-1, None)  # of the list that begins at a place
    single_levels: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)  # by paragraphs
    block: tuple[int, tuple[str, ...]] = (-1, ())  # the levels of a ranking, and its paragraph
    topic: str = ""  # family of the one index the opening names
    index_paragraph: int = -1  # where the index was read last
    same_place: int = -1  # of the value that "tỷ lệ này" would mean
    index: tuple[str, Section | None] = ("", None)  # family of the index read last, and its section

    readers: dict[tuple[int, int], Reader] = field(default_factory=dict)

    def reader_of(self, start: int, end: int) -> Reader:
        """Return the phrases of a heading or of the sentence before: asked for many values, read once."""
        if len(self.readers) > _REMEMBERED:
            self.readers.clear()
        if (start, end) not in self.readers:
            self.readers[start, end] = Reader(tokenize(self.text.clean, self.text.folded, start, end))
        return self.readers[start, end]

    def times_within(self, start: int, end: int) -> list[Time]:
        """Return the times that begin in a stretch."""
        return self.times[bisect_left(self.time_starts, start) : bisect_left(self.time_starts, end)]


@dataclass(eq=False)
class Sentence:
    """One sentence with everything found in it."""

    start: int
    end: int
    item: Item
    clauses: list[Clause]
    tokens: Tokens
    levels: list[LevelMention]
    indicators: Reader
    timeline: Timeline
    cues: KindCues
    groups: dict[int, list[int]]  # clauses of one list, by their numbers
    level_starts: list[int]
    places: list[Place]


def analyse(state: State, item: Item, start: int, end: int, quantities: list[Quantity]) -> Sentence:
    """Take a sentence apart."""
    text = state.text
    clauses = split_clauses(text.folded, start, end, quantities)
    tokens = tokenize(text.clean, text.folded, start, end, {q.start: q.end for q in quantities})
    only_values = len(tokens.words) == len(quantities)  # "| 95% |": nothing is named
    levels = [] if only_values else find_levels(tokens, text.clean)
    named = {index for mention in levels for index in range(mention.first_token, mention.last_token)}
    places = [] if only_values else find_places(text, tokens)
    named |= {index for place in places for index in range(place.first_token, place.last_token)}
    lean(clauses, tokens, named, text.folded)
    for clause in clauses:
        place_clause(text, places, clause, state.frame.facts.place, state.frame.is_national)
    groups: dict[int, list[int]] = {}
    for number, clause in enumerate(clauses):
        groups.setdefault(clause.group, []).append(number)
    return Sentence(
        start=start,
        end=end,
        item=item,
        clauses=clauses,
        tokens=tokens,
        levels=levels,
        indicators=Reader(tokens),
        timeline=Timeline(text.folded, state.times_within(start, end), clauses),
        cues=KindCues(tokens, text.folded, start, end),
        groups=groups,
        level_starts=[mention.start for mention in levels],
        places=places,
    )
