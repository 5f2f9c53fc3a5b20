"""What a server calls a body is noted where it is odd, and never decides anything."""

import pytest

from ingest.web.media_types import note_on
from tests.web.conftest import Fetch
from tests.web_server import Site, page

HTML = b"\n<!DOCTYPE html><html><body>Loi he thong</body></html>"
CSV = b"Tinh,Diem\nHue,86.5\n"


@pytest.mark.parametrize(
    ("ending", "media_type", "body", "said"),
    [
        (".csv", "text/html", HTML, "is a web page, although its address ends in .csv"),
        (".csv", "text/csv", b"\xef\xbb\xbf<HTML>", "is a web page"),
        (".csv", "image/png", CSV, "is sent as image/png, although its address ends in .csv"),
        (".xlsx", "text/html; charset=utf-8", b"PK\x03\x04", "is sent as text/html"),
        (".csv", "application/octet-stream", CSV, ""),
        (".CSV", "application/vnd.ms-excel", CSV, ""),
        (".csv", None, CSV, ""),
        (".aspx", "text/html", HTML, ""),
        ("", "text/html", HTML, ""),
    ],
)
def test_what_is_odd_is_noted(ending: str, media_type: str | None, body: bytes, said: str) -> None:
    note = note_on(f"https://portal.example/pci{ending}?nam=2024", media_type, body)
    assert said in note if said else note == ""


def test_an_odd_body_is_kept_all_the_same(fetch: Fetch, site: Site) -> None:
    site.pages["/pci.csv"] = page(HTML, Content_Type="text/html")
    fetched = fetch(site.url("/pci.csv"))
    assert (fetched.body, fetched.media_type) == (HTML, "text/html")
    assert fetched.note.endswith("look whether it is an error or a login page")
