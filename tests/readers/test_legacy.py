"""Old Vietnamese encodings: every letter comes back, and text that is none of theirs stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers import Unreadable, read_document
from ingest.readers.legacy import convert, to_unicode
from tests.readers.documents import SAMPLES, written_in

SMALL = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
ENCODINGS = ("tcvn3", "vni", "cp1258")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_letter_comes_back(encoding: str) -> None:
    for letter in SMALL:
        assert convert(written_in(encoding, letter), encoding) == letter
    if encoding != "tcvn3":
        for letter in SMALL.upper():
            assert convert(written_in(encoding, letter), encoding) == letter
    assert convert(written_in(encoding, "TỈNH LÀO CAI: BÁO CÁO"), encoding) == "TỈNH LÀO CAI: BÁO CÁO"


@pytest.mark.parametrize(
    ("encoding", "written", "meant"),
    [
        ("tcvn3", "UBND tØnh phÊn ®Êu ®Õn n¨m 2025 ®¹t 80%", "UBND tỉnh phấn đấu đến năm 2025 đạt 80%"),
        (
            "vni",
            "Naêm 2021, ñaëc bieät ôû caáp xaõ vaø nhöõng nôi khoù",
            "Năm 2021, đặc biệt ở cấp xã và những nơi khó",
        ),
        ("cp1258", "Kêì hoaòch cuÒa tiÒnh ðêìn nãm", "Kế hoạch của tỉnh đến năm"),
    ],
)
def test_known_words(encoding: str, written: str, meant: str) -> None:
    """What the fonts' users typed, written here by hand and not through the table."""
    assert convert(written, encoding) == meant


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(words=st.lists(st.text(alphabet=SMALL, min_size=1, max_size=6), max_size=20))
def test_any_words_come_back(encoding: str, words: list[str]) -> None:
    text = "Kế hoạch của tỉnh: " + " . ".join(words)
    assert convert(written_in(encoding, text), encoding) == text


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_file_in_an_old_encoding_is_read(encoding: str) -> None:
    text = (SAMPLES / "gia_lai_tin_sipas_2023.txt").read_text("utf-8")
    document = read_document(written_in(encoding, text).encode("latin-1"))
    assert document.text.lower() == text.lower()
    assert "old encoding" in document.notices[0]


def test_a_pasted_line_is_converted_and_the_others_stay() -> None:
    line = "Tối thiểu 80% hồ sơ được giải quyết đúng hạn ở cấp tỉnh"
    for encoding in ("tcvn3", "vni"):
        text, notices = to_unicode(f"{line}\n{written_in(encoding, line)}\nHết")
        assert text == f"{line}\n{line}\nHết" and notices


@pytest.mark.parametrize(
    "text",
    [
        "Đến năm 2025, đạt 80% hồ sơ",
        "Le contrôle a été réalisé à 80 % côté Nîmes",
        "Größe: 5 °C, § 12",
        "80%",
    ],
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert to_unicode(text * 20) == (text * 20, ())


def test_bytes_of_no_vietnamese_encoding_are_refused() -> None:
    with pytest.raises(Unreadable, match="save it as UTF-8"):
        read_document("Le contrôle a été réalisé".encode("latin-1"))
