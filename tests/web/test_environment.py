"""What the environment tells: the proxy, the authority of certificates, whom a site may write to."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from ingest.limits import Limits
from tests.proxy_server import Proxy, serve_proxy
from tests.web.conftest import Fetch, failure_of
from tests.web.test_addresses import ODD
from tests.web_server import Site, page, serve, status

BODY = b"Tinh,Diem\nHue,86.5\n"


@pytest.fixture
def proxy(site: Site) -> Iterator[Proxy]:
    with serve_proxy(site) as running:
        yield running


def test_a_page_comes_through_the_proxy(
    fetch: Fetch, site: Site, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proxy knows the name and reaches a machine inside; that is for it to decide."""
    monkeypatch.setenv("http_proxy", proxy.address)
    site.pages["/a"] = page(BODY)
    assert fetch("http://portal.example/a").body == BODY
    assert proxy.asked == ["http://portal.example/a"]


def test_a_redirect_that_shows_a_private_address_is_refused_behind_a_proxy_too(
    fetch: Fetch, site: Site, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", proxy.address)
    site.pages["/a"] = status(302, Location="http://10.0.0.1/")
    assert failure_of(fetch, "http://portal.example/a").kind == "private_address"
    assert proxy.asked == ["http://portal.example/a"]


@pytest.mark.parametrize("host", ODD)
def test_a_private_address_in_other_clothes_is_refused_behind_a_proxy_too(
    fetch: Fetch, site: Site, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("http_proxy", proxy.address)
    site.pages["/a"] = status(302, Location=f"http://{host}/")
    assert failure_of(fetch, "http://portal.example/a").kind == "private_address"
    assert proxy.asked == ["http://portal.example/a"]


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "0300.0250.1.1"])
def test_a_declared_address_that_hides_where_it_leads_is_not_the_user_s_word(
    fetch: Fetch, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("http_proxy", proxy.address)
    assert "inside a private network" in str(failure_of(fetch, f"http://{host}/a"))
    assert proxy.asked == []


def test_no_proxy_is_obeyed(fetch: Fetch, site: Site, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", proxy.address)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    site.pages["/a"] = page(BODY)
    assert fetch(site.url("/a")).body == BODY
    assert proxy.asked == []


def test_a_proxy_that_is_not_there_is_named(fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    failure = failure_of(fetch, "http://portal.example/a")
    assert str(failure).startswith("cannot be reached through the proxy")
    assert str(failure).endswith("check HTTP_PROXY, HTTPS_PROXY and NO_PROXY")


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def secure_site(authority: trustme.CA) -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "portal.example").configure_cert(context)
    with serve(tls=context) as running:
        running.pages["/a"] = page(BODY)
        yield running


@pytest.fixture
def bundle(authority: trustme.CA, tmp_path: Path) -> Path:
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    return file


def test_an_authority_of_one_s_own_is_trusted_when_it_is_named(
    fetch: Fetch, secure_site: Site, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failure = failure_of(fetch, secure_site.url("/a"))
    assert str(failure).startswith("has a certificate that cannot be verified")
    assert str(failure).endswith("name its file in REQUESTS_CA_BUNDLE")
    assert (failure.kind, failure.is_final) == ("certificate", True)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    assert fetch(secure_site.url("/a")).body == BODY


def test_a_secure_page_comes_through_the_proxy(
    fetch: Fetch, secure_site: Site, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    with serve_proxy(secure_site) as proxy:
        monkeypatch.setenv("https_proxy", proxy.address)
        assert fetch("https://portal.example/a").body == BODY
    assert proxy.asked == ["portal.example:443"]


def test_a_bundle_that_is_not_there_is_named(
    fetch: Fetch, secure_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/not/there.pem")
    failure = failure_of(fetch, secure_site.url("/a"))
    assert "/not/there.pem" in str(failure)
    assert "REQUESTS_CA_BUNDLE" in str(failure)


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        ("", "no contact given)"),
        ("https://example.org/about", "contact: https://example.org/about)"),
        ("Đỗ Thị Hà\r\nX-Evil: 1", "contact: Do Thi HaX-Evil: 1)"),
    ],
)
def test_a_site_learns_whom_to_write_to(
    fetch: Fetch, site: Site, monkeypatch: pytest.MonkeyPatch, contact: str, said: str
) -> None:
    monkeypatch.setenv("THUOCDO_CONTACT", contact)
    site.pages["/a"] = page(BODY)
    fetch(site.url("/a"))
    agent = site.requests[0][2]["User-Agent"]
    assert agent.startswith("thuocdo/0.1 (open warehouse of administrative-reform targets; ")
    assert agent.endswith(said)


@pytest.mark.parametrize("headers", [{"X-Name": "Huế"}, {"X-Name": "a\r\nb"}], ids=["letters", "lines"])
def test_a_header_that_cannot_be_sent_is_named(fetch: Fetch, site: Site, headers: dict[str, str]) -> None:
    failure = failure_of(fetch, site.url("/a"), headers=headers)
    assert str(failure).startswith("cannot be asked (")
    assert str(failure).endswith("check address and headers in the catalogue")
    assert failure.is_final


def test_patience_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THUOCDO_FETCH_TIMEOUT", "7")
    assert Limits.standard().piece_seconds == 7
    monkeypatch.setenv("THUOCDO_FETCH_TIMEOUT", "soon")
    with pytest.raises(ValueError, match="THUOCDO_FETCH_TIMEOUT is wrong: piece_seconds"):
        Limits.standard()
