"""Which addresses may be asked: web addresses only, and none inside a private network by surprise.

A catalogue's own address is the user's word: where it shows a private network (an IP address, ``localhost``)
it is meant. A redirect, or a name that leads into a private network, is somebody else's word: it is refused
unless the catalogue says ``allow_private_addresses: true``.
"""

import ipaddress
from urllib.parse import urljoin, urlsplit

from ingest.fetched import FetchFailed

PORTS = {"http": 80, "https": 443}
REMEDY = "if that is meant, add `allow_private_addresses: true` to the catalogue"

Origin = tuple[str, int]


class AddressRules:
    """What the catalogue of one run allows; the addresses it declares are told by ``declare``."""

    def __init__(self, *, allow_private: bool) -> None:
        self.allow_private = allow_private
        self._declared: set[Origin] = set()

    def declare(self, address: str) -> None:
        """Allow the host and port of a declared address that shows by itself that it is private."""
        host, port = origin_of(address)
        if shows_private(host):
            self._declared.add((host, port))

    def redirected(self, here: str, target: str, declared: str) -> str:
        """Return the address that ``target`` means on the page ``here``, for a source at ``declared``.

        Raises ``FetchFailed`` when it may not be asked.
        """
        try:
            address = urljoin(here, target)
            parts, origin = urlsplit(address), origin_of(address)
        except ValueError as error:
            raise _refused(f"redirects to {target[:200]!r}, which is no address ({error})") from error
        if parts.scheme not in PORTS or not parts.hostname:
            raise _refused(f"redirects to {address[:200]}, which is not a web address")
        if shows_private(origin[0]) and not self.allow_private and origin != origin_of(declared):
            said = f"redirects to {address[:200]}, inside a private network; it was not asked; {REMEDY}"
            raise FetchFailed("private_address", said, is_final=True)
        return address

    def check_peer(self, host: str, port: int, peer: str) -> None:
        """Raise ``FetchFailed`` when the machine that ``host`` led to must not be asked.

        ``peer`` is the IP address of the connection that was made, so that it does not help a name to
        resolve to one address when it is checked and to another when it is used.
        """
        if self.allow_private or (host.lower(), port) in self._declared or is_public(peer):
            return
        said = f"leads to {peer}, inside a private network ({host}); it was not asked; {REMEDY}"
        raise FetchFailed("private_address", said, is_final=True)


def origin_of(address: str) -> Origin:
    """Return host and port of a web address; raise ``ValueError`` when it has no valid port."""
    parts = urlsplit(address)
    return (parts.hostname or "").lower(), parts.port or PORTS.get(parts.scheme, 0)


def shows_private(host: str) -> bool:
    """Tell whether a host's own text shows a machine in a private network: an IP address, ``localhost``."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not is_public(host)
    except ValueError:
        return False


def is_public(address: str) -> bool:
    """Tell whether an IP address belongs to the public internet; raise ``ValueError`` when it is none."""
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None) or found
    return bool(inner.is_global and not inner.is_multicast)


def _refused(said: str) -> FetchFailed:
    return FetchFailed("redirects", f"{said}; check the address in the catalogue", is_final=True)
