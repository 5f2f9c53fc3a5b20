"""How lists are fetched: like every source, through ``ingest.download``, but held in memory and not kept."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import requests

from ingest.download import IN_ROW_BYTES, fetch_source
from ingest.listings.addresses import host_and_port
from ingest.listings.lists import NotAList
from ingest.listings.walk import Answer
from ingest.raw import RawZone


def asking(session: requests.Session, raw: RawZone, listing: Mapping[str, Any]) -> Callable[[str], Answer]:
    """Return the function that fetches an address for ``listing``, an entry of the catalogue.

    Its method and parameters are for its own address only, its headers for its own host. The function raises
    ``FetchFailed`` and ``NotAList``.
    """
    ended: list[str] = []
    session.hooks["response"] = [lambda response, **_: ended.append(response.url)]
    plain = {"method": "GET", "parameters": {}}

    def ask(address: str) -> Answer:
        own_host = host_and_port(address) == host_and_port(listing["address"])
        entry = {**listing, **({} if address == listing["address"] else plain), "address": address}
        fetched = fetch_source(session, raw, Path(), entry if own_host else {**entry, "headers": {}}, None)
        if fetched.aside is not None:
            fetched.aside.unlink()
            raise NotAList("too_large", f"is larger than {IN_ROW_BYTES >> 20} MB, too large for a list")
        return Answer(ended[-1] if ended else address, fetched.body or b"")

    return ask
