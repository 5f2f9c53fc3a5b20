"""Levels: which administrative level a value speaks about (guideline rules 3 and 15)."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from ingest.measures.tokens import Tokens
from ingest.measures.words import load, phrase_words

ALL, NATIONAL, PROVINCE, VILLAGE = "all", "national", "province", "village"


@dataclass(eq=False)
class LevelMention:
    """A level named in a text."""

    level: str
    start: int
    end: int
    first_token: int
    last_token: int


@cache
def _chain() -> tuple[dict[str, str], frozenset[str]]:
    words = load("levels")
    return words["chain"], frozenset(words["chain_joiners"])


def find_levels(tokens: Tokens, clean: str) -> list[LevelMention]:
    """Return the levels a stretch names, in order; "cấp tỉnh, huyện, xã" names three."""
    mentions: list[LevelMention] = []
    taken = 0
    for first, last, level in tokens.longest("level"):
        if first < taken or level == "none":
            continue
        if _names_one_place(tokens, clean, last):
            continue
        mentions.append(LevelMention(level, tokens.starts[first], tokens.ends[last - 1], first, last))
        taken = last
        for link in _continue_chain(tokens, clean, last):
            mentions.append(link)
            taken = link.last_token
    named = {mention.first_token for mention in mentions}
    mentions.extend(mention for mention in _bare(tokens, clean) if mention.first_token not in named)
    mentions.sort(key=lambda mention: mention.start)
    return mentions


def _bare(tokens: Tokens, clean: str) -> list[LevelMention]:
    """Return the bare names of levels beside a value: "huyện 15%; xã 5%", "40% số xã", "95% (xã)"."""
    words, found = tokens.words, list[LevelMention]()
    names, counted = _chain()[0], load("levels")["counted"]
    for index in [index for index, word in enumerate(words) if word in names or word in counted]:
        if found and index < found[-1].last_token:
            continue
        word = words[index]
        level = names.get(word) or counted[word]
        start, end = tokens.starts[index], tokens.ends[index]
        behind = clean[end : end + 1]
        leads = word in names and words[index + 1 : index + 2] == ["#"] and _opens(clean, start, index)
        noun = word in counted and _is_counted(words, index)
        bracketed = index and words[index - 1] == "#" and behind == ")" and clean[start - 1 : start] == "("
        placed = word in names and words[index - 1 : index] in (["ở"], ["tại"]) and index
        listed = word in names and _opens_list(tokens, clean, index)
        if leads or noun or bracketed or listed or placed and not _before_capital(tokens, clean, index):
            found.append(LevelMention(level, start, end, index, index + 1))
            found.extend(_continue_chain(tokens, clean, index + 1) if placed or listed else [])
    # "ở tỉnh" alone is the whole province
    return [] if all(words[mention.first_token] == "tỉnh" for mention in found) else found


def _opens(clean: str, start: int, index: int) -> bool:
    """Tell whether a word opens a stretch: at the start, or behind a mark."""
    return not index or clean[max(0, start - 2) : start].strip() in (":", ";", ",", "(", "-", "–")


def _opens_list(tokens: Tokens, clean: str, index: int) -> bool:
    """Tell whether a bare name opens a list of levels: "tỉnh, huyện, xã lần lượt là 100%, 80% và 60%"."""
    names, words = _chain()[0], tokens.words
    start, end = tokens.starts[index], tokens.ends[index]
    following = words[index + 1] if index + 1 < len(words) else ""
    differs = names.get(following, names[words[index]]) != names[words[index]]
    return differs and clean[end : end + 1] == "," and _opens(clean, start, index)


def _is_counted(words: list[str], index: int) -> bool:
    """Tell whether a word is the noun that a number counts: "40% số xã", not "5% xã hội"."""
    if not set(words[index + 1 : index + 2]).isdisjoint(load("levels")["not_counted_before"]):
        return False
    before = index - 1 if index and words[index - 1] in ("số", "các") else index
    return before > 0 and words[before - 1] == "#"


def _names_one_place(tokens: Tokens, clean: str, position: int) -> bool:
    """Tell whether a proper name follows right away: "UBND huyện Việt Yên" is one place, not the level."""
    if position >= len(tokens.words) or position == 0 or tokens.words[position] in ("#",):
        return False
    gap = clean[tokens.ends[position - 1] : tokens.starts[position]]
    word = clean[tokens.starts[position] : tokens.ends[position]]
    return (
        gap == " "
        and word[:1].isupper()
        and not word.isupper()
        and tokens.words[position - 1] in ("huyện", "xã")
        and not clean[tokens.starts[position - 1] - 4 : tokens.starts[position - 1]].lower().startswith("cấp")
    )


def _continue_chain(tokens: Tokens, clean: str, position: int) -> list[LevelMention]:
    names, joiners = _chain()
    links: list[LevelMention] = []
    while position < len(tokens.words):
        gap = clean[tokens.ends[position - 1] : tokens.starts[position]].strip()
        word = tokens.words[position]
        if gap not in ("", ",", "/", "-", "–") or word not in names and word not in joiners:
            break
        joined = bool(gap) or tokens.words[position - 1] in joiners
        if word in names and joined and not _before_capital(tokens, clean, position):
            links.append(
                LevelMention(
                    names[word], tokens.starts[position], tokens.ends[position], position, position + 1
                )
            )
        elif word in names:
            break
        position += 1
    return links


def _before_capital(tokens: Tokens, clean: str, position: int) -> bool:
    if position + 1 >= len(tokens.words):
        return False
    gap = clean[tokens.ends[position] : tokens.starts[position + 1]]
    return gap == " " and clean[tokens.starts[position + 1]].isupper()


def heading_level(tokens: Tokens, clean: str) -> str:
    """Return the level a heading lends to its items: it must be mainly the name of a level or agency."""
    if len(tokens.words) > 14:
        return ""
    agencies = tokens.longest("agency")
    if len(agencies) == 1 and agencies[0][0] <= 4:
        return agencies[0][2]
    # "Đi hết 8 huyện, thị xã, thành phố" counts places
    mentions = [
        at for at in find_levels(tokens, clean) if not any(map(str.isdigit, tokens.words[: at.first_token]))
    ]
    if (
        len({mention.level for mention in mentions}) == 1
        and mentions[0].first_token <= 3
        and len(tokens.words) <= 8
    ):
        return mentions[0].level
    return ""


@cache
def _predicates() -> frozenset[str]:
    return frozenset(word for phrase in load("levels")["predicates"] for word in phrase_words(phrase))


def subject_end(tokens: Tokens, after: int, end: int) -> int:
    """Return where the subject of a value-first clause ends: at its first predicate."""
    predicates = _predicates()
    for index in range(bisect_right(tokens.starts, after), len(tokens.words)):
        if tokens.starts[index] >= end:
            break
        if tokens.words[index] in predicates:
            return tokens.starts[index]
    return end
