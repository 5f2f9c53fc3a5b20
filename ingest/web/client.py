"""What all requests of one process share, opened and closed together."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.limits import Limits
from ingest.web.addresses import AddressRules
from ingest.web.hosts import HostTurns
from ingest.web.partials import Partials
from ingest.web.session import Session, open_session


@dataclass(frozen=True, slots=True)
class WebClient:
    """The session, and what it obeys."""

    session: Session
    limits: Limits
    rules: AddressRules
    hosts: HostTurns
    partials: Partials


@contextlib.contextmanager
def open_client(folder: Path, limits: Limits, *, allow_private: bool = False) -> Iterator[WebClient]:
    """Give a client that shares turns at hosts and partial bodies with all others of ``folder``.

    ``allow_private``: redirects and names may lead into a private network.
    """
    rules = AddressRules(allow_private=allow_private)
    partials = Partials(folder / "partial")
    partials.remove_older_than(limits.partial_days)
    with open_session(limits, rules) as session:
        yield WebClient(session, limits, rules, HostTurns(folder / "hosts", limits), partials)
