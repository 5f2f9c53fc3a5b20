"""The texts that the tools of this folder work on: the shipped samples, and real plans where they are."""

from pathlib import Path

from ingest.readers import read_document

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"
KEPT_ASIDE = (
    "vinh_phuc"  # documents whose names begin so judge the reader at the end; nothing learns from them
)


def sample_files() -> list[Path]:
    """Return the shipped sample texts."""
    return sorted((REPOSITORY / "samples").glob("*.txt"))


def plan_files() -> list[Path]:
    """Return the real plans beside the repository, without those kept aside; none when they are not there."""
    return sorted(file for file in (SHARED / "plans").glob("*.txt") if not file.name.startswith(KEPT_ASIDE))


def text_of(file: Path) -> str:
    """Return the text of a document, as the nightly run reads it."""
    return read_document(file.read_bytes()).text
