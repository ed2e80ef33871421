"""A button pressed twice: what was sent is kept once, and the second press leads to where the first one went."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from mscc.models import Pressed, Service
from mscc.roles import Role
from mscc.web import once
from referrals.events import EventKind
from referrals.models import CallAttempt, CallBack, Document, Event, Letter, LetterSent, Message, Referral, Task
from tests.actions.acting import together
from tests.conftest import Cast
from tests.rules.test_content import JPEG, PDF
from tests.views.calling import ADDRESS
from tests.views.looking import leads_to, said, soup, typed

K = EventKind
DAY = timedelta(days=1)


def number(client: Client, page: str) -> str:
    """The number of the first form on a page."""
    return soup(client.get(page)).select_one(f"main input[name={once.FIELD}]")["value"]


# What is sent from which page of a referral, and what is counted afterwards.
SENT: dict[str, tuple[str, dict, Callable[[], int]]] = {
    "letter": ("letters/", {"kind": "advice_referrer"}, Letter.objects.count),
    "message": ("messages/", {"text": "On the way"}, Message.objects.count),
    "question": (
        "information/", {"of_whom": "Ward 7", "question": "Creatinine?", "due_at": "21:00"},
        Event.objects.filter(kind=K.INFORMATION_ASKED).count,
    ),
    "task": ("tasks/new/", {"title": "Ring the ward", "due_at": "21:00"}, Task.objects.count),
    "promise to ring": ("", {"whom": "Dr R", "phone": "01632 960 157", "about": "Slot"}, CallBack.objects.count),
    "event": ("record/note/", {"note": "Seen", "happened_at": "now"}, Event.objects.filter(kind=K.NOTE).count),
}  # fmt: skip


@pytest.mark.parametrize("what", SENT)
def test_sent_twice_it_is_kept_once(coordinator: Client, referral: Referral, what: str) -> None:
    page, given, count = SENT[what]
    address, before = f"/referrals/{referral.reference}/{page}", count()
    given = {**given, once.FIELD: number(coordinator, address)}
    to = f"{address}call-back/" if what == "promise to ring" else address
    first, second = coordinator.post(to, given), coordinator.post(to, given)
    assert (first.status_code, second.status_code) == (303, 303)
    assert leads_to(first) == leads_to(second)
    assert count() == before + 1
    assert once.PRESSED_TWICE in said(coordinator.get(leads_to(second)))


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_presses_in_the_same_instant_waits(browser, people: Cast, referral: Referral) -> None:
    address = f"/referrals/{referral.reference}/messages/"
    one, other = browser(people.coordinator), browser(people.coordinator)
    given = {"text": "On the way", once.FIELD: number(one, address)}
    answers = together(lambda: one.post(address, given), lambda: other.post(address, given))
    assert [leads_to(each) for each in answers] == [address, address]
    assert Message.objects.count() == 1


def test_a_file_sent_twice_is_attached_once_and_another_file_is_another(
    coordinator: Client, referral: Referral
) -> None:
    address = f"/referrals/{referral.reference}/documents/"
    own = number(coordinator, address)
    for content in (PDF, PDF, JPEG):
        coordinator.post(address, {"what": "MRI", "file": SimpleUploadedFile("a.pdf", content), once.FIELD: own})
    assert Document.objects.count() == 2


def test_something_else_typed_in_the_same_form_is_kept_too(coordinator: Client, referral: Referral) -> None:
    address = f"/referrals/{referral.reference}/messages/"
    own = number(coordinator, address)
    for text in ("On the way", "No bed yet"):
        coordinator.post(address, {"text": text, once.FIELD: own})
    assert [each.text for each in Message.objects.all()] == ["On the way", "No bed yet"]


def test_what_was_not_kept_may_be_sent_again(coordinator: Client, referral: Referral) -> None:
    address = f"/referrals/{referral.reference}/messages/"
    given = {"text": "", once.FIELD: number(coordinator, address)}
    assert [coordinator.post(address, given).status_code for _ in range(2)] == [422, 422]
    assert not Pressed.objects.exists()


def test_one_persons_press_is_not_anothers(coordinator: Client, browser, people: Cast, referral: Referral) -> None:
    address = f"/referrals/{referral.reference}/messages/"
    given = {"text": "Rang", once.FIELD: number(coordinator, address)}
    coordinator.post(address, given)
    browser(people[Role.REGISTRAR]).post(address, given)
    assert Message.objects.count() == 2


def test_a_promise_pressed_twice_on_a_call_is_one_and_so_is_a_try_at_it(coordinator: Client, service: Service) -> None:
    given = {"caller_phone": "01632 960 157", "do": "ring_back", once.FIELD: number(coordinator, "/calls/new/")}
    answers = [coordinator.post(ADDRESS, given) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert leads_to(answers[0]) == leads_to(answers[1])
    promised = CallBack.objects.get()
    tried = {"result": "no_answer", once.FIELD: number(coordinator, "/worklist/")}
    for _ in range(2):
        coordinator.post(f"/call-backs/{promised.pk}/", tried)
    assert CallAttempt.objects.count() == 1


@pytest.fixture
def approved(coordinator: Client, referral: Referral) -> str:
    """The address of an approved letter, approved by a press that came twice."""
    overview = f"/referrals/{referral.reference}/letters/"
    address = leads_to(coordinator.post(overview, {"kind": "advice_referrer"}))
    sent = {**typed(coordinator.get(address), "main form"), "do": "approve"}
    answers = [coordinator.post(address, sent) for _ in range(2)]
    assert [leads_to(each) for each in answers] == [address, address]
    return address


def test_approved_twice_it_is_on_record_once(approved: str) -> None:
    assert Event.objects.filter(kind=K.LETTER_APPROVED).count() == 1


def test_marked_twice_as_sent_and_as_read_it_is_so_once(coordinator: Client, approved: str, referral: Referral) -> None:
    given = {"route": "post", "to_whom": "Dr B", "sent_at": "now", once.FIELD: number(coordinator, approved)}
    answers = [coordinator.post(f"{approved}sent/", given) for _ in range(2)]
    assert [leads_to(each) for each in answers] == [approved, approved]
    sending = LetterSent.objects.get()
    read = {"read_by": "Dr B", "read_at": "now", once.FIELD: number(coordinator, approved)}
    address = f"/referrals/{referral.reference}/sent/{sending.pk}/read/"
    answers = [coordinator.post(address, read) for _ in range(2)]
    assert [leads_to(each) for each in answers] == [approved, approved]
    assert Event.objects.filter(kind__in=(K.LETTER_SENT, K.LETTER_READ)).count() == 2


def test_a_crash_in_between_keeps_neither_the_press_nor_what_was_sent(rf, people, at) -> None:
    request = rf.post("/x/", {once.FIELD: "1"})
    request.user, request.at = people.coordinator, at

    @once.once
    def crashes(_request: object) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError), transaction.atomic():
        crashes(request)
    assert not Pressed.objects.exists()


@pytest.mark.django_db
def test_what_is_old_is_forgotten(at) -> None:
    for day in range(2):
        Pressed.objects.create(digest=str(day), at=at - day * DAY, led_to="/")
    once.forget(before=at)
    assert [each.digest for each in Pressed.objects.all()] == ["0"]
