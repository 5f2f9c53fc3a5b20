"""At least 58 of 60 kinds of data error are stopped or reported, no clean night is; make gates shows them."""

from collections import Counter

import pytest

from tests.gates.__main__ import AT_LEAST
from tests.gates.suite import Outcome, run_suite

pytestmark = [pytest.mark.stack, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return run_suite(tmp_path_factory.mktemp("gates"))


def test_no_clean_night_is_stopped(outcome: Outcome) -> None:
    assert [night.stopped_by for night in outcome.nights] == ["", "", ""]


def test_clean_nights_warn_only_of_what_the_samples_withhold(outcome: Outcome) -> None:
    """And of nothing else: sixty figures of one sample are kept apart by its catalogue entry."""
    for night in outcome.nights:
        expected = [warning for warning in night.warnings if "values.problem must be empty" in warning]
        assert list(night.warnings) == expected
        assert len(expected) == 1


def test_errors_are_stopped_or_reported(outcome: Outcome) -> None:
    missed = [catch.mutation.name for catch in outcome.catches if not catch.messages]
    assert len(outcome.catches) == 60
    assert len(outcome.catches) - len(missed) >= AT_LEAST, missed


def test_a_message_names_the_rule_and_the_row(outcome: Outcome) -> None:
    """What counts as caught is a message with an example that names the planted row."""
    said = Counter(
        bool(message.rule and message.example) for one in outcome.catches for message in one.messages
    )
    assert said[False] == 0
