"""The advice page: what applies and why, what to ask first, and what became of each piece."""

import pytest
from django.test import Client

from referrals.events import EventKind
from referrals.models import Referral
from tests import factories
from tests.views.looking import part, said, soup, typed, words

K = EventKind


@pytest.fixture
def here(referral: Referral) -> str:
    return f"/referrals/{referral.reference}/advice/"


def send(client: Client, here: str, **answers: str):
    return client.post(here, {**typed(client.get(here), "main form"), **answers}, follow=True)


def test_each_piece_says_what_why_and_by_which_recommendation(coordinator, here):
    page = coordinator.get(here)
    piece = part(page, "section[aria-labelledby=t-dexamethasone] li")
    assert piece.startswith("Neurological features: offer dexamethasone 16 mg")
    assert "Because: limb weakness" in piece
    assert "Ask too: blood cancer? dexamethasone given before imaging?" in piece
    assert soup(page).select_one("section[aria-labelledby=t-dexamethasone] a.app-rec")["href"].endswith("#rec-1.8.1")


def test_given_as_said_given_otherwise_not_appropriate(coordinator, here, referral):
    answers = {
        "reply-dexamethasone": "otherwise", "text-dexamethasone": "8 mg, frail", "reply-pain-relief": "as_said",
        "reply-mri-day": "not_appropriate", "text-mri-day": "Done elsewhere",
    }  # fmt: skip
    page = send(coordinator, here, **answers)
    assert said(page) == "Advice: recorded."
    assert page.redirect_chain[-1][0] == f"/referrals/{referral.reference}/"
    advice = part(page, "section[aria-labelledby=ad]")
    assert "Given otherwise: 8 mg, frail" in advice
    assert "Not appropriate: Done elsewhere" in advice
    assert referral.events.filter(kind=K.PROMPT_ANSWERED).count() == 3


def test_words_alone_mean_given_otherwise(coordinator, here, referral):
    send(coordinator, here, **{"text-dexamethasone": "8 mg"})
    assert referral.events.get(kind=K.PROMPT_ANSWERED).data["reply"] == "otherwise"


def test_an_answer_without_its_words_is_said_and_nothing_is_lost(coordinator, here, referral):
    page = send(
        coordinator, here,
        **{"reply-dexamethasone": "not_appropriate", "text-pain-relief": "Morphine 5 mg", "movement_pain": "severe"},
    )  # fmt: skip
    assert page.status_code == 422
    assert "Say why it is not appropriate." in part(page, ".app-errors")
    again = typed(page, "main form")
    assert again["text-pain-relief"] == "Morphine 5 mg"
    assert again["reply-dexamethasone"] == "not_appropriate"
    assert again["movement_pain"] == "severe"
    assert not referral.events.filter(kind=K.PROMPT_ANSWERED).exists()


def test_what_is_answered_first_changes_the_advice_and_a_danger_is_loud(coordinator, here, referral):
    page = send(coordinator, here, haematological="radiologically_suspected")
    assert said(page) == "Advice: recorded. The new facts bring new advice: see below."
    assert page.redirect_chain[-1][0] == here
    loud = [words(each) for each in soup(page).select(".app-loud")]
    assert loud
    assert loud[0].startswith("Stop and think: Blood cancer suspected, with neurological features")
    worklist = coordinator.get("/worklist/")
    assert "New advice" in part(worklist, f"#r{referral.pk}")


def test_what_must_not_wait_stands_at_the_top_until_it_is_answered(coordinator, here, referral):
    first, at_top = f"/referrals/{referral.reference}/", "section[aria-labelledby=af]"
    assert not part(coordinator.get(first), at_top)
    send(coordinator, here, haematological="radiologically_suspected")
    page = coordinator.get(first)
    assert "Stop and think: Blood cancer suspected" in words(soup(page).select_one(f"{at_top} li"))
    assert soup(page).select_one(f"{at_top} a")["href"] == here
    replies = [name for name in typed(coordinator.get(here), "main form") if name.startswith("reply-")]
    send(coordinator, here, **dict.fromkeys(replies, "as_said"))
    assert not part(coordinator.get(first), at_top)


def test_an_answer_that_lacks_its_words_is_named_by_its_topic(coordinator, here):
    page = send(coordinator, here, **{"reply-dexamethasone": "not_appropriate"})
    assert "Dexamethasone: Say why it is not appropriate." in part(page, ".app-errors")


def test_to_whom_stops_the_advice_clock(coordinator, people, service, at):
    of = factories.referral(people.coordinator, service, at, facts=factories.PAIN_ONLY)
    send(coordinator, f"/referrals/{of.reference}/advice/", to_whom="Dr R Ringback", read_back="yes")
    assert of.clocks.get(kind="coordinator_advice").status == "met"


def test_read_back_without_a_name_is_asked_for(coordinator, here):
    page = send(coordinator, here, read_back="yes")
    assert page.status_code == 422
    assert "Say to whom" in part(page, ".app-errors")


def test_a_number_that_is_none(coordinator, people, service, at):
    facts = {**factories.EMERGENCY, "mscc": "confirmed", "plegia_complete": "yes", "surgery_suitable": "no"}
    of = factories.referral(people.coordinator, service, at, facts=facts)
    here = f"/referrals/{of.reference}/advice/"
    assert typed(coordinator.get(here), "main form")["plegia_days"] == ""
    page = send(coordinator, here, plegia_days="a fortnight")
    assert page.status_code == 422
    assert "Give a number from 0" in part(page, ".app-errors")


def test_a_piece_costs_no_query_of_its_own(coordinator, here, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        coordinator.get(here)


def test_what_was_only_asked_is_new_when_its_answer_makes_advice_of_it(coordinator, here, referral):
    """A question on the page is not the advice itself: nobody has seen that before it applies."""
    page = send(coordinator, here, instability_neurology="yes")
    referral.refresh_from_db()
    assert referral.new_prompts == ["immobilise"]
    assert page.redirect_chain[-1][0] == here
    assert "see below" in said(page)
    send(coordinator, here)
    referral.refresh_from_db()
    assert referral.new_prompts == []
