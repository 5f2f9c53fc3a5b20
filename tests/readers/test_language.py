"""Which texts count as Vietnamese: all that speak it, however they are written, and no others."""

import unicodedata

import pytest
import yaml

from ingest.folders import REPOSITORY
from ingest.readers import read_document
from ingest.readers.language import FEWEST_WORDS, count_words

CASES = REPOSITORY / "tests" / "measures"
VIETNAMESE = (
    "Phấn đấu đến năm 2025, tối thiểu 90% hồ sơ thủ tục hành chính của tỉnh được giải quyết đúng hạn. "
)
NAMES = "Hà Nội, Quảng Ninh, Bà Rịa - Vũng Tàu"
FOREIGN = {
    "english": f"The province has kept its first place in the ranking for five years, followed by {NAMES}; "
    "the satisfaction of citizens with public services reached 87.59 percent in 2022, up by two points. ",
    "english_without_diacritics": "Quang Ninh continues to top the country in public administration reform, "
    "with 91.04 percent, and Hai Phong ranks second among the 63 provinces and cities in 2020. ",
    "french": "La province a publié son plan de réforme administrative : en 2025, quatre-vingt-dix pour cent "
    "des dossiers seront traités dans les délais, selon le Comité populaire de la ville de Đà Nẵng. ",
    "chinese": "到二零二五年,全省行政审批事项按时办结率达到百分之九十以上,群众满意度达到百分之九十五。",
    "russian": "К 2025 году не менее 90 процентов обращений граждан должны рассматриваться в срок, а уровень "
    "удовлетворённости населения государственными услугами должен достичь 95 процентов. ",
}


def without_diacritics(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def is_vietnamese(text: str) -> bool:
    return count_words(text).are_vietnamese


@pytest.mark.parametrize("language", FOREIGN)
def test_other_languages_are_told_apart(language: str) -> None:
    text = FOREIGN[language] * 2
    assert count_words(text).all >= FEWEST_WORDS
    assert not is_vietnamese(text)


@pytest.mark.parametrize(
    "written",
    [
        VIETNAMESE,
        VIETNAMESE.upper(),
        without_diacritics(VIETNAMESE),
        unicodedata.normalize("NFD", VIETNAMESE),
        VIETNAMESE.replace(" ", ""),
        " ".join(VIETNAMESE),
    ],
    ids=["plain", "capitals", "bare", "decomposed", "glued", "spaced"],
)
def test_vietnamese_is_known_however_it_is_written(written: str) -> None:
    assert is_vietnamese(written * 30)


def test_what_is_too_short_or_all_figures_is_read() -> None:
    assert is_vietnamese("PAR INDEX 2023: 91.87 (Hai Phong)")
    assert is_vietnamese("| STT | PAR | SIPAS |\n" + "| 1 | 91,87 | 84,2 |\n" * 200)


def test_vietnamese_with_a_summary_in_english_is_read() -> None:
    assert is_vietnamese(VIETNAMESE * 6 + FOREIGN["english"])


@pytest.mark.parametrize("file", ["language.yml", "tables.yml"])
def test_every_vietnamese_text_of_the_reader_s_cases_is_vietnamese(file: str) -> None:
    texts = [case["text"] for case in yaml.safe_load((CASES / file).read_text("utf-8"))]
    assert len(texts) > 10
    for text in texts:
        assert is_vietnamese(text), text
        assert is_vietnamese(without_diacritics(text)), text


def test_the_shipped_documents_are_vietnamese() -> None:
    for file in sorted((REPOSITORY / "samples").iterdir()):
        if file.suffix in (".txt", ".html", ".docx", ".xlsx", ".pdf"):
            assert is_vietnamese(read_document(file.read_bytes()).text), file.name
