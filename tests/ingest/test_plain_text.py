"""Plain text is taken as it is, and what is no text says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers import Unreadable, read_plain_text


@given(st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), min_size=1))
def test_the_text_is_the_file_decoded_with_nothing_changed(text: str) -> None:
    if text.strip() and not text.startswith(("PK\x03\x04", "%PDF", "PAR1")):
        assert read_plain_text(text.encode()) == text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "is empty"),
        (b" \r\n", "is empty"),
        (b"%PDF-1.7 ...", "is a PDF file"),
        (b"PK\x03\x04...", "DOCX"),
        (b"\x00\x01\x02", "is a binary file"),
        ("Kế hoạch\nnăm".encode() + b"\xe1\x20", r"not valid UTF-8 \(byte 0xE1 in line 2\)"),
    ],
)
def test_what_is_no_text_says_so(body: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read_plain_text(body)


def test_utf_16_with_its_mark_is_read() -> None:
    assert read_plain_text("Kế hoạch".encode("utf-16")) == "Kế hoạch"
