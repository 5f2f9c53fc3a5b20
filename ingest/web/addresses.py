"""Which addresses may be asked: web addresses only, and none inside a private network by surprise.

A catalogue's own address is the user's word: where it shows a private network (an IP address, ``localhost``)
it is meant. A redirect, or a name that leads into a private network, is somebody else's word: it is refused
unless the catalogue says ``allow_private_addresses: true``. So is an address in another spelling than people
write (``2130706433``, ``0x7f.1``): nobody sees where it leads.
"""

import contextlib
import ipaddress
import re
import socket
from urllib.parse import urljoin, urlsplit

from ingest.fetched import FetchFailed

PORTS = {"http": 80, "https": 443}
REMEDY = "if that is meant, add `allow_private_addresses: true` to the catalogue"

Origin = tuple[str, int]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Names that no public name server knows: RFC 6761, 6762, 8375, and ICANN's reservation of .internal (2024).
_INSIDE = re.compile(r"(?:.+\.)?(?:localhost|localdomain|local|internal|home\.arpa)")
_ODD_SPELLING = re.compile(r"[0-9][0-9a-fx]*(?:\.[0-9a-fx]+){0,3}")  # decimal, octal, hexadecimal, short
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")  # the only part of IPv6 that is given out (RFC 4291)
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")  # the whole IPv4 internet behind NAT64 (RFC 6052)


class AddressRules:
    """What the catalogue of one run allows; the addresses it declares are told by ``declare``."""

    def __init__(self, *, allow_private: bool) -> None:
        self.allow_private = allow_private
        self._declared: set[Origin] = set()

    def declare(self, address: str) -> None:
        """Allow the host and port of a declared address that shows by itself that it is private.

        Raises ``FetchFailed`` when it is private and hides that by its spelling.
        """
        host, port = origin_of(address)
        if shows_private(host):
            self._declared.add((host, port))
        elif not self.allow_private and (meant := _spelled_oddly(host)) and not is_public(str(meant)):
            raise _inside(f"leads to {meant}, inside a private network ({host})")

    def redirected(self, here: str, target: str, declared: str) -> str:
        """Return the address that ``target`` means on the page ``here``, for a source at ``declared``.

        Raises ``FetchFailed`` when it may not be asked.
        """
        try:
            address = urljoin(here, target)
            parts, origin = urlsplit(address), origin_of(address)
        except ValueError as error:
            raise _refused(f"redirects to {target[:200]!r}, which is no address ({error})") from error
        if parts.scheme not in PORTS or not parts.hostname or is_quoted(parts.hostname):
            raise _refused(f"redirects to {address[:200]}, which is not a web address")
        if leads_inside(origin[0]) and not self.allow_private and origin != origin_of(declared):
            raise _inside(f"redirects to {address[:200]}, inside a private network")
        return address

    def check_peer(self, host: str, port: int, peer: str) -> None:
        """Raise ``FetchFailed`` when the machine that ``host`` led to must not be asked.

        ``peer`` is the IP address of the connection that was made, so that it does not help a name to
        resolve to one address when it is checked and to another when it is used.
        """
        if self.allow_private or (host.lower(), port) in self._declared or is_public(peer):
            return
        raise _inside(f"leads to {peer}, inside a private network ({host})")


def origin_of(address: str) -> Origin:
    """Return host and port of a web address; raise ``ValueError`` when it has no valid port."""
    parts = urlsplit(address)
    return (parts.hostname or "").lower(), parts.port or PORTS.get(parts.scheme, 0)


def is_quoted(host: str) -> bool:
    """Tell whether a host is written with ``%41`` for letters: no machine is called so, and none is asked."""
    return "%" in host and ":" not in host  # of IPv6 addresses it names the network


def shows_private(host: str) -> bool:
    """Tell whether a host's own text shows a machine in a private network: an IP address, ``localhost``."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not is_public(host)
    except ValueError:
        return False


def leads_inside(host: str) -> bool:
    """Tell whether a host leads into a private network, as far as its text can tell.

    Beside what ``shows_private`` tells these are numbers in any spelling, names without a dot and names that
    only a private network knows.
    """
    bare = host.rstrip(".")
    meant = _spelled_oddly(bare)
    if meant is not None or shows_private(bare):
        return meant is None or not is_public(str(meant))
    return _INSIDE.fullmatch(bare) is not None or not re.search(r"[.:]", bare)


def is_public(address: str) -> bool:
    """Tell whether an IP address belongs to the public internet; raise ``ValueError`` when it is none.

    An IPv6 address that stands for an IPv4 address (mapped, 6to4, NAT64) is what that one is.
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = _carried(found) or found
    if isinstance(inner, ipaddress.IPv6Address) and inner not in _GLOBAL_UNICAST:
        return False
    return bool(inner.is_global and not inner.is_multicast)


def _carried(found: Address) -> Address | None:
    """Return the IPv4 address that an IPv6 address carries, if any."""
    if isinstance(found, ipaddress.IPv4Address):
        return None
    if found in _TRANSLATED:
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour


def _spelled_oddly(host: str) -> Address | None:
    """Return the IPv4 address that the resolver reads out of a number in any spelling but the usual one."""
    with contextlib.suppress(ValueError):
        ipaddress.ip_address(host)
        return None
    if _ODD_SPELLING.fullmatch(host.rstrip(".")):
        with contextlib.suppress(OSError):
            return ipaddress.IPv4Address(socket.inet_aton(host.rstrip(".")))
    return None


def _inside(said: str) -> FetchFailed:
    return FetchFailed("private_address", f"{said}; it was not asked; {REMEDY}", is_final=True)


def _refused(said: str) -> FetchFailed:
    return FetchFailed("redirects", f"{said}; check the address in the catalogue", is_final=True)
