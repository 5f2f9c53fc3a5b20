"""robots.txt: what a host asks of programs that follow links (RFC 9309), read by protego."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from ingest.fetched import FetchFailed
from ingest.listings.lists import NotAList
from ingest.web.session import PRODUCT

NAME = PRODUCT.partition("/")[0]
MOST_WAIT = 30.0  # seconds between two pages; a host that asks for more is left alone
_MOST_CHARACTERS = 500_000  # RFC 9309, section 2.5


@dataclass(frozen=True, slots=True)
class HostRules:
    """What one host allows."""

    rules: Protego

    def allow(self, address: str) -> bool:
        """Tell whether the address may be fetched."""
        return self.rules.can_fetch(address, NAME)

    @property
    def wait(self) -> float:
        """Return the seconds to wait between two pages."""
        return float(self.rules.crawl_delay(NAME) or 0.0)


class Robots:
    """The rules of each host, asked for once. ``get`` returns the bytes of an address."""

    def __init__(self, get: Callable[[str], bytes]) -> None:
        self._get = get
        self._known: dict[str, HostRules | NotAList] = {}

    def of(self, address: str) -> HostRules:
        """Return the rules for an address. Raises ``NotAList`` when they cannot be learned."""
        parts = urlsplit(address)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._known:
            self._known[host] = self._ask(f"{host}/robots.txt")
        known = self._known[host]
        if isinstance(known, NotAList):
            raise known
        return known

    def _ask(self, address: str) -> HostRules | NotAList:
        """Read the file; a host without one allows everything, one that is down nothing (section 2.3.1)."""
        try:
            text = self._get(address).decode("utf-8", "replace")[:_MOST_CHARACTERS]
        except FetchFailed as failure:
            if failure.status is None or not 400 <= failure.status < 500 or failure.status == 429:
                return NotAList("robots", f"is not followed, because {address} {failure}")
            text = ""
        return HostRules(Protego.parse(text))
