"""What is done from the worklist: alerts in hand, a referral or the role taken, calls finished and rung back."""

from datetime import timedelta

import pytest
from django.test import Client

from mscc.access import Access
from mscc.models import RoleHolding, Service
from mscc.roles import Role
from referrals.actions import calls, course
from referrals.events import EventKind
from referrals.models import CallAttempt, CallBack, Clock, Referral
from referrals.sweep import sweep
from tests import factories
from tests.conftest import Cast
from tests.views.looking import HTMX, leads_to, part, row, said, soup, words

HOUR = timedelta(hours=1)

# Alerts


def test_an_alert_stands_above_all_until_somebody_takes_it_in_hand(
    coordinator: Client, browser, people: Cast, service, at
) -> None:
    of = factories.referral(people.coordinator, service, at - HOUR, surname="Testpatient")
    sweep(at=at)
    page = coordinator.get("/worklist/")
    strip = soup(page).select_one("section[aria-labelledby=alerts]")
    assert "1 alert nobody has acknowledged" in words(strip)
    assert "New emergency, not acknowledged, TESTPATIENT, Alex. Told:" in words(strip)
    assert strip.select("li[data-alert]")
    action = strip.select_one("form")["action"]
    page = coordinator.post(action, follow=True)
    assert said(page) == "Acknowledged: you have it in hand."
    assert not soup(page).select("section[aria-labelledby=alerts]")
    second = browser(people[Role.SENIOR]).post(action, follow=True)
    assert said(second) == f"{people.coordinator.name} acknowledged this at 19:12."
    assert of.events.filter(kind=EventKind.ACKNOWLEDGED).count() == 1


def test_who_was_told_stands_beside_an_alert(coordinator: Client, people: Cast, service, at) -> None:
    factories.referral(people.coordinator, service, at - HOUR)
    sweep(at=at)  # nobody holds the role: the next stage is due at once
    sweep(at=at)
    said = part(coordinator.get("/worklist/"), "section[aria-labelledby=alerts]")
    told = ", ".join(people[role].name for role in (Role.COORDINATOR, Role.SENIOR, Role.SERVICE_LEAD))
    assert f"Told: {told} 19:12 today; nobody was there to be told 19:12 today; 2 times in all. Next:" in said


def test_an_alert_is_for_its_own_service(browser, people: Cast, service, at) -> None:
    factories.referral(people.coordinator, service, at - HOUR)
    sweep(at=at)
    for user in (people.colleague, people.stranger):
        assert not soup(browser(user).get("/worklist/?service=all")).select("section[aria-labelledby=alerts]")


def test_a_draft_that_reads_as_an_emergency_alerts_without_a_name(
    coordinator: Client, people: Cast, service, at
) -> None:
    factories.draft(
        Access(people.coordinator), service, at - HOUR, facts=factories.EMERGENCY, data={"surname": "Testpatient"}
    )
    sweep(at=at)
    strip = soup(coordinator.get("/worklist/")).select_one("section[aria-labelledby=alerts]")
    assert "A call not saved reads as an emergency" in words(strip)
    response = coordinator.post(strip.select_one("form")["action"], {"next": "referral"})
    assert leads_to(response) == "/worklist/"
    assert Clock.objects.get(kind="draft").is_acknowledged


def test_acknowledging_on_the_referrals_page_stays_there(coordinator: Client, referral: Referral) -> None:
    clock = referral.clocks.get(kind="acknowledgement")
    response = coordinator.post(f"/alerts/{clock.pk}/acknowledge/", {"next": "referral"})
    assert leads_to(response) == f"/referrals/{referral.reference}/"


# Take a referral, take the role, sound


def test_taking_from_the_list(browser, people: Cast, open_referrals, at) -> None:
    of = open_referrals["Later"]
    course.leave(referral=of, by=Access(people.coordinator), at=at)
    registrar = browser(people[Role.REGISTRAR])
    button = soup(registrar.get("/worklist/")).select_one(f"#r{of.pk} button")
    assert leads_to(registrar.post(button["formaction"])) == "/worklist/"
    of.refresh_from_db()
    assert of.owner == people[Role.REGISTRAR]
    assert row(registrar.get("/worklist/"), of).endswith("Owner: You")


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example", "nonsense", "/\\x", "found"])
def test_taking_leads_to_no_other_place(coordinator: Client, referral: Referral, wanted: str) -> None:
    assert leads_to(coordinator.post(f"/referrals/{referral.reference}/take/", {"next": wanted})) == "/worklist/"


def test_one_person_holds_the_role_and_the_next_takes_it_over(
    coordinator: Client, browser, people: Cast, service, now, at
) -> None:
    page = coordinator.get("/worklist/")
    assert "Test Service: nobody holds the coordinator role; alerts go to everyone at once." in words(page)
    assert "Test Service now: nobody" in part(page, ".app-duty")
    page = coordinator.post("/role/", {"service": service.pk}, follow=True)
    assert said(page) == "You hold the coordinator role of Test Service now."
    assert f"Test Service now: {people.coordinator.name} (you)" in part(page, ".app-duty")
    assert not soup(page).select("section[aria-label='Coordinator role of Test Service']")
    coordinator.post("/role/", {"service": service.pk})
    assert RoleHolding.objects.count() == 1

    now.shift(timedelta(minutes=5))
    registrar = browser(people[Role.REGISTRAR])
    assert f"Test Service: {people.coordinator.name} holds the coordinator role." in words(registrar.get("/worklist/"))
    registrar.post("/role/", {"service": service.pk})
    ended, held = RoleHolding.objects.order_by("started_at")
    assert (ended.user, ended.ended_at) == (people.coordinator, at + timedelta(minutes=5))
    assert (held.user, held.ended_at) == (people[Role.REGISTRAR], None)


@pytest.mark.parametrize("asked", ["", "x", "0", "²", "1e3", "9" * 30, "\0"])
def test_a_role_of_no_service_is_not_there(coordinator: Client, asked: str) -> None:
    assert coordinator.post("/role/", {"service": asked}).status_code == 404
    assert not RoleHolding.objects.exists()


def test_a_role_of_another_alliance_is_not_there(coordinator: Client, other_service: Service) -> None:
    assert coordinator.post("/role/", {"service": other_service.pk}).status_code == 404


def test_holding_the_role_of_a_service_lets_one_write_there(browser, people: Cast, referral: Referral, service) -> None:
    colleague, address = browser(people.colleague), f"/referrals/{referral.reference}/record/note/"
    assert colleague.get(address).status_code == 403
    colleague.post("/role/", {"service": service.pk})
    assert colleague.get(address).status_code == 200


def test_sound_is_each_persons_own(coordinator: Client, browser, people: Cast) -> None:
    assert part(coordinator.get("/worklist/"), "button[aria-pressed=false]") == "Sound off"
    coordinator.post("/worklist/sound/")
    page = coordinator.get("/worklist/")
    assert part(page, "button[aria-pressed=true]") == "Sound on"
    assert soup(page).select("[data-sound=on]")
    assert not soup(browser(people[Role.SENIOR]).get("/worklist/")).select("[data-sound=on]")
    coordinator.post("/worklist/sound/")
    assert not soup(coordinator.get("/worklist/", headers=HTMX)).select("[data-sound=on]")


# Calls not finished, calls to ring back


def test_calls_not_finished_are_there_for_the_service(coordinator: Client, browser, people: Cast, service, at) -> None:
    data = {"caller_name": "Dr <R>", "caller_phone": "01632 960 157", "surname": "Testpatient"}
    kept = factories.draft(Access(people.coordinator), service, at, data=data, facts=factories.EMERGENCY)
    strip = soup(coordinator.get("/worklist/")).select_one("section[aria-labelledby=drafts]")
    assert "1 call not finished Yours, 19:12 today, Dr <R>, 01632 960 157, reads as an emergency: Continue" in words(
        strip
    )
    assert strip.select_one("a[href^='tel:']")["href"] == "tel:01632960157"
    assert strip.select(f"a[href='/calls/{kept.pk}/']")
    assert "T Coordinator’s, 19:12 today" in part(
        browser(people[Role.SENIOR]).get("/worklist/"), "section[aria-labelledby=drafts]"
    )
    assert not soup(browser(people.colleague).get("/worklist/?service=all")).select("section[aria-labelledby=drafts]")
    coordinator.post(f"/calls/{kept.pk}/", {"do": "discard", "discard_reason": "Wrong number"})
    assert not soup(coordinator.get("/worklist/")).select("section[aria-labelledby=drafts]")


@pytest.fixture
def promised(people: Cast, referral: Referral, at) -> CallBack:
    return calls.promise(
        service=referral.service, referral=referral, whom="Dr R", phone="01632 960 157", about="The slot",
        by=Access(people.coordinator), at=at,
    )  # fmt: skip


def test_a_promise_to_ring_back_stays_until_somebody_was_spoken_to(
    coordinator: Client, promised: CallBack, now
) -> None:
    def strip() -> str:
        return part(coordinator.get("/worklist/"), "section[aria-labelledby=calls]")

    assert "1 to ring back Dr R, 01632 960 157: The slot ( TST-26-000001 ). Promised 19:12 today" in strip()
    now.shift(timedelta(minutes=3))
    coordinator.post(f"/call-backs/{promised.pk}/", {"result": "no_answer"})
    assert "Promised 19:12 today; no answer 19:15 today" in strip()
    coordinator.post(f"/call-backs/{promised.pk}/", {"result": "spoke"})
    assert strip() == ""
    page = coordinator.post(f"/call-backs/{promised.pk}/", {"result": "spoke"}, follow=True)
    assert said(page) == "Somebody has rung them already."
    assert CallAttempt.objects.count() == 2


@pytest.mark.parametrize("result", ["", "x" * 500, "\0", "SPOKE"])
def test_a_try_without_a_result_is_asked_again(coordinator: Client, promised: CallBack, result: str) -> None:
    page = coordinator.post(f"/call-backs/{promised.pk}/", {"result": result}, follow=True)
    assert said(page) == "Choose what came of ringing."
    assert not CallAttempt.objects.exists()


def test_the_sister_service_does_not_ring_for_us(browser, people: Cast, promised: CallBack) -> None:
    colleague = browser(people.colleague)
    assert not soup(colleague.get("/worklist/?service=all")).select("section[aria-labelledby=calls]")
    assert colleague.post(f"/call-backs/{promised.pk}/", {"result": "spoke"}).status_code == 403
