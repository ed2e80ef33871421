"""What the timeline says of an event: shortened where another card says it whole, never where anything is worse."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from mscc.phrases import uncapitalised
from referrals.events import EventKind
from referrals.models import Event
from referrals.sentences import shortened
from referrals.waiting import Waiting

K = EventKind
LONG = "Needs: Language: Welsh; GP practice: " + "Fiction Road " * 6
ADVICE = "Radiotherapy within 24 hours. " + "Talk about fertility; it never holds up urgent treatment. " * 2


def test_key_information_and_advice_are_shortened_after_their_first_part() -> None:
    first, rest = shortened(Event(kind=K.KEY_INFORMATION, data={}), LONG)
    assert (first, rest[:11]) == ("Needs: Language: Welsh", "GP practice")
    first, rest = shortened(Event(kind=K.ADVICE_CHANGED, data={}), ADVICE)
    assert (first, rest[:4]) == ("Radiotherapy within 24 hours", "Talk")


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        (K.KEY_INFORMATION, {"worse": ["walking"]}, LONG),
        (K.KEY_INFORMATION, {}, "Needs: Language: Welsh; GP practice: Fiction Road"),
        (K.NOTE, {}, LONG),
        (K.DEPARTED, {}, LONG),
        (K.CALLED, {}, ADVICE),
    ],
)
def test_what_is_worse_or_short_or_said_nowhere_else_stays_whole(kind, data, said) -> None:
    assert shortened(Event(kind=kind, data=data), said) == (said, "")


@pytest.mark.parametrize(
    ("words", "within"),
    [
        ("NHS e-mail, by a person", "NHS e-mail, by a person"),
        ("By post", "by post"),
        ("MRI", "MRI"),
        ("", ""),
        ("A", "A"),
    ],
)
def test_an_abbreviation_keeps_its_letters_within_a_sentence(words: str, within: str) -> None:
    assert uncapitalised(words) == within


def waiting(*told: list[str]) -> Any:
    began = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    alerts = [
        SimpleNamespace(created_at=began + timedelta(minutes=10 * n), names_told=names) for n, names in enumerate(told)
    ]
    return Waiting(SimpleNamespace(), alerts).told(began)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ([["A"]], "A 09:00 today"),
        ([["A"], ["A", "B"], ["B", "C"]], "B, C 09:20 today; A 09:10 today; 3 times in all"),
        ([["A"], ["A", "A"]], "A 09:10 today; 2 times in all"),
        ([[], []], "nobody was there to be told 09:10 today; 2 times in all"),
        ([[], ["A"]], "A 09:10 today; nobody was there to be told 09:00 today; 2 times in all"),
        ([["A"], []], "nobody was there to be told 09:10 today; A 09:00 today; 2 times in all"),
    ],
)
def test_an_alert_names_each_person_once_by_when_they_were_told_last(told: list[list[str]], said: str) -> None:
    assert waiting(*told) == said
