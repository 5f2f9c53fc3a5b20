"""Addresses of links, written in one way, so that the same document is found once."""

import re
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from ingest.listings.words import words

_PORTS = {"http": 80, "https": 443}
_SAFE = "/%:@!$&'()*+,;=~-._"  # what stays as it is in a path; everything else is percent-encoded
_SESSION = re.compile(r";jsessionid=[^/?;]*", re.IGNORECASE)


def whole_address(link: str, base: str) -> str:
    """Return the whole address a link on the page ``base`` leads to, or nothing when it is no web address.

    Fragment, session and tracking parameters are taken away; host and scheme are in lowercase. The address
    returned is its own whole address.
    """
    try:
        parts = urlsplit(urljoin(base, "".join(link.split("\n")).strip()))
        scheme, host, port = parts.scheme.lower(), (parts.hostname or "").lower(), parts.port
    except ValueError:  # an address that only looks like one, such as http://[x
        return ""
    if scheme not in _PORTS or not host:
        return ""
    host = f"[{host}]" if ":" in host else host
    place = host if port in (None, _PORTS[scheme]) else f"{host}:{port}"
    path = quote(_SESSION.sub("", parts.path), safe=_SAFE) or "/"
    return urlunsplit((scheme, place, path, _query(parts.query), ""))


def host_and_port(address: str) -> str:
    """Return the host of an address, with its port where it is not the usual one."""
    return urlsplit(address).netloc.rpartition("@")[2].lower()


def identity(address: str) -> str:
    """Return what names a document: its address without http or https, which portals change."""
    return address.partition("://")[2]


def _query(query: str) -> str:
    """Return the parameters in their order, without those that only track who came from where."""
    if not any(name.lower() in words().tracking_parameters for name, _ in parse_qsl(query, True)):
        return quote(query, safe=_SAFE + "?")
    kept = [
        (name, value)
        for name, value in parse_qsl(query, True)
        if name.lower() not in words().tracking_parameters
    ]
    return urlencode(kept)
