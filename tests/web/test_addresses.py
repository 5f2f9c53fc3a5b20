"""Redirects and names that lead where nobody meant to go."""

import re
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.fetched import FetchFailed
from ingest.web.addresses import AddressRules, is_public, shows_private
from tests.web.conftest import Fetch, failure_of
from tests.web_server import Handler, Site, in_turn, page, serve, status

BODY = b"Tinh,Diem\nHue,86.5\n"


# Inside in other clothes: decimal, octal, hexadecimal, short, NAT64, 6to4, an old IPv6 form,
# names that only a private network knows.
ODD = (
    *("2130706433", "0177.0.0.1", "0x7f.0.0.1", "0x7f000001", "127.1", "127.0.0.1.", "localhost."),
    *(
        "[64:ff9b::7f00:1]",
        "[64:ff9b::a9fe:a9fe]",
        "[2002:7f00:1::]",
        "[::127.0.0.1]",
        "[fec0::1]",
        "[fd00::1]",
    ),
    *(
        "[fe80::1]",
        "[::]",
        "0.0.0.0",
        "intranet",
        "db.internal",
        "printer.local",
    ),
)


def moved(to: str, code: int = 302) -> Any:
    return status(code, Location=to)


def test_redirects_are_followed_to_the_end(fetch: Fetch, site: Site) -> None:
    site.pages |= {"/a": moved("/b", 301), "/b": moved(site.url("/c"), 308), "/c": page(BODY, ETag='"c"')}
    fetched = fetch(site.url("/a"))
    assert (fetched.body, fetched.url, fetched.etag) == (BODY, site.url("/a"), '"c"')


def test_redirects_without_end_are_refused(fetch: Fetch, site: Site) -> None:
    site.pages["/a"] = moved("/a")
    failure = failure_of(fetch, site.url("/a"))
    assert str(failure) == "redirects more than 5 times; check the address"
    assert (failure.is_final, site.count("/a")) == (True, 6)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("file:///etc/passwd", "redirects to file:///etc/passwd, which is not a web address"),
        ("ftp://example.org/a", "redirects to ftp://example.org/a, which is not a web address"),
        ("javascript:alert(1)", "which is not a web address"),
        ("http://[::1/", "which is no address"),
        ("http://a.example:99999/", "which is no address"),
        ("http://%31%32%37.0.0.1/", "which is not a web address"),
    ],
)
def test_a_redirect_to_no_web_address_is_refused(fetch: Fetch, site: Site, target: str, said: str) -> None:
    site.pages["/a"] = moved(target)
    failure = failure_of(fetch, site.url("/a"))
    assert said in str(failure)
    assert str(failure).endswith("check the address in the catalogue")
    assert (failure.kind, failure.is_final, site.count("/a")) == ("redirects", True, 1)


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "169.254.169.254", "[::1]", "[::ffff:10.0.0.1]", "localhost", *ODD]
)
def test_a_redirect_into_a_private_network_is_refused(fetch: Fetch, site: Site, host: str) -> None:
    site.pages["/a"] = moved(f"http://{host}/secret")
    failure = failure_of(fetch, site.url("/a"))
    assert re.search(r"redirects to http://\S+/secret, inside a private network", str(failure))
    assert "add `allow_private_addresses: true` to the catalogue" in str(failure)
    assert (failure.kind, failure.is_final) == ("private_address", True)


def test_digits_of_full_width_lead_nowhere(fetch: Fetch, site: Site) -> None:
    site.pages["/a"] = moved("http://１２７.0.0.1/".encode().decode("latin-1"))  # as a server sends it
    failure = failure_of(fetch, site.url("/a"))
    assert (failure.kind, failure.is_final, site.count("/a")) == ("request", True, 1)


def test_another_service_of_the_same_machine_is_private_too(fetch: Fetch, site: Site) -> None:
    """The declared address is the user's word; a redirect to another port of it is not."""
    with serve() as other:
        other.pages["/b"] = page(BODY)
        site.pages["/a"] = moved(other.url("/b"))
        assert failure_of(fetch, site.url("/a")).kind == "private_address"
        assert other.requests == []
        assert fetch(site.url("/a"), allow_private=True).body == BODY


@pytest.fixture
def everywhere_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every host name lead to this machine, as a hostile or rebound name server may."""
    resolve = socket.getaddrinfo

    def resolved(host: str, *args: Any, **kwargs: Any) -> Any:
        return resolve("127.0.0.1", *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)


@pytest.mark.usefixtures("everywhere_is_here")
@pytest.mark.parametrize("host", ["portal.example", "2130706433", "0x7f.1"])
def test_a_name_that_leads_into_a_private_network_is_not_asked(fetch: Fetch, site: Site, host: str) -> None:
    """What counts is the machine that was reached, not what the name resolved to before."""
    site.pages["/a"] = page(BODY)
    url = site.url("/a").replace("127.0.0.1", host)
    failure = failure_of(fetch, url)
    assert f"leads to 127.0.0.1, inside a private network ({host})" in str(failure)
    assert site.requests == []
    assert fetch(url, allow_private=True).body == BODY


@pytest.fixture
def resolver_that_changes_its_mind(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A name is public when it is looked up first, here when it is looked up again."""
    resolve, asked = socket.getaddrinfo, []

    def resolved(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        if not host.endswith(".example"):
            return resolve(host, port, *args, **kwargs)
        asked.append(host)
        return resolve("93.184.216.34" if len(asked) % 2 else "127.0.0.1", port, *args, **kwargs)

    class Cut(socket.socket):
        def connect(self, address: Any) -> None:
            if not address[0].startswith("127."):
                raise ConnectionRefusedError
            super().connect(address)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    monkeypatch.setattr(socket, "socket", Cut)
    return asked


def test_a_name_that_is_rebound_between_two_tries_is_not_asked(
    fetch: Fetch, site: Site, resolver_that_changes_its_mind: list[str]
) -> None:
    """Each connection looks the name up once, and what it reached is what is judged."""
    site.pages["/a"] = page(BODY)
    failure = failure_of(fetch, site.url("/a").replace("127.0.0.1", "portal.example"))
    assert (failure.kind, site.requests) == ("private_address", [])
    assert len(resolver_that_changes_its_mind) == 2, "one look-up for each of two tries"


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A port of this machine, and what it is told."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            connection, _ = server.accept()
            with connection:
                heard.append(connection.recv(100))

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield server.getsockname()[1], heard
        thread.join(5)


@pytest.mark.usefixtures("everywhere_is_here")
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_private_machine_is_told_no_byte(
    fetch: Fetch, listener: tuple[int, list[bytes]], scheme: str
) -> None:
    """Not even the greeting of TLS, which names the host."""
    port, heard = listener
    assert failure_of(fetch, f"{scheme}://portal.example:{port}/").kind == "private_address"
    assert set(heard) <= {b""}


@pytest.mark.usefixtures("everywhere_is_here")
def test_a_redirect_to_such_a_name_is_not_asked_either(fetch: Fetch, site: Site) -> None:
    site.pages |= {"/a": moved(site.url("/b").replace("127.0.0.1", "portal.example")), "/b": page(BODY)}
    assert failure_of(fetch, site.url("/a")).kind == "private_address"
    assert site.count("/b") == 0


def test_a_password_is_not_told_to_another_host(fetch: Fetch, site: Site) -> None:
    with serve() as other:
        site.pages |= {"/a": moved("/b"), "/b": moved(other.url("/c"))}
        other.pages["/c"] = page(BODY)
        told = {"Authorization": "Bearer secret", "X-Key": "secret", "Accept-Language": "vi"}
        fetch(site.url("/a"), headers=told, allow_private=True)
    assert [headers.get("X-Key") for _, _, headers in site.requests] == ["secret", "secret"]
    ((_, _, headers),) = other.requests
    assert "secret" not in str(headers)
    assert headers["Accept-Language"] == "vi"


def test_cookies_live_as_long_as_the_redirects_of_one_source(fetch_many: Fetch, site: Site) -> None:
    """Portals set a cookie and redirect to the page itself."""

    def portal(handler: Handler) -> None:
        has_cookie = "seen=1" in handler.headers.get("Cookie", "")
        (page(BODY) if has_cookie else status(302, Location="/a", Set_Cookie="seen=1"))(handler)

    site.pages |= {"/a": portal, "/b": page(b"b")}
    first, second = fetch_many(site.url("/a"), site.url("/b"))
    assert (first.body, second.body) == (BODY, b"b")
    assert "Cookie" not in site.requests[-1][2]


@pytest.mark.parametrize(("code", "method"), [(302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")])
def test_a_post_stays_one_where_the_redirect_says_so(
    fetch: Fetch, site: Site, code: int, method: str
) -> None:
    site.pages |= {"/a": moved("/b", code), "/b": page(BODY)}
    fetch(site.url("/a"), method="POST")
    assert site.requests[-1][0] == method


def test_the_body_of_a_redirect_is_not_read(fetch: Fetch, site: Site) -> None:
    def endless(handler: Handler) -> None:
        handler.begin(302, Location="/b", Content_Length=str(2**40))
        handler.write(b"x" * 1000)
        handler.close_connection = True

    site.pages |= {"/a": endless, "/b": page(BODY)}
    assert fetch(site.url("/a")).body == BODY


@given(st.ip_addresses())
def test_an_address_that_shows_itself_is_judged_by_itself(address: Any) -> None:
    assert shows_private(str(address)) is not is_public(str(address))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_as_private_in_ipv6_clothes(address: Any) -> None:
    assert is_public(f"::ffff:{address}") == is_public(str(address))


@pytest.mark.parametrize("peer", ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "100.64.0.1"])
def test_private_peers(peer: str) -> None:
    with pytest.raises(FetchFailed, match="inside a private network"):
        AddressRules(allow_private=False).check_peer("portal.example", 443, peer)
    AddressRules(allow_private=True).check_peer("portal.example", 443, peer)


def test_a_declared_private_address_is_one_service_for_both_gates() -> None:
    rules = AddressRules(allow_private=False)
    declared = "http://10.0.0.5:8000/a"
    rules.declare(declared)
    rules.check_peer("10.0.0.5", 8000, "10.0.0.5")
    assert rules.redirected(declared, "/b", declared) == "http://10.0.0.5:8000/b"
    with pytest.raises(FetchFailed, match="inside a private network"):
        rules.check_peer("10.0.0.5", 9000, "10.0.0.5")
    with pytest.raises(FetchFailed, match="inside a private network"):
        rules.redirected(declared, "http://10.0.0.5:9000/", declared)


def test_a_server_that_asks_again_and_again_is_given_up_after_its_tries(fetch: Fetch, site: Site) -> None:
    site.pages["/a"] = in_turn(status(500), status(502), status(503), page(BODY))
    assert failure_of(fetch, site.url("/a")).status == 503
