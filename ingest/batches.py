"""Sources grouped into batches: one host's sources stay together, so that no host is pulled in parallel."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict
from urllib.parse import urlsplit

MOST_BATCHES = 64
LOCAL = "local"  # the host of files on this machine


class Batch(TypedDict):
    """A named group of sources that one task fetches, one after the other."""

    name: str
    source_ids: list[str]


def is_web_address(address: str) -> bool:
    """Tell a web address from a path on this machine."""
    return "://" in address


def host_of(address: str) -> str:
    """Return the host of a web address, or ``local`` for a path."""
    return urlsplit(address).hostname or LOCAL if is_web_address(address) else LOCAL


def group_into_batches(sources: Sequence[Mapping[str, Any]], most: int = MOST_BATCHES) -> list[Batch]:
    """Return at most ``most`` batches that hold every source once, in a stable order.

    Each host has a batch of its own while there are enough; beyond that, the hosts with the fewest
    sources share one. The name tells the host and the batch's number: ``dichvucong.gov.vn 3``.
    """
    by_host: dict[str, list[str]] = {}
    for source in sources:
        by_host.setdefault(host_of(source["address"]), []).append(source["source_id"])
    largest_first = sorted(by_host, key=lambda host: (-len(by_host[host]), host))
    groups: list[list[str]] = [[host] for host in largest_first[:most]]
    for host in largest_first[most:]:
        smallest = min(groups, key=lambda group: sum(len(by_host[member]) for member in group))
        smallest.append(host)
    return [
        Batch(
            name=f"{_label(group)} {number}",
            source_ids=[source_id for host in group for source_id in by_host[host]],
        )
        for number, group in enumerate(groups, 1)
    ]


def _label(hosts: Sequence[str]) -> str:
    return hosts[0] if len(hosts) == 1 else f"{hosts[0]} and {len(hosts) - 1} more"
