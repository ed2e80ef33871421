"""Letters on the page: begun from the record, edited, approved, sent, read; the wording of the alliance."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from audit.models import Entry
from mscc import pdf
from mscc.access import Access
from mscc.models import Service
from mscc.moments import Moment
from mscc.roles import Role
from referrals import story, tasks
from referrals.actions import letter_paper
from referrals.events import EventKind
from referrals.letters import KINDS, PLACEHOLDERS, LetterKind
from referrals.models import Letter, LetterWording, Referral
from tests import factories
from tests.conftest import Cast
from tests.views.calling import HOSTILE
from tests.views.looking import POLL, leads_to, part, said, soup, typed, words

K = EventKind


@pytest.fixture
def here(referral: Referral) -> str:
    return f"/referrals/{referral.reference}/letters/"


@pytest.fixture
def letter(coordinator: Client, here: str) -> str:
    """The address of a letter of advice that was just begun."""
    return leads_to(coordinator.post(here, {"kind": "advice_referrer"}))


def form(page) -> dict:
    return typed(page, "form:has(textarea)")


@pytest.fixture
def approved(coordinator: Client, letter: str) -> str:
    coordinator.post(letter, {**form(coordinator.get(letter)), "do": "approve"})
    return letter


def alert(page) -> str:
    return part(page, ".app-errors")


class TestBegun:
    @pytest.mark.parametrize("kind", LetterKind)
    def test_each_kind_is_filled_in_from_the_record(self, coordinator, here, kind):
        page = coordinator.post(here, {"kind": kind}, follow=True)
        assert page.status_code == 200
        assert part(page, "h1") == KINDS[kind].label
        text = form(page)["body"]
        assert "{" not in text
        assert "not known" in text
        assert "today" not in text.lower().replace("# today", "")

    def test_it_says_what_was_said_and_what_is_not_known(self, coordinator, here, people, referral, at):
        told = {"to_whom": "Dr R Ringback", "advice": "Lie flat, log roll", "read_back": "yes"}
        factories.record(referral, K.ADVICE_GIVEN, people.coordinator, at, **told)
        factories.record(referral, K.MRI_STARTED, people.coordinator, at, whole_spine="yes")
        body = form(coordinator.post(here, {"kind": "advice_referrer"}, follow=True))["body"]
        for line in (
            "- 19:12 on 22 Nov 2026: Advice given: Dr R Ringback; Lie flat, log roll; read back: yes",
            "- 19:12 on 22 Nov 2026: MRI started: whole spine: yes",
            "Immobilised: not known.", "Dexamethasone: not known.", "Allergies: not known.",
            "- Yes: Limb weakness",
        ):  # fmt: skip
            assert line in body
        assert "- Not asked or not known: " in body
        assert "No: " not in body  # nothing was answered with no

    def test_a_call_in_which_advice_was_given_is_advice(self, coordinator, here, referral):
        answers = {
            "happened_at": "now", "direction": "out", "whom": "Dr R", "number": "1", "what_was_said": "Lie flat",
            "gave_advice": "yes", "read_back": "yes",
        }  # fmt: skip
        assert coordinator.post(f"/referrals/{referral.reference}/record/called/", answers).status_code == 303
        referral.timeline.refresh_from_db()
        assert referral.timeline.advice_given_at == referral.received_at
        body = form(coordinator.post(here, {"kind": "advice_referrer"}, follow=True))["body"]
        assert "Call: We rang them; Dr R; 1; Lie flat; advice given: yes; read back: yes" in body

    def test_what_was_struck_out_is_not_in_it(self, coordinator, here, people, referral, at):
        factories.record(referral, K.ADVICE_GIVEN, people.coordinator, at, to_whom="Dr W", advice="Wrong", read_back="")
        event = referral.events.get(kind=K.ADVICE_GIVEN)
        coordinator.post(f"/referrals/{referral.reference}/events/{event.pk}/strike-out/", {"reason": "Of another"})
        assert "Wrong" not in form(coordinator.post(here, {"kind": "advice_referrer"}, follow=True))["body"]

    def test_every_placeholder_has_its_value(self, referral, people, at):
        found = story.values(referral, Access(people.coordinator), at)
        assert set(found) == set(PLACEHOLDERS)
        assert all(found.values())

    def test_who_is_immobilised_no_more_is_said_not_to_be(self, referral, people, at):
        user = people.coordinator
        factories.record(referral, K.IMMOBILISED, user, at)
        assert story.values(referral, Access(user), at)["immobilised"].startswith("yes, since")
        factories.record(referral, K.IMMOBILISATION_ENDED, user, at, ended_by="Mr S")
        assert story.values(referral, Access(user), at)["immobilised"] == "no"

    def test_an_unknown_kind_is_not_there(self, coordinator, here):
        assert coordinator.post(here, {"kind": "ransom"}).status_code == 404


class TestDraft:
    def test_it_is_saved(self, coordinator, letter):
        page = coordinator.post(
            letter, {**form(coordinator.get(letter)), "body": "Lie flat", "do": "save"}, follow=True
        )
        assert said(page) == "Saved. It is a draft still."
        assert form(page)["body"] == "Lie flat"

    def test_what_is_wrong_loses_nothing_typed(self, coordinator, letter):
        given = {**form(coordinator.get(letter)), "to_whom": "", "body": "My words", "do": "approve"}
        page = coordinator.post(letter, given)
        assert (page.status_code, form(page)["body"]) == (422, "My words")
        assert "Fill this in." in alert(page)
        assert Letter.objects.get().is_draft

    def test_no_letter_is_longer_than_its_pdf_can_be_made(self, coordinator, letter):
        page = coordinator.post(letter, {**form(coordinator.get(letter)), "body": "- x\n" * 1001, "do": "approve"})
        assert page.status_code == 422
        assert "more than 1,000 lines" in alert(page)
        assert form(page)["body"].count("- x") == 1001

    def test_pressed_twice_it_is_saved_once(self, coordinator, letter):
        given = {**form(coordinator.get(letter)), "body": "Lie flat", "do": "save"}
        assert [coordinator.post(letter, given).status_code for _ in range(2)] == [303, 303]
        assert (Letter.objects.get().saves, Letter.objects.get().body) == (2, "Lie flat")

    def test_somebody_elses_save_is_shown_beside_mine(self, coordinator, browser, people, letter):
        mine = form(coordinator.get(letter))
        other = browser(people[Role.SENIOR])
        other.post(letter, {**form(other.get(letter)), "body": "Their words", "do": "save"})
        page = coordinator.post(letter, {**mine, "body": "My words", "do": "approve"})
        assert page.status_code == 422
        assert "Test Senior clinician has changed this draft" in alert(page)
        assert part(page, "section[aria-labelledby=theirs] pre") == "Their words"
        assert form(page)["body"] == "My words"
        again = coordinator.post(letter, {**form(page), "body": "Both", "do": "approve"})
        assert again.status_code == 303
        assert Letter.objects.get().body == "Both"

    def test_what_was_recorded_since_is_said_and_must_be_read(self, coordinator, letter, people, referral, at):
        read = form(coordinator.get(letter))
        factories.record(referral, K.REPORTED, people.coordinator, at, outcome="mscc", levels="T8")
        page = coordinator.post(letter, {**read, "body": "My words", "do": "approve"})
        assert "Something new was recorded" in alert(page)
        assert form(page)["body"] == "My words"
        assert "Imaging reported: Metastatic spinal cord compression; levels: T8" in part(
            page, "[aria-labelledby=newer]"
        )
        assert coordinator.post(letter, {**form(page), "do": "approve"}).status_code == 303

    def test_filled_in_anew_it_is_not_saved_and_what_stood_there_is_kept(
        self, coordinator, letter, people, referral, at
    ):
        mine = {**form(coordinator.get(letter)), "body": "My words"}
        factories.record(referral, K.REPORTED, people.coordinator, at, outcome="mscc", levels="T8")
        page = coordinator.post(letter, {**mine, "do": "refill"})
        assert page.status_code == 200
        assert "Imaging reported" in form(page)["body"]
        assert part(page, "details pre") == "My words"
        assert "Imaging reported" not in Letter.objects.get().body
        coordinator.post(letter, {**form(page), "do": "save"})
        assert not soup(coordinator.get(letter)).select("[aria-labelledby=newer]")

    def test_it_is_thrown_away(self, coordinator, letter):
        page = coordinator.post(letter, {"do": "drop"}, follow=True)
        assert said(page) == "Thrown away. It stays on record."
        assert "Thrown away" in words(coordinator.get(letter))

    @pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
    def test_whatever_is_typed_is_words_on_the_page(self, coordinator, letter, text):
        page = coordinator.post(
            letter, {**form(coordinator.get(letter)), "body": f"# {text}\n- {text}\n{text}", "to_whom": text[:300],
                     "do": "save"}, follow=True,
        )  # fmt: skip
        assert page.status_code in {200, 422}
        assert not soup(page).select("main script, main img")
        if "\0" in text:
            assert "Null characters are not allowed" in alert(page)

    def test_an_unknown_deed_is_not_there(self, coordinator, letter):
        assert coordinator.post(letter, {"do": "email"}).status_code == 404


class TestApproved:
    def test_it_says_by_whom_and_is_frozen(self, coordinator, approved, people):
        page = coordinator.get(approved)
        assert "Approved by Test Coordinator" in words(page)
        assert not soup(page).select("textarea")
        assert Letter.objects.get().paper == Letter.Paper.WAITING
        refused = coordinator.post(approved, {"do": "drop"})
        assert (refused.status_code, "cannot be changed" in alert(refused)) == (422, True)

    def test_marked_as_sent_then_read_then_replaced(self, coordinator, approved, referral):
        page = coordinator.post(f"{approved}sent/", {"route": "", "to_whom": "", "sent_at": ""})
        assert page.status_code == 422
        assert len(soup(page).select(".app-errors li")) == 3
        given = {"route": "by_hand", "to_whom": "Ward 7 <b>", "sent_at": "now"}
        assert said(coordinator.post(f"{approved}sent/", given, follow=True)) == "Marked as sent."
        sending = Letter.objects.get().sendings.get()
        address = f"/referrals/{referral.reference}/sent/{sending.pk}/read/"
        assert coordinator.post(address, {"read_by": "", "read_at": "now"}).status_code == 422
        page = coordinator.post(address, {"read_by": "Sister B", "read_at": "now"}, follow=True)
        assert said(page) == "Marked as read."
        assert "By hand to Ward 7 <b>, 19:12 today, says Test Coordinator. Read by Sister B" in words(page)
        page = coordinator.post(approved, {"do": "version"}, follow=True)
        assert "Version 2" in words(page)
        assert form(page)["to_whom"] == Letter.objects.get(version=1).to_whom

    def test_every_open_print_and_send_is_on_the_trail(self, coordinator, approved):
        tasks.make_paper(Letter.objects.get().pk)
        coordinator.get(approved)
        coordinator.get(f"{approved}pdf/")
        coordinator.post(f"{approved}sent/", {"route": "post", "to_whom": "Dr R", "sent_at": "now"})
        actions = list(Entry.objects.filter(action__startswith="letter.").values_list("action", flat=True))
        assert {"letter.view", "letter.print", "letter.mark_sent", "letter.approve", "letter.make_paper"} <= {*actions}
        before = actions.count("letter.view")
        coordinator.get(approved, headers=POLL)  # the page asked by itself
        assert Entry.objects.filter(action="letter.view").count() == before


class TestPaper:
    def paper(self, client: Client, letter: str) -> PdfReader:
        response = client.get(f"{letter}pdf/")
        assert response["Content-Type"] == "application/pdf"
        it = Letter.objects.get()
        assert response["Content-Disposition"] == f'attachment; filename="letter-{it.pk}-version-1.pdf"'
        return PdfReader(BytesIO(response.content))

    def test_it_is_made_by_a_worker_while_the_page_asks(self, coordinator, approved):
        asks = coordinator.get(approved, headers=POLL)
        assert "It is being made" in words(asks)
        assert soup(asks).select_one("#paper")["hx-get"] == approved
        refused = coordinator.get(f"{approved}pdf/")
        assert (refused.status_code, "not made yet" in alert(refused)) == (422, True)
        tasks.make_paper(Letter.objects.get().pk)
        done = coordinator.get(approved, headers=POLL)
        assert "Open or print the PDF" in words(done)
        assert not soup(done).select_one("#paper").has_attr("hx-get")

    def test_it_is_tagged_and_says_on_every_page_whom_it_is_about(self, coordinator, letter):
        body = "# Advice\n" + "- Lie flat\n" * 150
        coordinator.post(letter, {**form(coordinator.get(letter)), "body": body, "do": "approve"})
        tasks.make_paper(Letter.objects.get().pk)
        paper = self.paper(coordinator, letter)
        assert len(paper.pages) > 1
        assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert paper.trailer["/Root"]["/Lang"] == "en-GB"
        for number, page in enumerate(paper.pages, start=1):
            text = " ".join(page.extract_text().split())
            assert "TESTPATIENT, Alex, born not known, NHS number 999 000 0018" in text
            assert f"Page {number} of {len(paper.pages)}" in text
            assert "Approved by Test Coordinator at 19:12 on 22 Nov 2026" in text

    def test_what_was_typed_is_words_on_paper_and_loads_nothing(self, coordinator, letter):
        text = "<img src='file:///etc/passwd'><link rel=attachment href='file:///etc/passwd'>{{ 7*7 }} =1+1"
        coordinator.post(letter, {**form(coordinator.get(letter)), "body": text, "do": "approve"})
        tasks.make_paper(Letter.objects.get().pk)
        paper = self.paper(coordinator, letter)
        assert "<img src='file:///etc/passwd'>" in " ".join(paper.pages[0].extract_text().split())
        assert "{{ 7*7 }} =1+1" in " ".join(paper.pages[0].extract_text().split())
        assert paper.attachments == {}
        assert "/URI" not in str(paper.pages[0].get("/Annots", ""))

    @pytest.mark.parametrize("text", [each for each in HOSTILE.values() if "\0" not in each])
    def test_whatever_was_typed_can_be_printed(self, coordinator, letter, text):
        given = {**form(coordinator.get(letter)), "body": f"# {text}\n- {text}\n{text}", "do": "approve"}
        coordinator.post(letter, given)
        tasks.make_paper(Letter.objects.get().pk)
        assert Letter.objects.get().paper == Letter.Paper.MADE

    def test_without_a_broker_it_is_made_at_once(self, coordinator, letter, monkeypatch):
        monkeypatch.setattr("mscc.celery.wake", lambda *_: False)
        coordinator.post(letter, {**form(coordinator.get(letter)), "do": "approve"})
        assert Letter.objects.get().paper == Letter.Paper.MADE

    def test_without_a_worker_the_page_says_so_and_makes_it_itself(self, coordinator, approved, now):
        now.shift(timedelta(seconds=30))
        page = coordinator.get(approved)
        assert "It takes longer than it should." in words(page)
        assert not soup(page).select("#paper[hx-get]")
        page = coordinator.post(approved, {"do": "paper"}, follow=True)
        assert "Open or print the PDF" in words(page)

    @pytest.mark.parametrize(
        ("problem", "words_said"),
        [
            (pdf.NotPossibleHere("PDFs cannot be made on this machine: x."), "PDFs cannot be made on this machine"),
            (MemoryError(), "The PDF could not be made. Try again"),
            (OSError("no space left"), "The PDF could not be made. Try again"),
        ],
    )
    def test_what_fails_says_so_and_can_be_tried_again(self, coordinator, approved, monkeypatch, problem, words_said):
        def fails(*_, **__):
            raise problem

        with monkeypatch.context() as patched:
            patched.setattr(letter_paper, "_pdf", fails)
            tasks.make_paper(Letter.objects.get().pk)
        page = coordinator.get(approved)
        assert words_said in words(page)
        assert part(page, "#paper button") == "Try again"
        assert "Open or print the PDF" in words(coordinator.post(approved, {"do": "paper"}, follow=True))

    def test_made_once_it_stays(self, coordinator, approved):
        it = Letter.objects.get()
        tasks.make_paper(it.pk)
        name = Letter.objects.get().file
        tasks.make_paper(it.pk)
        coordinator.post(approved, {"do": "paper"})
        assert Letter.objects.get().file == name

    def test_a_draft_has_none(self, coordinator, letter):
        assert coordinator.post(letter, {"do": "paper"}).status_code == 422


class TestWording:
    ADDRESS = "/letters/gp_summary/"

    @pytest.fixture
    def lead(self, browser, people: Cast) -> Client:
        return browser(people[Role.SERVICE_LEAD])

    def test_the_alliances_own_is_used_from_then_on(self, lead, coordinator, here):
        given = typed(lead.get(self.ADDRESS), "main form")
        assert given["text"].startswith("Dear doctor,")
        page = lead.post(self.ADDRESS, {**given, "text": "Hello {person}", "do": "keep"}, follow=True)
        assert said(page) == "Summary for the GP: kept, and used from the next letter on."
        assert form(coordinator.post(here, {"kind": "gp_summary"}, follow=True))["body"] == "Hello TESTPATIENT, Alex"
        lead.post(self.ADDRESS, {**typed(lead.get(self.ADDRESS), "main form"), "do": "own"})
        assert "Dear doctor," in form(coordinator.post(here, {"kind": "gp_summary"}, follow=True))["body"]

    @pytest.mark.parametrize("text", ["{pearson}", "{person", *HOSTILE.values()])
    def test_what_cannot_be_kept_is_said_and_not_lost(self, lead, text):
        given = {**typed(lead.get(self.ADDRESS), "main form"), "text": text, "do": "keep"}
        page = lead.post(self.ADDRESS, given)
        if page.status_code == 422:
            assert alert(page)
            assert typed(page, "main form")["text"].replace("\r", "") == text.replace("\r", "").replace("\0", "\0")
            assert not LetterWording.objects.exists()
        assert not soup(page).select("main script, main img")

    def test_nobody_elses_is_overwritten(self, lead, browser, people, service):
        given = typed(lead.get(self.ADDRESS), "main form")
        lead.post(self.ADDRESS, {**given, "text": "Mine", "do": "keep"})
        page = lead.post(self.ADDRESS, {**given, "text": "Theirs", "do": "keep"})
        assert (page.status_code, "another wording since" in alert(page)) == (422, True)
        assert part(page, "#theirs").startswith("Version 1, Test")
        assert part(page, "[aria-labelledby=theirs] .app-words") == "Mine"
        again = typed(page, "main form")
        assert again["text"] == "Theirs"
        assert lead.post(self.ADDRESS, {**again, "do": "keep"}).status_code == 303
        assert LetterWording.objects.get(version=2).text == "Theirs"

    def test_an_unknown_one_is_not_there(self, lead):
        assert lead.get("/letters/ransom/").status_code == 404


def test_the_list_and_the_referrals_page_say_how_each_stands(coordinator, approved, here, referral):
    assert "Approved, not sent" in words(coordinator.get(here))
    assert "Advice to the referrer: approved, not sent" in words(coordinator.get(f"/referrals/{referral.reference}/"))


def test_a_list_takes_as_many_queries_however_long(
    coordinator, here, people, referral, at: datetime, django_assert_max_num_queries
) -> None:
    from referrals.actions import letters

    for _ in range(3):
        made = factories.letter(referral, people.coordinator, at, approved=True)
        given = {"route": "post", "to_whom": "Dr R", "moment": Moment(at)}
        from mscc.access import Access

        letters.mark_sent(letter=made, by=Access(people.coordinator), at=at, **given)
    with django_assert_max_num_queries(18):
        coordinator.get(here)


def test_another_alliance_sees_none(browser, people: Cast, service: Service, approved) -> None:
    stranger = browser(people.stranger)
    for address in (approved, f"{approved}pdf/", approved.rpartition("letters/")[0] + "letters/"):
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"{approved}sent/", {"route": "post"}).status_code == 404
