"""What a catalogue says about a listing: which links of a list are documents, and how far to look."""

import functools
import re
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator


class LinkRule(BaseModel):
    """The block ``listing:`` of a source of kind ``listing``; catalogs/public.yml explains each field.

    In ``links``, ``without`` and ``pages`` a ``*`` stands for anything; a pattern that begins with ``/`` is
    about an address from its path on, any other about the whole address.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    links: str = ""
    links_regex: str = ""  # found anywhere in the address, instead of `links`
    without: tuple[str, ...] = ()
    pages: str = ""  # which links lead on to more of the list; a feed's or page's "next" always does
    depth: int = Field(default=1, ge=1, le=10)  # pages one after the other, with the declared one
    most: int = Field(default=50, ge=1, le=1000)  # new documents a night
    hosts: tuple[str, ...] = ()  # whose documents are taken, beside the list's own host
    found: Literal["plan_text", "indicator_export"] = "plan_text"
    watch_days: int = Field(default=30, ge=0, le=3650)  # so long a found document is fetched again each night

    @field_validator("links_regex")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(
                f"{pattern!r} is no regular expression ({error}); or use `links:` with *"
            ) from error
        return pattern

    @field_validator("hosts")
    @classmethod
    def _are_hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for host in hosts:
            if not re.fullmatch(r"[a-z0-9.-]+(:[0-9]+)?", host):
                raise ValueError(f"{host!r} is no host; write it as dichvucong.gov.vn")
        return hosts

    @model_validator(mode="after")
    def _one_pattern(self) -> "LinkRule":
        if bool(self.links) == bool(self.links_regex):
            raise ValueError(
                "give either `links:` (such as /van-ban/*.html) or `links_regex:`, exactly one of them"
            )
        return self

    def takes(self, address: str) -> bool:
        """Tell whether the whole, normalised ``address`` is that of a document."""
        if any(_fits(pattern, address) for pattern in self.without):
            return False
        return _fits(self.links, address) if self.links else bool(re.search(self.links_regex, address))

    def leads_on(self, address: str) -> bool:
        """Tell whether ``address`` is a further page of the list."""
        return bool(self.pages) and _fits(self.pages, address)


def _fits(pattern: str, address: str) -> bool:
    if pattern.startswith("/"):
        parts = urlsplit(address)
        address = parts.path + (f"?{parts.query}" if parts.query else "")
    return _compiled(pattern).fullmatch(address) is not None


@functools.lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)
