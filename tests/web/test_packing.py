"""Bodies that come packed or in chunks: unpacked with limits, and refused when they are damaged."""

import gzip
import zlib
from collections.abc import Callable
from io import BytesIO

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.fetched import FetchFailed
from ingest.web.unpacking import unpacked
from tests.web.conftest import Fetch, failure_of
from tests.web_server import HURRIED, Handler, Site, breaking, chunked, in_turn, page, unframed

BODY = "Tỉnh;Điểm\nHuế;86,5\n".encode() * 50


def deflate_without_head(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


def by_arrow(name: str) -> Callable[[bytes], bytes]:
    return lambda body: pa.compress(body, name, asbytes=True)


PACKERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("x-gzip", gzip.compress),
    "deflate": ("deflate", zlib.compress),
    "deflate without head": ("deflate", deflate_without_head),
    "br": ("br", by_arrow("brotli")),
    "zstd": ("zstd", by_arrow("zstd")),
    "identity": ("identity", bytes),
}


@pytest.mark.parametrize("name", PACKERS)
def test_a_packed_page_is_kept_unpacked(fetch: Fetch, site: Site, name: str) -> None:
    packing, packed = PACKERS[name]
    site.pages["/a"] = page(packed(BODY), Content_Encoding=packing)
    assert fetch(site.url("/a")).body == BODY
    assert site.requests[0][2]["Accept-Encoding"] == "gzip, deflate, br, zstd"


@pytest.mark.parametrize("name", PACKERS)
@given(body=st.binary(max_size=4000), cut=st.integers(1, 4000))
def test_unpacking_gives_the_bytes_back_or_says_that_they_are_damaged(
    name: str, body: bytes, cut: int
) -> None:
    packing, packer = PACKERS[name]
    packing, packed = packing.replace("identity", ""), packer(body)
    assert b"".join(unpacked(BytesIO(packed), packing, len(packed), HURRIED)) == body
    if packing and len(packed) - cut > 0:
        with pytest.raises(FetchFailed, match="cannot be unpacked"):
            list(unpacked(BytesIO(packed[:-cut]), packing, len(packed), HURRIED))


def test_an_empty_body_is_empty_however_it_is_said_to_be_packed(fetch: Fetch, site: Site) -> None:
    site.pages["/a"] = page(b"", Content_Encoding="gzip")
    assert fetch(site.url("/a")).body == b""


@pytest.mark.parametrize(("packing", "body"), [("gzip", BODY), ("br", b"\xff"), ("deflate", b"\xff\xff")])
def test_a_body_that_is_not_packed_as_it_says_is_a_failure(
    fetch: Fetch, site: Site, packing: str, body: bytes
) -> None:
    site.pages["/a"] = page(body, Content_Encoding=packing)
    failure = failure_of(fetch, site.url("/a"))
    assert str(failure).startswith(f"sent a body that cannot be unpacked as {packing} (")
    assert not failure.is_final


def test_a_packed_body_cut_short_is_noticed_although_no_length_was_stated(fetch: Fetch, site: Site) -> None:
    packed = gzip.compress(BODY)
    site.pages["/a"] = in_turn(unframed(packed[:-9], Content_Encoding="gzip"), unframed(BODY))
    assert fetch(site.url("/a")).body == BODY


def test_an_unknown_packing_is_a_failure(fetch: Fetch, site: Site) -> None:
    site.pages["/a"] = page(BODY, Content_Encoding="compress")
    failure = failure_of(fetch, site.url("/a"))
    assert "packed as 'compress', which was not asked for" in str(failure)
    assert failure.is_final


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_is_not_unpacked(fetch: Fetch, site: Site, name: str) -> None:
    packing, packed = PACKERS[name]
    site.pages["/a"] = page(packed(bytes(2**21)), Content_Encoding=packing)
    failure = failure_of(fetch, site.url("/a"), ratio_from_bytes=2**20)
    assert "unpacks to more than 200 times its size and is not kept" in str(failure)
    assert (failure.kind, failure.is_final) == ("too_large", True)


def test_what_unpacks_to_more_than_the_limit_is_not_kept(fetch: Fetch, site: Site) -> None:
    site.pages["/a"] = page(gzip.compress(BODY), Content_Encoding="gzip")
    failure = failure_of(fetch, site.url("/a"), most_bytes=len(BODY) - 1)
    assert (failure.kind, failure.is_final) == ("too_large", True)


def test_a_chunked_page_is_put_together(fetch: Fetch, site: Site) -> None:
    packed = gzip.compress(BODY)
    site.pages["/a"] = chunked(packed[:7], packed[7:], Content_Encoding="gzip")
    assert fetch(site.url("/a")).body == BODY


def test_a_body_without_end_is_left_at_the_limit(fetch: Fetch, site: Site) -> None:
    sent = []

    def endless(handler: Handler) -> None:
        handler.begin(200, Connection="close")
        while len(sent) < 300:
            handler.write(bytes(2**20))
            sent.append(2**20)

    site.pages["/a"] = endless
    assert failure_of(fetch, site.url("/a"), most_bytes=2**20).kind == "too_large"
    assert len(sent) < 300


def test_a_packed_body_that_broke_goes_on_packed(fetch: Fetch, site: Site) -> None:
    packed = gzip.compress(bytes(range(256)) * 40)
    site.pages["/a"] = breaking(packed, 200, 100, Content_Encoding="gzip")
    assert fetch(site.url("/a"), resume_from_bytes=50).body == bytes(range(256)) * 40
    assert site.requests[-1][2]["Range"] == "bytes=300-"
