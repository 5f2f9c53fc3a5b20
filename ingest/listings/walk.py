"""Walking a list: from its first page to its next ones, until enough is found or the pages repeat."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from ingest.fetched import FetchFailed
from ingest.listings.addresses import host_and_port, identity, whole_address
from ingest.listings.declared import LinkRule
from ingest.listings.links import Link
from ingest.listings.lists import NotAList, Shown, read_list
from ingest.listings.robots import MOST_WAIT, Robots

MOST_PAGES = 50  # of one list in one night


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address gave: ``address`` is where redirects ended."""

    address: str
    body: bytes


@dataclass
class Walked:
    """What a walk brought: the documents in the order of the list, and what is worth a note."""

    found: dict[str, Link] = field(default_factory=dict)  # by identity
    shown_on: dict[str, str] = field(default_factory=dict)  # identity -> page of the list
    notes: list[str] = field(default_factory=list)  # clauses
    closed: set[str] = field(default_factory=set)  # documents that robots.txt keeps from programs
    others: dict[str, None] = field(default_factory=dict)  # links that are no documents, in their order
    kind: str = "page"  # of its first page
    has_login: bool = False  # its first page


class Walk:
    """One walk over the list that begins at ``start``.

    ``get`` fetches an address, ``known`` are the identities of documents found before, and ``last`` is the
    latest day that a document can bear.
    """

    def __init__(
        self, start: str, rule: LinkRule, get: Callable[[str], Answer], known: frozenset[str], last: date
    ) -> None:
        self._start, self._rule, self._get, self._known, self._last = start, rule, get, known, last
        self._robots = Robots(lambda address: get(address).body)
        self._hosts = {host_and_port(start), *rule.hosts}
        self._waiting = deque([(start, 1)])
        self._seen = {start, whole_address(start, start)}  # pages that were asked for, or wait
        self._pages = 0
        self._walked = Walked()

    def go(self) -> Walked:
        """Return what the list shows now.

        Raises ``FetchFailed`` or ``NotAList`` when its first page cannot be had or nothing fits; what is
        wrong with a later page is a note.
        """
        while self._waiting and not self._is_enough():
            address, level = self._waiting.popleft()
            if self._pages >= MOST_PAGES:
                self._walked.notes.append(f"leads to over {MOST_PAGES} pages; the rest is not looked at")
                break
            self._pages += 1
            try:
                self._take(self._page(address), address, level)
            except (FetchFailed, NotAList) as problem:
                if address == self._start:
                    raise
                self._walked.notes.append(f"leads on to {address}, which {problem}")
        self._check()
        return self._walked

    def _is_enough(self) -> bool:
        return len(self._walked.found.keys() - self._known) > self._rule.most

    def _page(self, address: str) -> Shown:
        rules = self._robots.of(address)
        if not rules.allow(address):
            raise NotAList("robots", "is closed to programs (robots.txt); ask the publisher, or take it out")
        if rules.wait > MOST_WAIT:
            raise NotAList(
                "robots", f"asks programs to wait {rules.wait:g} s between pages; it is left alone"
            )
        if self._pages > 1:
            time.sleep(rules.wait)
        answer = self._get(address)
        if host_and_port(answer.address) not in self._hosts:
            raise NotAList("elsewhere", f"leads to another host ({answer.address}); declare that address")
        return read_list(answer.body, answer.address, self._is_document, self._last)

    def _is_document(self, address: str) -> bool:
        return host_and_port(address) in self._hosts and self._rule.takes(address)

    def _take(self, shown: Shown, address: str, level: int) -> None:
        """Keep the documents of one page, and the pages it leads on to."""
        if address == self._start:
            self._walked.kind, self._walked.has_login = shown.kind, shown.has_login
        fresh, repeated = 0, 0
        for link in shown.links:
            if not self._is_document(link.address):
                self._walked.others.setdefault(link.address)
            elif not self._may_fetch(link.address):
                self._walked.closed.add(link.address)
            elif identity(link.address) in self._walked.found:
                repeated += 1
            else:
                fresh += 1
                self._walked.found[identity(link.address)] = link
                self._walked.shown_on[identity(link.address)] = address
        further = list(self._further(shown, level))
        if repeated and not fresh and further:
            self._walked.notes.append(
                f"goes in circles: {address} shows what earlier pages showed; left there"
            )
        else:
            self._waiting.extend(further)
            self._seen |= {page for page, _ in further}

    def _may_fetch(self, address: str) -> bool:
        try:
            return self._robots.of(address).allow(address)
        except NotAList as problem:
            note = f"shows documents of {host_and_port(address)}, which {problem}"
            if note not in self._walked.notes:
                self._walked.notes.append(note)
            return False

    def _further(self, shown: Shown, level: int) -> Iterator[tuple[str, int]]:
        """Yield pages not yet seen; the parts of an index of sitemaps do not count as further pages."""
        led = [link.address for link in shown.links if self._rule.leads_on(link.address)]
        pages = dict.fromkeys(shown.parts, level)
        if level < self._rule.depth:
            pages |= dict.fromkeys((*shown.following, *led), level + 1)
        for page, level_of_page in pages.items():
            if page not in self._seen and host_and_port(page) in self._hosts:
                yield page, level_of_page

    def _check(self) -> None:
        """Say what is wrong with a list that shows no document; a feed may have none for a night."""
        walked, pattern = self._walked, self._rule.links or self._rule.links_regex
        if walked.found or (walked.kind == "feed" and self._known):
            return
        if walked.closed:
            closed = f"shows {len(walked.closed)} documents, all closed to programs (robots.txt)"
            raise NotAList("robots", f"{closed}; ask the publisher, or take it out")
        if walked.has_login:
            raise NotAList("login", "asks for a login; take a public list of the same portal")
        if not walked.others:
            said = (
                f"is a {walked.kind} without links; it may be built by scripts: declare its feed or sitemap"
            )
            raise NotAList("no_links", said)
        own = [address for address in walked.others if host_and_port(address) in self._hosts]
        shows = f"such as {', '.join(own[:2])}" if own else "all to other hosts"
        shown = f"shows {len(walked.others)} links, {shows}, but none that fits {pattern!r}"
        raise NotAList("no_links", f"{shown}; mend the pattern or the address")
