"""One request with its redirects: each hop is checked, and waits for its turn at its host."""

import contextlib
from collections.abc import Iterator
from urllib.parse import urlsplit

import requests

from ingest.fetched import FetchFailed
from ingest.web.addresses import origin_of
from ingest.web.client import WebClient
from ingest.web.session import host_of

KEEP_METHOD = (307, 308)  # other redirects ask with GET, without the body
BODY_HEADERS = ("Content-Length", "Content-Type", "Transfer-Encoding")
# What may be told to another host than the catalogue's; its own headers may hold a password.
TOLD_TO_ALL = (
    "accept",
    "accept-encoding",
    "accept-language",
    "connection",
    "content-length",
    "content-type",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "range",
    "user-agent",
)


@contextlib.contextmanager
def exchange(client: WebClient, request: requests.Request) -> Iterator[requests.Response]:
    """Send a request and give the answer at the end of its redirects, its body unread.

    Raises ``FetchFailed`` on a redirect that is refused and on too many; what the connection raises comes
    through as it is (``ingest.web.failures.ERRORS``).
    """
    session = client.session
    session.cookies.clear()  # one source's cookies are no other's
    prepared = session.prepare_request(request)
    declared = str(prepared.url)
    client.rules.declare(declared)
    patience = (client.limits.connect_seconds, client.limits.piece_seconds)
    for _ in range(client.limits.redirects + 1):
        url = str(prepared.url)
        settings = session.merge_environment_settings(url, {}, True, None, None)
        with (
            client.hosts.turn(host_of(url)),
            session.send(prepared, timeout=patience, allow_redirects=False, **settings) as response,
        ):
            target = session.redirect_target(response)
            if target is None:
                yield response
                return
        prepared = _redirected(client, prepared, response, target, declared)
    said = f"redirects more than {client.limits.redirects} times; check the address"
    raise FetchFailed("redirects", said, is_final=True)


def _redirected(
    client: WebClient, sent: requests.PreparedRequest, response: requests.Response, target: str, declared: str
) -> requests.PreparedRequest:
    """Return the request that follows a redirect; a new host is told nothing that was meant for another."""
    here = str(sent.url)
    url = client.rules.redirected(here, target, declared)
    following = sent.copy()
    following.prepare_url(url, None)
    client.rules.redirected(here, str(following.url), declared)  # as it will be asked
    client.session.rebuild_method(following, response)
    if response.status_code not in KEEP_METHOD:
        following.body = None
        for name in BODY_HEADERS:
            following.headers.pop(name, None)
    if (origin_of(url), urlsplit(url).scheme) != (origin_of(here), urlsplit(here).scheme):
        for name in [name for name in following.headers if name.lower() not in TOLD_TO_ALL]:
            del following.headers[name]
    following.headers.pop("Cookie", None)
    following.prepare_cookies(client.session.cookies)
    return following
