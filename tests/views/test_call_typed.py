"""Times and whatever else is typed into a call: nothing breaks, nothing is lost."""

import uuid
from datetime import UTC, datetime

import pytest
from django.test import Client

from referrals.forms.call import CallForm
from referrals.models import Draft, Referral
from tests.views.calling import ADDRESS, EMERGENCY, HOSTILE, KEY, NO_EMERGENCY, PHONE, errors
from tests.views.looking import HTMX, leads_to, part, soup, typed

# Times


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("29 Mar 2026 01:30", "01:30 on 29 Mar 2026 did not exist: the clocks went forward"),
        ("25 Oct 2026 01:30", "01:30 on 25 Oct 2026 happened twice: the clocks went back. Choose below."),
        ("21 Nov 00:00", "00:00 on 21 Nov 2026: exactly midnight? Choose below."),
        ("23 Nov 08:00", "is in the future. Give a time that has passed."),
        ("today 19:30", "is in the future."), ("yesterdayish", "is not a time that can be read."),
        ("31 Feb 10:00", "is not a date that can be read."), ("32", "is not a time that can be read"),
    ],
)  # fmt: skip
def test_a_time_that_cannot_be_is_refused_or_asked_about(send, text: str, sentence: str) -> None:
    page = send(do="save", **PHONE, **EMERGENCY, suspected_at=text, notes="Kept")
    assert page.status_code == 422
    assert sentence in errors(page)
    assert (typed(page, "#call")["suspected_at"], typed(page, "#call")["notes"]) == (text, "Kept")


@pytest.mark.parametrize(
    ("text", "answer", "happened"),
    [
        ("25 Oct 2026 01:30", "first", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("25 Oct 2026 01:30", "second", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("25 Oct 2026 01:30 BST", "", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("21 Nov 00:00", "midnight", datetime(2026, 11, 21, tzinfo=UTC)),
        ("21 Nov 00:00", "day_only", datetime(2026, 11, 21, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_what_was_asked_is_answered_on_the_page(send, text: str, answer: str, happened: datetime) -> None:
    page = send(do="save", **PHONE, **EMERGENCY, suspected_at=text)
    if answer:
        assert answer in [each["value"] for each in soup(page).select("input[name=suspected_at_answer]")]
        page = send(do="save", **{**typed(page, "#call"), "suspected_at_answer": answer})
    assert page.status_code == 303
    timeline = Referral.objects.get().timeline
    assert timeline.suspected_at == happened
    assert timeline.precision.get("suspected_at", "exact") == ("date" if answer == "day_only" else "exact")


def test_an_answer_is_still_there_when_something_else_was_wrong(send) -> None:
    page = send(do="save", **NO_EMERGENCY, suspected_at="21 Nov 00:00", suspected_at_answer="midnight")
    assert page.status_code == 422
    assert typed(page, "#call")["suspected_at_answer"] == "midnight"


def test_what_must_be_asked_about_a_time_is_asked_beside_it_at_once(send, coordinator: Client) -> None:
    """Beside the form and without JavaScript too; and what was answered goes along with every change after it."""
    asked = {**EMERGENCY, "suspected_at": "25 Oct 2026 01:30"}
    for headers in (HTMX, None):
        page = send(headers=headers, **asked)
        assert [each["value"] for each in soup(page).select("#id_suspected_at-first, #id_suspected_at-second")] == [
            "first", "second",
        ]  # fmt: skip
        page = send(headers=headers, **asked, suspected_at_answer="second")
        assert [each["type"] for each in soup(page).select("input[name=suspected_at_answer]")] == ["hidden"]
        assert "MRI 24 h: by 01:30 Mon 26 Oct" in part(page, ".app-verdict p")
    assert typed(coordinator.get(ADDRESS), "#call")["suspected_at_answer"] == "second"


def test_an_image_said_to_be_done_needs_its_time(send) -> None:
    page = send(do="save", **PHONE, **EMERGENCY, mri="done")
    assert "The MRI is given as done: when did it start? A date alone will do." in errors(page)


@pytest.mark.parametrize(
    ("began", "counts"),
    [
        ("2026-11-22T19:02:00+00:00", True), ("2026-11-22T20:02:00+01:00", True), ("2026-11-22T15:12:00+00:00", True),
        ("2026-11-22T15:11:59+00:00", False), ("2026-11-22T19:12:01+00:00", False), ("2026-11-22T19:02:00", False),
        ("0001-01-01T00:00:00+23:59", False), ("9999-12-31T23:59:59-23:59", False), ("", False), ("soon\0", False),
    ],
)  # fmt: skip
def test_a_call_begins_when_its_page_was_opened_but_never_long_ago_nor_later(
    send, at, began: str, counts: bool
) -> None:
    send(do="keep", surname="x", began=began)
    assert Draft.objects.get().started_at == (datetime.fromisoformat(began) if counts else at)


# Whatever is typed


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_whatever_is_typed_in_every_field_breaks_nothing_and_is_not_lost(send, text: str) -> None:
    answers = dict.fromkeys([*CallForm.base_fields, "suspected_at_answer", "discard_reason"], text)
    for do in ("keep", "save", "track:x", "ring_back"):
        page = send(**{**answers, "do": do})
        assert page.status_code in {200, 303, 422}
        assert Draft.objects.get().data["notes"] == text.replace("\0", "")
        if page.status_code != 303:
            assert not soup(page).select("main script, main img")
            again = typed(page, "#call")
            for name in ("surname", "caller_phone", "nhs_number", "suspected_at", "notes"):
                assert again[name].replace("\0", "").split() == text.replace("\0", "").split(), name
    assert send(headers=HTMX, **answers).status_code == 200
    assert send(**{**answers, "do": "discard"}).status_code == 303


@pytest.mark.parametrize("text", [each for each in HOSTILE.values() if "\0" not in each and len(each) < 100])
def test_what_is_saved_is_shown_as_it_was_typed(coordinator: Client, send, text: str) -> None:
    names = (
        "surname",
        "forename",
        "caller_name",
        "caller_team",
        "where_now",
        "allergies",
        "oncologist",
        "notes",
        "residual",
    )
    page = send(do="save", **PHONE, **EMERGENCY, **{name: text[:18] if name == "residual" else text for name in names})
    assert page.status_code == 303, errors(page)
    for address in (leads_to(page), "/worklist/"):
        shown = coordinator.get(address)
        assert shown.status_code == 200
        assert not soup(shown).select("main script, main img")
        assert " ".join(text.split()).upper() in " ".join(soup(shown).get_text().split()).upper()


def test_names_of_fields_nobody_made_are_not_kept(send) -> None:
    send(
        **{
            "do": "keep",
            "surname": "Testpatient",
            "evil\0": "x",
            "kept_at": "x",
            "__proto__": "x",
            "csrfmiddlewaretoken": "x",
        }
    )
    assert Draft.objects.get().data == {"surname": "Testpatient"}


def test_files_and_odd_bodies_break_nothing(coordinator: Client) -> None:
    for body, kind in (
        ("{", "application/json"),
        ("a=%ff%fe", "application/x-www-form-urlencoded"),
        ("x", "multipart/form-data"),
    ):
        assert coordinator.post(ADDRESS, body, content_type=kind).status_code in {200, 400}


def test_a_key_that_is_none_leads_nowhere(coordinator: Client) -> None:
    for key in ("x", "7d0e6f4c", str(KEY).upper() + "0", str(uuid.uuid4())):
        assert coordinator.get(f"/calls/{key}/").status_code == 404
