"""Handover: given by one, complete only when the other accepts; refused or unanswered, it climbs."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from audit.models import Entry
from mscc import duty
from mscc.access import Access
from mscc.models import Handover, RoleHolding, Shift
from mscc.moments import Moment
from mscc.roles import Role
from pathways.states import NotPossible
from referrals import sheet
from referrals.actions import calls, course, presence, rota
from referrals.actions import handover as action
from referrals.events import EventKind
from referrals.models import Alert, Clock, Delivery, Notice
from referrals.sweep import sweep
from tests import factories
from tests.views.looking import part, soup

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
K = EventKind


@pytest.fixture
def by(people, service, at) -> Access:
    """The coordinator, who holds the role."""
    presence.take_role(service=service, by=Access(people.coordinator), at=at - 8 * HOUR)
    return Access(people.coordinator)


@pytest.fixture
def night(people) -> Access:
    return Access(people[Role.REGISTRAR])


@pytest.fixture
def referral(people, service, at):
    told = {"walking": "aided", "dexamethasone": "yes", "dexamethasone_mg": "16", "dexamethasone_at": "18:40"}
    return factories.referral(
        people.coordinator, service, at - 21 * HOUR, details=told, primary="Prostate", where_now="Ward 7",
        where_phone="01632 960 140",
    )  # fmt: skip


@pytest.fixture
def given(by, night, service, referral, at) -> Handover:
    lines = sheet.lines(by, service, at)
    return action.give(service=service, receiver=night.user, lines=lines, note="MRI is down", by=by, at=at)


def holder(service) -> int:
    return RoleHolding.objects.get(service=service, role="coordinator", ended_at=None).user_id


class TestSheet:
    def test_a_line_says_what_the_night_must_know(self, by, service, referral, at):
        ((_, line),) = sheet.lines(by, service, at)
        assert line["situation"] == "Emergency. Limb weakness"
        assert line["background"] == "Cancer: current, prostate; Allergies: not known"
        assert line["assessment"] == (
            "Walking: with help; Spinal precautions: not known; Dexamethasone: yes, 16 mg, 18:40"
        )
        assert line["said"] == "No advice on record yet"
        assert (line["where"], line["phone"]) == ("Ward 7", "01632 960 140")
        assert line["is_pressing"]

    def test_a_conflict_that_stands_is_on_the_sheet_and_on_the_page(self, browser, by, night, people, service, at):
        facts = {**factories.EMERGENCY, "haematological": "radiologically_suspected"}
        factories.referral(people.coordinator, service, at - HOUR, facts=facts)
        lines = sheet.lines(by, service, at)
        (warning,) = lines[0][1]["warnings"]
        assert warning.startswith("Blood cancer suspected, with neurological features")
        given = action.give(service=service, receiver=night.user, lines=lines, note="", by=by, at=at)
        assert (
            f"Stop and think: </strong>{warning}" in browser(night.user).get(f"/handover/{given.pk}/").content.decode()
        )

    def test_who_was_advised_and_what_waits(self, by, service, referral, at):
        data = {"to_whom": "Dr R Ringback", "advice": "Flat"}
        course.record(referral=referral, kind=K.ADVICE_GIVEN, moment=Moment(at - HOUR), data=data, by=by, at=at)
        sweep(at=at)
        ((_, line),) = sheet.lines(by, service, at)
        assert line["said"] == "Advice to Dr R Ringback 18:12 today"
        assert line["alert"] == "New emergency, not acknowledged"

    def test_the_pressing_first_and_nobody_of_another_service(self, by, people, service, sister_service, referral, at):
        factories.referral(people.coordinator, service, at, facts=factories.PAIN_ONLY, surname="Later")
        factories.referral(people.colleague, sister_service, at, surname="Elsewhere")
        names = [line["name"] for _, line in sheet.lines(by, service, at)]
        assert names[0].startswith("TESTPATIENT")
        assert not any("ELSEWHERE" in name for name in names)

    def test_a_handful_of_queries_however_many_people(self, by, people, service, at, django_assert_max_num_queries):
        for _ in range(6):
            factories.referral(people.coordinator, service, at - HOUR)
        by.__dict__.pop("memberships", None)
        with django_assert_max_num_queries(12):
            assert len(sheet.lines(by, service, at)) == 6


class TestGiving:
    def test_frozen_as_given(self, given, by, referral, at):
        referral.refresh_from_db()
        factories.record(referral, K.MOVED, by.user, at, where_now="Ward 9")
        assert given.cases.get().line["where"] == "Ward 7"

    def test_only_the_holder_gives_and_to_somebody_who_may_hold_it(self, by, night, people, service, at):
        for giver, receiver in (
            (night, by.user),
            (by, by.user),
            (by, people.stranger),
            (by, people[Role.SERVICE_LEAD]),
        ):
            with pytest.raises(NotPossible):
                action.give(service=service, receiver=receiver, lines=[], note="", by=giver, at=at)

    def test_one_at_a_time(self, given, by, people, service, at):
        with pytest.raises(NotPossible, match="waits already"):
            action.give(service=service, receiver=people[Role.SENIOR], lines=[], note="", by=by, at=at)

    def test_until_it_is_accepted_the_giver_holds_the_role(self, given, by, night, service, at):
        assert holder(service) == by.user.pk
        action.accept(handover=given, by=night, at=at + MINUTE)
        assert holder(service) == night.user.pk
        assert given.cases.get().accepted_at == at + MINUTE
        assert Clock.objects.get(handover=given).status == "met"
        with pytest.raises(NotPossible, match="no longer open: accepted"):
            action.accept(handover=given, by=night, at=at + MINUTE)

    def test_nobody_else_accepts_refuses_or_takes_it_back(self, given, by, night, people, at):
        senior = Access(people[Role.SENIOR])
        for deed in (action.accept, action.withdraw):
            with pytest.raises(PermissionDenied):
                deed(handover=given, by=senior, at=at)
        with pytest.raises(PermissionDenied):
            action.refuse(handover=given, reason="x", by=by, at=at)
        with pytest.raises(PermissionDenied):
            action.withdraw(handover=given, by=night, at=at)

    def test_taken_back_it_tells_nobody(self, given, by, service, at):
        action.withdraw(handover=given, by=by, at=at)
        assert Clock.objects.get(handover=given).status == "cancelled"
        assert sweep(at=at + HOUR) is not None
        assert not Alert.objects.filter(clock__handover=given).exists()

    def test_somebody_who_takes_the_role_ends_the_offer(self, given, people, service, at):
        presence.take_role(service=service, by=Access(people[Role.SENIOR]), at=at)
        given.refresh_from_db()
        assert (given.state, given.reason) == ("withdrawn", f"{people[Role.SENIOR].name} took the role")


class TestQuestions:
    def test_asked_and_answered_before_it_is_accepted(self, given, by, night, at):
        case = given.cases.get()
        action.ask(case=case, question="Who rang radiology?", by=night, at=at)
        with pytest.raises(NotPossible, match="Your question has no answer yet: TESTPATIENT, Alex"):
            action.accept(handover=given, by=night, at=at)
        with pytest.raises(NotPossible, match="Type the answer"):
            action.reply(case=case, question="Who rang radiology?", text=" ", by=by, at=at)
        action.reply(case=case, question="Who rang radiology?", text="I did, 18:50", by=by, at=at)
        assert action.accept(handover=given, by=night, at=at).state == "accepted"

    def test_taken_back(self, given, night, at):
        case = given.cases.get()
        action.ask(case=case, question="Who?", by=night, at=at)
        action.ask(case=case, question="", by=night, at=at)
        assert action.accept(handover=given, by=night, at=at)

    def test_only_between_the_two(self, given, by, night, people, at):
        case = given.cases.get()
        for who, deed, words in (
            (by, action.ask, {"question": "x"}),
            (night, action.reply, {"question": "", "text": "x"}),
            (Access(people[Role.SENIOR]), action.ask, {"question": "x"}),
        ):
            with pytest.raises(PermissionDenied):
                deed(case=case, by=who, at=at, **words)


class TestOneByOne:
    @pytest.fixture
    def two(self, by, night, people, service, referral, at) -> Handover:
        factories.referral(people.coordinator, service, at - HOUR, surname="Second")
        lines = sheet.lines(by, service, at)
        return action.give(service=service, receiver=night.user, lines=lines, note="", by=by, at=at)

    def test_complete_with_the_last_person(self, two, by, night, service, at):
        first, second = two.cases.all()
        assert action.accept_case(case=first, by=night, at=at + MINUTE).is_pending
        assert holder(service) == by.user.pk
        assert action.accept_case(case=first, by=night, at=at + 2 * MINUTE).is_pending
        assert not action.accept_case(case=second, by=night, at=at + 3 * MINUTE).is_pending
        assert holder(service) == night.user.pk
        assert [case.accepted_at for case in two.cases.all()] == [at + MINUTE, at + 3 * MINUTE]
        assert Clock.objects.get(handover=two).status == "met"

    def test_all_at_once_keeps_what_was_accepted_before(self, two, night, at):
        action.accept_case(case=two.cases.first(), by=night, at=at + MINUTE)
        action.accept(handover=two, by=night, at=at + 16 * MINUTE)
        assert [case.accepted_at for case in two.cases.all()] == [at + MINUTE, at + 16 * MINUTE]
        assert Clock.objects.get(handover=two).status == "met_late"

    def test_an_open_question_is_about_its_own_person_and_in_the_way_of_the_whole(self, two, by, night, at):
        first, second = two.cases.all()
        action.ask(case=first, question="Who rang?", by=night, at=at)
        with pytest.raises(
            NotPossible, match=f"Your question has no answer yet: TESTPATIENT, Alex. Ring {by.user.name}"
        ):
            action.accept_case(case=first, by=night, at=at)
        assert action.accept_case(case=second, by=night, at=at).is_pending
        action.ask(case=second, question="And here?", by=night, at=at)  # who asks once more has not accepted
        second.refresh_from_db()
        assert second.accepted_at is None
        with pytest.raises(
            NotPossible, match="2 of your questions have no answer yet: TESTPATIENT, Alex; SECOND, Alex"
        ):
            action.accept(handover=two, by=night, at=at)
        for case in (first, second):
            case.refresh_from_db()
            action.reply(case=case, question=case.question, text="I did", by=by, at=at)
            case.refresh_from_db()
            done = action.accept_case(case=case, by=night, at=at)
        assert done.state == "accepted"

    def test_nobody_else_accepts_one(self, two, by, people, at):
        for who in (by, Access(people[Role.SENIOR])):
            with pytest.raises(PermissionDenied):
                action.accept_case(case=two.cases.first(), by=who, at=at)

    def test_on_the_page(self, browser, two, by, night, service):
        receiver = browser(night.user)
        answer = receiver.post(f"/handover/{two.pk}/people/0/", {"do": "accept"})
        assert answer["Location"] == f"/handover/{two.pk}/#person-0"
        assert "1 of 2 accepted one by one" in receiver.get(f"/handover/{two.pk}/").content.decode()
        done = receiver.post(f"/handover/{two.pk}/people/1/", {"do": "accept"}, follow=True)
        assert "Accepted: you hold the coordinator role" in done.content.decode()
        assert holder(service) == night.user.pk


class TestShift:
    """No handover to somebody on neither this shift nor the next, unless they take the shift."""

    @pytest.fixture
    def off_shift(self, people, service, at):
        """A rota with the coordinator on now and the senior next."""
        lead = Access(people[Role.SERVICE_LEAD])
        post = rota.set_post(
            service=service, role=Role.COORDINATOR, filled_from=None, fallback=None, fallback_phone="1", by=lead, at=at
        )
        for begins, role in ((at, Role.COORDINATOR), (at + 12 * HOUR, Role.SENIOR)):
            rota.add_shift(post=post, person=people[role], starts_at=begins, ends_at=begins + 12 * HOUR, by=lead, at=at)

    def test_somebody_off_shift_takes_the_shift_or_does_not_take_over(self, off_shift, given, by, night, service, at):
        with pytest.raises(NotPossible, match="press I am taking this shift"):
            action.accept(handover=given, by=night, at=at)
        assert holder(service) == by.user.pk
        action.accept(handover=given, by=night, at=at, takes_shift=True)
        assert holder(service) == night.user.pk
        assert Entry.objects.get(action="handover.accept").detail == {"takes_shift": True}

    def test_whoever_takes_the_shift_stands_on_the_rota_until_it_ends(
        self, off_shift, given, by, night, people, service, at
    ):
        """The role, the rota and whom alerts go to say the same, and whoever was on hears of it."""
        when = at + 2 * HOUR
        action.accept(handover=given, by=night, at=when, takes_shift=True)
        shifts = Shift.objects.filter(post__service=service, cancelled_at=None)
        assert [(it.person, it.starts_at, it.ends_at) for it in shifts] == [
            (people.coordinator, at, when), (night.user, when, at + 12 * HOUR),
            (people[Role.SENIOR], at + 12 * HOUR, at + 24 * HOUR),
        ]  # fmt: skip
        assert duty.on_posts([service.pk], when)[service.pk, "coordinator"].people == {night.user.pk: night.user.name}
        notice = Notice.objects.get()
        assert (notice.person, notice.kind, notice.by) == (people.coordinator, "taken", night.user)
        assert (notice.starts_at, notice.ends_at) == (when, at + 12 * HOUR)
        assert Entry.objects.get(action="rota.override").actor_id == night.user.pk
        Clock.objects.filter(kind="mri").update(next_at=when)
        Clock.objects.filter(status="open").exclude(kind="mri").update(next_at=when + 30 * HOUR)
        sweep(at=when)
        told = Alert.objects.get().deliveries.values_list("person", flat=True)
        assert set(told) == {night.user.pk}

    def test_whoever_is_on_the_next_shift_leaves_the_rota_as_it_is(self, off_shift, by, people, service, at):
        senior = Access(people[Role.SENIOR])
        given = action.give(service=service, receiver=senior.user, lines=[], note="", by=by, at=at)
        action.accept(handover=given, by=senior, at=at + 11 * HOUR)
        assert holder(service) == senior.user.pk
        assert Shift.objects.filter(cancelled_at=None).count() == 2
        assert not Notice.objects.exists()

    def test_one_by_one_waits_for_it_too(self, off_shift, given, by, night, service, at):
        assert action.accept_case(case=given.cases.get(), by=night, at=at).is_pending
        assert holder(service) == by.user.pk
        assert action.accept(handover=given, by=night, at=at, takes_shift=True).state == "accepted"

    def test_the_page_asks_for_it(self, off_shift, browser, given, night, service):
        receiver = browser(night.user)
        page = receiver.get(f"/handover/{given.pk}/").content.decode()
        assert "By the rota you are on neither this shift nor the next." in page
        assert "I am taking this shift: accept 1 person" in page
        assert receiver.post(f"/handover/{given.pk}/accept/").status_code == 422
        assert holder(service) != night.user.pk
        assert receiver.post(f"/handover/{given.pk}/accept/", {"takes_shift": "yes"}).status_code == 303
        assert holder(service) == night.user.pk

    def test_without_a_rota_nobody_is_asked(self, browser, given, night):
        assert "taking this shift" not in browser(night.user).get(f"/handover/{given.pk}/").content.decode()


class TestClimbing:
    def told(self, given) -> list[tuple[int, str, list[str]]]:
        alerts = Alert.objects.filter(clock__handover=given).order_by("id")
        people = Delivery.objects.order_by("id")
        return [(it.stage, it.who, [each.person.name for each in people.filter(alert=it)]) for it in alerts]

    def sweep_all(self, at) -> None:
        while Clock.objects.filter(next_at__lte=at).exists():
            sweep(at=at)

    def test_the_receiver_hears_at_once_and_the_senior_after_a_quarter_of_an_hour(self, given, by, night, people, at):
        self.sweep_all(at)
        assert self.told(given) == [(0, "receiver", [night.user.name])]
        self.sweep_all(at + 15 * MINUTE)
        assert self.told(given)[1] == (1, "senior", [by.user.name, people[Role.SENIOR].name])

    def test_refused_it_climbs_at_once_until_somebody_says_so(self, given, by, night, people, service, at):
        self.sweep_all(at)
        with pytest.raises(NotPossible, match="Say why"):
            action.refuse(handover=given, reason=" ", by=night, at=at)
        action.refuse(handover=given, reason="I am ill", by=night, at=at + MINUTE)
        self.sweep_all(at + MINUTE)
        assert self.told(given)[1][1] == "senior"
        assert holder(service) == by.user.pk
        again = action.give(service=service, receiver=people[Role.SENIOR], lines=[], note="", by=by, at=at + 2 * MINUTE)
        assert Clock.objects.get(handover=given).status == "cancelled"
        assert again.is_pending

    def test_unanswered_it_climbs_on_to_the_service_lead_and_repeats(self, given, people, at):
        for minutes in (0, 15, 30, 45):
            self.sweep_all(at + minutes * MINUTE)
        told = self.told(given)
        assert [who for _, who, _ in told] == ["receiver", "senior", "service_lead", "service_lead"]
        assert people[Role.SERVICE_LEAD].name in told[2][2]

    def test_its_message_says_nothing_about_anybody(self, given, at):
        from referrals.alerts import message

        self.sweep_all(at)
        said = message(Delivery.objects.filter(alert__clock__handover=given).get())
        assert said.subject == "MSCC alert: a handover, Handover accepted 15 min, not accepted"
        assert said.link.endswith(f"/handover/{given.pk}/")
        assert "TESTPATIENT" not in said.body


class TestPages:
    def test_a_refusal_without_its_reason_is_said_at_its_field(self, browser, given, night):
        page = browser(night.user).post(f"/handover/{given.pk}/refuse/", {"reason": " "})
        assert page.status_code == 422
        assert soup(page).select_one(".app-errors a")["href"] == "#reason"
        assert soup(page).select_one("details[open] #reason")["aria-describedby"] == "reason-error"
        assert "Say why you cannot take it" in part(page, "#reason-error")

    def test_given_read_asked_answered_and_accepted(self, browser, by, night, people, service, referral):
        giver, receiver = browser(by.user), browser(night.user)
        page = giver.get("/handover/").content.decode()
        assert "Hand over 1 person" in page
        answer = giver.post("/handover/", {"receiver": night.user.pk, "note": "Scanner down"}, follow=True)
        assert "You hold the role until it is accepted." in answer.content.decode()
        given = Handover.objects.get()
        assert "not accepted yet" in receiver.get("/worklist/").content.decode()
        sheet_page = receiver.get(f"/handover/{given.pk}/").content.decode()
        assert "Accept 1 person" in sheet_page
        assert "Scanner down" in sheet_page
        receiver.post(f"/handover/{given.pk}/people/0/", {"text": "Who rang?"})
        refused = receiver.post(f"/handover/{given.pk}/accept/")
        assert refused.status_code == 422
        assert "Who rang?" in giver.get(f"/handover/{given.pk}/").content.decode()
        giver.post(f"/handover/{given.pk}/people/0/", {"text": "I did", "question": "Who rang?"})
        done = receiver.post(f"/handover/{given.pk}/accept/", follow=True)
        assert "Accepted: you hold the coordinator role" in done.content.decode()
        assert holder(service) == night.user.pk

    def test_nobody_chosen_loses_nothing_that_was_typed(self, browser, by):
        answer = browser(by.user).post("/handover/", {"receiver": "", "note": "Scanner down"})
        assert answer.status_code == 422
        assert "Choose who takes over." in answer.content.decode()
        assert "Scanner down" in answer.content.decode()

    def test_alerts_are_acknowledged_and_calls_logged_from_the_sheet(self, browser, given, night, referral, at):
        sweep(at=at)
        receiver = browser(night.user)
        page = receiver.get(f"/handover/{given.pk}/").content.decode()
        assert "New emergency, not acknowledged" in page
        assert f"/referrals/{referral.reference}/record/advice_given/" in page
        assert 'href="tel:01632960140"' in page
        clock = Clock.objects.get(kind="acknowledgement")
        answer = receiver.post(f"/alerts/{clock.pk}/acknowledge/", {"sheet": given.pk, "position": "0"})
        assert answer["Location"] == f"/handover/{given.pk}/#person-0"
        page = receiver.get(f"/handover/{given.pk}/").content.decode()
        assert "New emergency, not acknowledged" not in page
        assert "MRI 24 h not booked yet" in page

    def test_the_press_names_what_alarms_and_takes_nothing_unseen(self, browser, given, by, night, people, service, at):
        receiver = browser(night.user)
        assert "Accept 1 person</button>" in receiver.get(f"/handover/{given.pk}/").content.decode()
        sweep(at=at)  # while the page stands open
        late = receiver.post(f"/handover/{given.pk}/accept/", {"loud": "0"})
        assert late.status_code == 422
        assert "1 person has an alert now that nobody has acknowledged. Read it, then accept." in late.content.decode()
        assert "Accept 1 person, with an alert not acknowledged yet</button>" in late.content.decode()
        assert holder(service) == by.user.pk
        assert receiver.post(f"/handover/{given.pk}/accept/", {"loud": "1"}).status_code == 303
        assert holder(service) == night.user.pk

    def test_it_names_how_many(self, browser, by, night, people, service, referral, at):
        factories.referral(people.coordinator, service, at - 30 * HOUR, surname="Second")
        factories.referral(people.coordinator, service, at, facts=factories.PAIN_ONLY, surname="Third")
        sweep(at=at)
        given = action.give(
            service=service, receiver=night.user, lines=sheet.lines(by, service, at), note="", by=by, at=at
        )
        page = browser(night.user).get(f"/handover/{given.pk}/").content.decode()
        assert "Accept all 3 people, 2 with an alert not acknowledged yet, 1 overdue</button>" in page

    def test_a_colleague_of_another_service_sees_the_alerts_too(self, browser, given, people, at):
        Handover.objects.update(receiver=people.colleague)
        sweep(at=at)
        page = browser(people.colleague).get(f"/handover/{given.pk}/").content.decode()
        assert "New emergency, not acknowledged" in page

    def test_what_waited_when_given_and_is_in_hand_is_told_so(self, browser, by, night, people, service, referral, at):
        sweep(at=at)
        lines = sheet.lines(by, service, at)
        given = action.give(service=service, receiver=night.user, lines=lines, note="", by=by, at=at)
        for clock in Clock.objects.filter(referral=referral, status="open"):
            browser(people.coordinator).post(f"/alerts/{clock.pk}/acknowledge/")
        page = browser(night.user).get(f"/handover/{given.pk}/").content.decode()
        assert f"When given: {lines[0][1]['alert']}. <strong>In hand since.</strong>" in page

    @pytest.mark.parametrize("sheet", ["9" * 18, "x", "-1"])
    def test_a_button_that_leads_nowhere_leads_to_the_worklist_or_a_404(self, browser, night, referral, sheet):
        clock = Clock.objects.get(kind="acknowledgement")
        given = {"sheet": sheet, "position": "x"}
        answer = browser(night.user).post(f"/alerts/{clock.pk}/acknowledge/", given, follow=True)
        assert answer.status_code == (404 if sheet.isdecimal() else 200)

    def test_who_does_not_hold_it_may_take_the_shift(self, browser, by, night):
        page = browser(night.user).get("/handover/").content.decode()
        assert "I am taking this shift" in page
        assert "Hand over" not in page.replace("Handover", "")
        assert f'action="{reverse("take_shift")}"' in page

    def test_nothing_of_another_alliance(self, browser, given, people):
        stranger = browser(people.stranger)
        assert stranger.get(f"/handover/{given.pk}/").status_code == 404
        assert stranger.post(f"/handover/{given.pk}/accept/").status_code == 404
        assert stranger.post(f"/handover/{given.pk}/people/0/", {"text": "x"}).status_code == 404

    def test_an_unknown_answer(self, browser, given, night):
        assert browser(night.user).post(f"/handover/{given.pk}/perhaps/").status_code == 404


def test_a_promise_to_ring_back_stays_with_the_service(given, by, night, service, referral, at):
    calls.promise(service=service, whom="Dr R", phone="01632 960 140", about="", by=by, at=at, referral=referral)
    action.accept(handover=given, by=night, at=at)
    assert service.call_backs.filter(done_at=None).count() == 1
