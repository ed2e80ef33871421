"""The pages of the key information: asked, kept, shown with who told, missing by whom to ask; two people at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mscc.access import Access
from mscc.moments import Moment
from pathways.states import State
from referrals.actions import scores
from referrals.events import EventKind
from referrals.key_information import SECTIONS
from referrals.models import Event, Referral
from tests import factories
from tests.conftest import Cast
from tests.views.looking import own_queries, part, said, soup, typed, words

K = EventKind
HOUR = timedelta(hours=1)


@pytest.fixture
def here(referral: Referral) -> str:
    return f"/referrals/{referral.reference}/"


def form_of(client: Client, address: str) -> dict:
    """What a browser would send of the section's form as it stands."""
    return typed(client.get(address), "main form")


def save(client: Client, address: str, **answers: str):
    return client.post(address, {**form_of(client, address), **answers}, follow=True)


def card(client: Client, here: str) -> str:
    return part(client.get(here), "section[aria-labelledby=ki]")


@pytest.mark.parametrize("slug", SECTIONS)
def test_a_section_asks_all_its_questions_and_nothing_is_answered_by_itself(coordinator: Client, here, slug) -> None:
    page = coordinator.get(f"{here}key/{slug}/")
    for question in SECTIONS[slug].questions:
        assert soup(page).select(f"[name={question.name}]"), question.name
    assert not soup(page).select("[name$=_unknown][checked]")
    sent = coordinator.post(f"{here}key/{slug}/", typed(page, "main form"))
    assert sent.status_code == 422
    assert "Nothing was changed." in part(sent, ".app-errors")


def test_an_answer_stands_with_when_it_was_true_who_told_and_who_wrote_it(coordinator: Client, here, people) -> None:
    page = save(coordinator, f"{here}key/neurology/", walking="aided", happened_at="18:30", told_by="Sister B Bleep")
    assert said(page) == "Neurological assessment: recorded."
    assert f"18:30 today, told by Sister B Bleep; recorded by {people.coordinator.name}" in words(
        coordinator.get(f"{here}key/neurology/")
    )
    assert "Key information : Neurological assessment: Walking now: with help; told by Sister B Bleep".replace(
        " :", ":"
    ) in words(coordinator.get(here))


def test_every_sort_of_answer_is_kept_and_shown_as_it_was_given(coordinator: Client, here, referral) -> None:
    save(coordinator, f"{here}key/presentation/", pain_severity="severe", pain_levels=["T6", "T7", "T8"],
         pain_since="1 Nov 2026", history="Legs “gave way”\nin the shop")  # fmt: skip
    save(
        coordinator,
        f"{here}key/neurology/",
        sensory="yes",
        sensory_level="T9",
        residual="480,5",
        last_walked_unknown="on",
    )
    kept = {
        name: value
        for each in referral.events.filter(kind=K.KEY_INFORMATION)
        for name, value in each.data["answers"].items()
    }
    assert kept["pain_levels"] == "T6 T7 T8"
    assert (kept["residual"], kept["last_walked"], kept["sensory_level"]) == ("480.5", "unknown", "T9")
    shown = words(coordinator.get(f"{here}key/presentation/"))
    assert "T6 to T8" in shown
    assert "1 Nov" in shown
    again = {**form_of(coordinator, f"{here}key/presentation/"), "pain_levels": ["T6", "T7", "T8"]}
    assert (again["pain_since"], again["history"]) == ("1 Nov 2026", "Legs “gave way”\nin the shop")
    assert coordinator.post(f"{here}key/presentation/", again).status_code == 422  # nothing was changed


@pytest.mark.parametrize(("slug", "answers", "says"), [
    ("safety", {"weight": "heavy"}, "Weight, kg: Write a number from 20 to 350"),
    ("safety", {"weight": "3500"}, "Weight, kg: Write a number from 20 to 350"),
    ("safety", {"weight": "nan"}, "Write a number"),
    ("presentation", {"symptom_since": "tomorrow"}, "is in the future"),
    ("presentation", {"symptom_since": "soon"}, "is not a time that can be read"),
    ("neurology", {"walking": "flying"}, "Choose one of the answers."),
    ("neurology", {"happened_at": ""}, "Give a time"),
    ("safety", {"allergies": "Latex", "allergies_unknown": "on"}, "not both"),
])  # fmt: skip
def test_a_wrong_answer_is_said_at_its_question_and_nothing_is_lost(coordinator, here, slug, answers, says) -> None:
    page = save(coordinator, f"{here}key/{slug}/", **{"told_by": "Sister <B>", **answers})
    assert page.status_code == 422
    assert says in part(page, ".app-errors")
    for link in soup(page).select(".app-errors a"):
        assert soup(page).find(id=link["href"][1:]), link
    assert typed(page, "main form")["told_by"] == "Sister <B>"


def test_what_hangs_on_an_answer_that_was_changed_is_no_longer_asked(coordinator: Client, here) -> None:
    save(coordinator, f"{here}key/safety/", thinner="anticoagulant", thinner_drug="Apixaban", thinner_last="18:00")
    assert "Apixaban; last dose 18:00 today" in words(coordinator.get(here))
    page = save(coordinator, f"{here}key/safety/", thinner="no")
    shown = words(page)
    assert "which, what dose, no longer asked: was Apixaban" in shown
    assert "Anticoagulant, antiplatelet None" in shown
    assert "No longer asked: was Apixaban" in words(coordinator.get(f"{here}key/safety/"))


def test_what_was_answered_though_it_is_not_asked_is_named(coordinator: Client, here) -> None:
    page = save(coordinator, f"{here}key/safety/", thinner="no", thinner_drug="Apixaban")
    assert said(page) == (
        "Alerts and safety: recorded. "
        "Not kept, because no longer asked: anticoagulant or antiplatelet: which, what dose."
    )


def test_the_head_says_what_was_not_asked_and_never_calls_it_none(coordinator: Client, here) -> None:
    head = part(coordinator.get(here), ".app-banner--head")
    assert head == (
        "Anticoagulant, antiplatelet Not asked MRI safety Implanted device not asked; Metal not asked; "
        "Claustrophobia not asked; Lying flat not asked "
        "Resuscitation, escalation Resuscitation not asked; Treatment escalation not asked"
    )
    save(
        coordinator, f"{here}key/safety/", pacemaker="unknown", metal="no", claustrophobia="yes", resuscitation="dnacpr"
    )
    head = part(coordinator.get(here), ".app-banner--head")
    assert "Implanted device not known; Claustrophobia" in head
    assert "Not for resuscitation (DNACPR in place)" in head
    save(coordinator, f"{here}key/safety/", pacemaker="no", metal="no", claustrophobia="no", lies_flat="unknown")
    assert "MRI safety Lying flat not known Resus" in part(coordinator.get(here), ".app-banner--head")
    save(coordinator, f"{here}key/safety/", pacemaker="no", metal="no", claustrophobia="no", lies_flat="yes")
    assert "MRI safety Nothing against it Resus" in part(coordinator.get(here), ".app-banner--head")


def test_worse_stands_at_the_top_and_beside_what_it_was(coordinator: Client, browser, people, here, now) -> None:
    save(coordinator, f"{here}key/neurology/", walking="unaided")
    now.shift(HOUR)
    coordinator = browser(people.coordinator)
    save(coordinator, f"{here}key/neurology/", walking="not_walking")
    assert "Walking now: cannot, 20:12 today; was unaided, 19:12 today" in part(
        coordinator.get(here), "[aria-labelledby=wo]"
    )
    assert "Walking now worse: cannot" in card(coordinator, here)
    table = part(coordinator.get(f"{here}key/neurology/"), "table.app-beside")
    assert "Walking now Cannot Worse Unaided" in table


def test_weaker_by_the_grid_stands_at_the_top_too(browser, people: Cast, referral, here, at, now) -> None:
    for hours, grade in enumerate(("4", "2")):
        when = at + hours * HOUR
        scores.examine_power(referral=referral, cells={"l2_left": grade}, moment=Moment(when), told_by="",
                             by=Access(people.coordinator), at=when)  # fmt: skip
    now.shift(2 * HOUR)
    coordinator = browser(people.coordinator)
    assert "Weaker: L2 hip flexion, left (2, was 4)" in part(coordinator.get(here), "[aria-labelledby=wo]")


def test_the_task_list_counts_and_what_is_recorded_elsewhere_is_not_asked_twice(coordinator: Client, here) -> None:
    assert "Frailty Not asked" in card(coordinator, here)
    save(coordinator, f"{here}key/frailty/", living_before="independent", comorbid="unknown")
    assert "Frailty Lived before this illness: independent Begun 1 of 4 answered, 1 not known" in card(
        coordinator, here
    )
    page = coordinator.get(f"{here}key/presentation/")
    elsewhere = part(page, "section[aria-labelledby=el]")
    assert "Cord symptoms and signs (box 1) Limb weakness; 5 of 6 not asked" in elsewhere
    assert soup(page).select(f"section[aria-labelledby=el] a[href='{here}answers/']")


def test_what_is_missing_stands_by_whom_to_ask_with_the_number_to_ring(
    browser, people: Cast, coordinator, here
) -> None:
    page = coordinator.get(f"{here}key/")
    headings = [words(each).split(":")[0] for each in soup(page).select("main h2")]
    assert headings == ["The referrer", "The ward", "Radiology", "Oncology", "The person, or those close to them"]
    assert soup(page).select("main a[href='tel:01632960157']")
    save(coordinator, f"{here}key/neurology/", bladder="unknown")
    assert "Bladder asked, not known" in words(coordinator.get(f"{here}key/"))
    assert not soup(browser(people.colleague).get(f"{here}key/")).select("main h3 a")


def test_two_people_who_save_the_same_section_lose_nothing(coordinator: Client, browser, people: Cast, here) -> None:
    senior, address = browser(people["senior"]), f"{here}key/neurology/"
    mine, theirs = form_of(coordinator, address), form_of(senior, address)
    assert coordinator.post(address, {**mine, "walking": "aided"}).status_code == 303
    assert senior.post(address, {**theirs, "bladder": "retention"}).status_code == 303
    now = form_of(coordinator, address)
    assert (now["walking"], now["bladder"]) == ("aided", "retention")


def test_two_answers_to_one_question_are_both_shown(coordinator: Client, browser, people: Cast, here) -> None:
    senior, address = browser(people["senior"]), f"{here}key/neurology/"
    mine, theirs = form_of(coordinator, address), form_of(senior, address)
    coordinator.post(address, {**mine, "walking": "aided", "catheter": "yes"})
    page = senior.post(address, {**theirs, "walking": "not_walking", "last_walked": "Friday", "told_by": "Dr R"})
    assert page.status_code == 422
    assert "Walking now With help Cannot" in part(page, "section[aria-labelledby=both]")
    again = typed(page, "main form")
    # Mine over what stands: nothing that the other saved is taken back by saving once more.
    assert [again[name] for name in ("walking", "last_walked", "catheter", "told_by")] == [
        "not_walking", "Friday", "yes", "Dr R",
    ]  # fmt: skip
    assert senior.post(address, again).status_code == 303
    now = form_of(coordinator, address)
    assert (now["walking"], now["catheter"], now["last_walked"]) == ("not_walking", "yes", "Friday")
    assert Event.objects.filter(kind=K.KEY_INFORMATION, data__answers__walking="aided").exists()


def test_what_a_call_told_is_answered_already(coordinator: Client, people, service, at) -> None:
    of = factories.referral(
        people.coordinator,
        service,
        at,
        primary="Prostate",
        allergies="Latex",
        details={"walking": "aided", "residual": "300"},
    )
    now = form_of(coordinator, f"/referrals/{of.reference}/key/neurology/")
    assert (now["walking"], now["residual"]) == ("aided", "300")
    assert form_of(coordinator, f"/referrals/{of.reference}/key/oncology/")["primary"] == "prostate"
    assert form_of(coordinator, f"/referrals/{of.reference}/key/safety/")["allergies"] == "Latex"
    assert "Call, taken by" in words(coordinator.get(f"/referrals/{of.reference}/key/neurology/"))


def test_where_the_person_is_stands_as_moves_with_their_times(coordinator: Client, people, service, at, now) -> None:
    of = factories.referral(people.coordinator, service, at, where_now="Ward 7")
    assert "Moves" not in part(coordinator.get(f"/referrals/{of.reference}/"), "section[aria-labelledby=w]")
    factories.record(of, K.MOVED, people.coordinator, at, where_now="Scanner", told_by="Sister B Bleep")
    shown = part(coordinator.get(f"/referrals/{of.reference}/"), "section[aria-labelledby=w]")
    assert "Moves 19:12 today Scanner told by Sister B Bleep 19:12 today Ward 7" in shown


def test_what_was_typed_survives_a_session_that_ended(ended: Client, people, here, browser) -> None:
    address = f"{here}key/needs/"
    assert ended.post(address, {"wishes": "To see the sea", "happened_at": "now", "seen": "1"}).status_code == 302
    assert typed(browser(people.coordinator).get(address), "main form")["wishes"] == "To see the sea"


def test_an_ended_referral_takes_no_answers(coordinator: Client, people, service, at) -> None:
    of = factories.referral_at(State.WITHDRAWN, people.coordinator, service, at)
    page = save(coordinator, f"/referrals/{of.reference}/key/neurology/", walking="aided")
    assert "Reopen it first." in part(page, ".app-errors")


def test_a_section_that_is_not_there(coordinator: Client, here) -> None:
    assert coordinator.get(f"{here}key/nonsense/").status_code == 404


@pytest.mark.parametrize("slug", SECTIONS)
def test_a_save_costs_at_most_fifteen_queries(coordinator: Client, here, slug) -> None:
    """Every question answered, so with the rules run anew where the section feeds them. A new feature looks up the
    tasks of the local pathway, too.
    """
    address, section = f"{here}key/{slug}/", SECTIONS[slug]
    answers = {it.name: next(iter(it.choices)) for it in section.questions if it.sort == "choice"}
    answers |= {it.name: "Some words" for it in section.questions if it.sort in ("text", "long")}
    sent = {**form_of(coordinator, address), **answers}
    with CaptureQueriesContext(connection) as done:
        assert coordinator.post(address, sent).status_code == 303
    asked = [sql for sql in own_queries(done) if "task" not in sql]
    assert len(asked) <= 15, "\n".join(sql[:120] for sql in asked)
