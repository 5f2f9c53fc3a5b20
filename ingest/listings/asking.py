"""How lists are fetched: like every source, through ``ingest.web``, but held in memory and not kept."""

from collections.abc import Callable, Mapping
from typing import Any

from ingest.listings.addresses import host_and_port
from ingest.listings.lists import NotAList
from ingest.listings.walk import Answer
from ingest.raw import RawZone
from ingest.web.client import WebClient
from ingest.web.download import fetch_page


def asking(client: WebClient, raw: RawZone, listing: Mapping[str, Any]) -> Callable[[str], Answer]:
    """Return the function that fetches an address for ``listing``, an entry of the catalogue.

    Its method and parameters are for its own address only, its headers and connection for its own host.
    The function raises ``FetchFailed`` and ``NotAList``.
    """
    ended: list[str] = []
    client.session.hooks["response"] = [lambda response, **_: ended.append(response.url)]
    plain = {"method": "GET", "parameters": {}}

    def ask(address: str) -> Answer:
        own_host = host_and_port(address) == host_and_port(listing["address"])
        entry = {**listing, **({} if address == listing["address"] else plain), "address": address}
        entry = entry if own_host else {**entry, "headers": {}, "connection": ""}
        fetched = fetch_page(client, entry, None, raw.temporary_file)
        if fetched.aside is not None:
            fetched.aside.unlink()
            raise NotAList(
                "too_large", f"is larger than {client.limits.in_row_bytes >> 20} MB, too large for a list"
            )
        return Answer(ended[-1] if ended else address, fetched.body or b"")

    return ask
