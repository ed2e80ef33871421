"""When `make demo` loads its data, offers to make it anew, and leaves it alone."""

import io
from types import SimpleNamespace

import pytest
from django.core.management.base import CommandError

from audit.management.commands import demo


class NotDemonstrationError(RuntimeError):
    """As the demonstration's own."""


@pytest.fixture
def offer(monkeypatch):
    """Prepare data that is loaded or stale, with somebody who answers; returns what was done and said."""

    def offer(
        *, loaded: bool, stale: bool = False, reset: bool = False, answer: str | None = None, foreign: bool = False
    ):
        did: list[str] = []

        def clear() -> None:
            if foreign:
                raise NotDemonstrationError("The database holds an alliance that is not the demonstration's.")
            did.append("clear")

        data = SimpleNamespace(
            is_loaded=lambda: loaded,
            is_stale=lambda at: stale,
            clear=clear,
            load=lambda *, at: did.append("load"),
            NotDemonstration=NotDemonstrationError,
        )
        monkeypatch.setattr("builtins.input", lambda question: did.append("ask") or answer)
        out = io.StringIO()
        demo.Command(stdout=out).prepare(data, reset, asks=answer is not None)
        return did, out.getvalue()

    return offer


def test_an_empty_database_is_filled(offer):
    assert offer(loaded=False)[0] == ["load"]


def test_fresh_data_is_left_alone(offer):
    assert offer(loaded=True, answer="y") == ([], "")


def test_stale_data_is_made_anew_when_somebody_says_so(offer):
    assert offer(loaded=True, stale=True, answer="y")[0] == ["ask", "clear", "load"]


def test_stale_data_is_kept_when_nobody_says_so(offer):
    did, said = offer(loaded=True, stale=True, answer="")
    assert did == ["ask"]
    assert "make demo-reset" in said


def test_without_a_terminal_it_is_only_said(offer):
    did, said = offer(loaded=True, stale=True)
    assert did == []
    assert "more than 12 hours old" in said
    assert "make demo-reset" in said


def test_demo_reset_asks_nobody(offer):
    assert offer(loaded=True, reset=True, answer="n")[0] == ["clear", "load"]


def test_real_people_are_never_cleared(offer):
    with pytest.raises(CommandError, match="not the demonstration's"):
        offer(loaded=True, reset=True, foreign=True)
