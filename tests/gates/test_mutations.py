"""The list of errors is well written; what it plants is proved in test_gates.py (make test-stack)."""

from ingest.folders import REPOSITORY
from tests.gates.mutations import KEYS, mutations, names_any


def test_sixty_kinds_of_error_each_under_its_own_name() -> None:
    found = [one for into in ("raw", "sources", "facts") for one in mutations(into)]
    assert len(found) == len({one.name for one in found}) == 60
    for one in found:
        assert one.file or one.change or one.run, one.name
        assert not one.change or one.table in KEYS, one.name
        assert not one.file or (REPOSITORY / "samples" / one.file).exists(), one.name


def test_all_parts_of_a_mark_must_stand_in_a_message() -> None:
    assert names_any(["a & b"], "b and a")
    assert not names_any(["a & c", "x"], "b and a")
    assert names_any([], "anything")
