"""What happened is recorded, put right and struck out: a form for every kind of event."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mscc.models import Service
from pathways.states import State
from referrals.events import EVENTS, RECORDABLE, EventKind, transfer
from referrals.forms.asks import ASKS
from referrals.forms.record import WANTS_ANY
from referrals.models import Event, Referral
from referrals.sentences import detail
from tests import factories
from tests.conftest import Cast
from tests.views.calling import WORST
from tests.views.looking import HTMX, part, said, soup, typed, words

K = EventKind
HOUR = timedelta(hours=1)
# An answer to each question that an event may ask.
GIVEN = {
    "direction": "out", "whom": "Dr R Ringback", "number": "01632 960 157", "what_was_said": "Lie flat",
    "gave_advice": "yes", "told_by": "Dr R", "to_whom": "Dr R", "advice": "Lie flat", "read_back": "yes",
    "accepted_by": "Mr S",
    "position": "Flat", "given_by": "Spinal surgeon", "booked_for": "23 Nov 09:00", "whole_spine": "yes",
    "delay_reason": "No slot", "rt_delay_reason": "Machine down",
    "contraindication": "Pacemaker", "confirmed_by": "Radiographer",
    "mri_exclusion": "declined", "rt_exclusion": "declined", "plegia_days": "3", "pain_controlled": "no",
    "treat_immediately": "yes", "decided_by": "Dr C", "outcome": "mscc", "levels": "T8",
    "treatment": "radiotherapy", "surgery_suitable": "no", "other_treatment": "yes",
    "dose_gy": "8", "fractions": "1", "where_now": "Ward 9",
    "where_phone": "01632 960 200", "discharge_lead": "Sister B", "destination": "Home", "note": "Rang",
    "fractions_reason": "High risk", "discharge_plan": "yes", "walking_now": "aided",
    "surveillance_only": "no", "spine_part": ["cervical", "thoracic", "lumbar", "sacral"], "sequences": ["t1", "t2"],
    "scan_at": "General", "local_not_possible": "no_slot", "delay_more": "Twice", "ct_reconstruction": "yes",
    "myelography_why": "The level", "myelography_site": "spinal", "site_reason": "Nobody else", "report_form": "verbal",
    "escc": "1b", "radiologist": "Dr X", "images_to": "spinal", "images_where": "The infirmary",
    "opinion_of": "surgery", "asked_of": "Mr S", "opinion": "Operate", "mdt_plan": "Operate",
    "mdt_attended": ["oncology", "radiology"], "mdt_names": "Dr R, Mr S", "unsuitable_because": ["fitness", "wish"],
    "fertility": "referred", "stem_cell_harvest": "no", "rt_high_risk": "no", "rt_regimen_includes_steroid": "no",
    "rt_site": "T6 to T9", "rt_completed": "yes", "fractions_given": "1", "operation": ["decompression"],
    "surgeon": "Mr S", "cement": "kyphoplasty", "brace": "Collar", "drug": "Abiraterone", "supportive": "Hospice team",
    "bone_agent": "bisphosphonate", "bone_agent_stage": "given", "bisphosphonate_aim": "pain",
    "biopsy_stage": "result", "biopsy_changes_treatment": "yes", "immediate_treatment_needed": "no",
    "biopsy_result": "Prostate", "dose_mg": "16", "route": "oral", "ppi_given": "yes", "glucose": "7.5",
    "taper": "8 mg from Monday", "stop_reason": "tapered", "transfer_to": "The infirmary, ward 3",
    "transfer_phone": "01632 960 300", "accepting": "Mr S", "bed": "Bed 4", "responsible": "Dr R",
    "precautions": "Flat, log roll", "precautions_read_back": "yes", "images": "sent", "steroid_given": "yes",
    "escort": "Nurse", "transport": "Crew at 20:00", "ward_told": "Sister B", "gate_reason": "No time",
    "gate_clinician": "Mr S", "cancel_reason": "unwell",
    "care_senior": "Dr S", "care_with": "Physiotherapist", "care_plan": "Home with her daughter",
    "wishes": "Her garden",
    "with_person": "yes", "look_again": "4 Dec 2026", "needs_by": "Sister B", "needs": "Sleep, money",
    "support_told": "yes", "pain_now": "0", "pain_on_moving": "7", "pain_site": "Mid back", "pain_cause": "T8, worse",
    "pain_impact": "Sleep", "pain_plan": "Morphine, flat", "pain_tried": "Paracetamol", "specialist_pain": "no",
    "plan_works": "partly", "side_effects": "Drowsy", "plan_next": "changed", "mobile_step": "sitting",
    "hypotension": "no", "more_pain": "no", "worse_neurology": "no", "went": "on", "tolerated": "yes",
    "ended_by": "Mr S", "goals": "To the garden", "service_asked": "nursing", "service_name": "North team",
    "service_answer": "accepted", "clots": "prevented", "pressure": "none", "bladder": "present", "bowel": "unknown",
    "care_note": "Catheter", "planning": "later", "topics": ["diagnosis", "pain"], "contact_known": "yes",
    "card_given": "yes", "language": "Welsh", "party_family": "yes", "party_oncology": "yes",
    "party_rehabilitation": "no", "party_pharmacist": "not_needed", "party_community": "yes", "equipment": "ordered",
    "equipment_what": "Hoist", "carers_taught": "planned", "follow_up": "Clinic, 2 Dec", "asked_when": "weeks",
    "continence": "catheter", "readmitted": "no", "lives_at": "Home",
}  # fmt: skip
# What must have been recorded before; and what must be said though each answer by itself need not be.
BEFORE = {
    K.TRANSFER_CHECKED: [K.TRANSFER_ARRANGED], K.TRANSFER_CANCELLED: [K.TRANSFER_ARRANGED],
    K.ARRIVED: [K.TRANSFER_ARRANGED, K.DEPARTED],
}  # fmt: skip
ALSO = {
    K.TRANSFER_CHECKED: ["bed"], K.DEPARTED: ["gate_reason", "gate_clinician"], K.STEROID_CHECKED: ["glucose"],
    K.RT_PREPARED: ["fertility"], K.PAIN_ASSESSED: ["pain_now"], K.POSITION_CHECKED: ["position"],
    K.DISCHARGE_CHECKED: ["equipment"],
}  # fmt: skip


SAYS_MISSING = ("Fill this in.", "Choose an answer.", "Give a number.", "Give a time: now, 18:10, 22 Nov 18:10.")
NOTHING_FILLED_IN = "Nothing is filled in. Answer at least one question."


@pytest.fixture
def here(referral: Referral) -> str:
    return f"/referrals/{referral.reference}/"


def required(kind: EventKind) -> dict[str, Any]:
    also = ALSO.get(kind, [])
    return {name: GIVEN[name] for name in EVENTS[kind].asks if ASKS[name].required or name in also}


def whole(kind: EventKind) -> dict[str, Any]:
    return {name: GIVEN[name] for name in EVENTS[kind].asks}


def prepare(client: Client, here: str, kind: EventKind) -> None:
    """What must have happened before, so that this can be recorded."""
    for each in BEFORE.get(kind, []):
        assert client.post(f"{here}record/{each}/", {"happened_at": "18:00", **whole(each)}).status_code == 303


def errors(response) -> str:
    return part(response, ".app-errors")


# Record


def test_there_is_an_answer_to_every_question() -> None:
    assert set(GIVEN) == set(ASKS)


@pytest.mark.parametrize("kind", RECORDABLE)
def test_the_least_that_is_asked_is_recorded(
    coordinator: Client, referral: Referral, here: str, kind: EventKind
) -> None:
    page = coordinator.get(f"{here}record/{kind}/")
    assert part(page, "h1") == EVENTS[kind].record_as
    assert typed(page, "main form")["happened_at"] == "now"
    prepare(coordinator, here, kind)
    response = coordinator.post(f"{here}record/{kind}/", {"happened_at": "now", **required(kind)}, follow=True)
    back = f"{here}transfer/" if kind in transfer.EVENTS else here
    assert response.redirect_chain == [(back, 303)], errors(response)
    assert said(response).endswith(f"{EVENTS[kind].record_as}: recorded.")
    assert referral.events.get(kind=kind).happened_at == referral.received_at


@pytest.mark.parametrize("kind", RECORDABLE)
def test_all_that_can_be_said_is_kept(coordinator: Client, referral: Referral, here: str, kind: EventKind) -> None:
    prepare(coordinator, here, kind)
    answers = whole(kind)
    assert coordinator.post(f"{here}record/{kind}/", {"happened_at": "18:30", **answers}).status_code == 303
    event = referral.events.get(kind=kind)
    assert event.happened_at == referral.received_at.replace(hour=18, minute=30)
    assert event.told_by == answers.pop("told_by", "")
    if "booked_for" in answers:
        assert datetime.fromisoformat(event.data["booked_for"]) == datetime(2026, 11, 23, 9, tzinfo=UTC)
        answers.pop("booked_for")
    if "look_again" in answers:
        assert datetime.fromisoformat(event.data["look_again"]) == datetime(2026, 12, 4, tzinfo=UTC)
        answers.pop("look_again")
    kept = {name: event.data[name] for name in answers}
    assert {name: each if isinstance(each, list) else str(each) for name, each in kept.items()} == answers
    assert f"{EVENTS[kind].sentence}" in words(coordinator.get(here))


@pytest.mark.parametrize("kind", RECORDABLE)
def test_nothing_filled_in_says_what_is_missing(
    coordinator: Client, referral: Referral, here: str, kind: EventKind
) -> None:
    page = coordinator.post(f"{here}record/{kind}/", {})
    assert page.status_code == 422
    assert soup(page).title.text.startswith("Error: ")
    missing = [each for each in EVENTS[kind].asks if ASKS[each].required]
    assert (NOTHING_FILLED_IN in errors(page)) == (kind in WANTS_ANY)
    links = {each["href"].removeprefix("#").removeprefix("id_") for each in soup(page).select(".app-errors a")}
    assert links == {"happened_at", *missing}
    for each in soup(page).select(".app-errors li"):
        assert words(each).endswith((*SAYS_MISSING, NOTHING_FILLED_IN))
        assert kind in WANTS_ANY or soup(page).find(id=each.a["href"][1:]), each
    assert not referral.events.filter(kind=kind).exists()


@pytest.mark.parametrize("kind", RECORDABLE)
def test_whatever_is_typed_breaks_nothing(coordinator: Client, referral: Referral, here: str, kind: EventKind) -> None:
    for text in WORST:
        page = coordinator.post(
            f"{here}record/{kind}/", {"happened_at": "now", **dict.fromkeys(EVENTS[kind].asks, text)}
        )
        assert page.status_code in {303, 422}
        if page.status_code == 422:
            assert not soup(page).select("main script, main img")
    assert coordinator.get(here).status_code == 200


@pytest.mark.parametrize("kind", ["nonsense", "triaged", "closed", "call_received", "%00", "DIED"])
def test_nothing_else_can_be_recorded(coordinator: Client, here: str, kind: str) -> None:
    assert coordinator.get(f"{here}record/{kind}/").status_code == 404
    assert coordinator.post(f"{here}record/{kind}/", {"happened_at": "now"}).status_code == 404


def test_a_wrong_time_keeps_what_was_typed(coordinator: Client, here: str) -> None:
    page = coordinator.post(f"{here}record/note/", {"happened_at": "23 Nov 10:00", "note": "a <long>\nnote"})
    assert page.status_code == 422
    assert "is in the future. Give a time that has passed." in errors(page)
    assert typed(page, "main form")["note"] == "a <long>\nnote"


def test_a_booking_needs_a_time_and_may_be_in_the_future(coordinator: Client, here: str) -> None:
    page = coordinator.post(f"{here}record/mri_booked/", {"happened_at": "now", "booked_for": "24 Nov"})
    assert "Give the time of the slot as well as its day." in errors(page)


def test_what_it_would_make_of_the_clock_is_shown_before_it_is_saved(
    coordinator: Client, referral: Referral, here: str
) -> None:
    asked = {"happened_at": "now", "whole_spine": "yes", "do": "look"}
    response = coordinator.post(f"{here}record/mri_started/", asked, headers=HTMX)
    assert (response.status_code, words(response)) == (200, "MRI 24 h: met, 0 min after it began.")
    assert words(coordinator.post(f"{here}record/mri_started/", {**asked, "happened_at": "x"}, headers=HTMX)) == ""
    assert words(coordinator.post(f"{here}record/mri_started/", {**asked, "whole_spine": "no"}, headers=HTMX)) == ""
    assert "MRI 24 h: met" in part(coordinator.post(f"{here}record/mri_started/", asked), "#meaning")
    assert not referral.events.filter(kind=K.MRI_STARTED).exists()


def test_a_slot_after_the_due_time_is_said_before_it_is_saved(coordinator: Client, here: str) -> None:
    asked = {"happened_at": "now", "booked_for": "24 Nov 10:00", "do": "look"}
    late = words(coordinator.post(f"{here}record/mri_booked/", asked, headers=HTMX))
    assert late == "After the due time, 19:12 Mon 23 Nov. Ask for an earlier slot; saved as it is, it alerts at once."
    asked["booked_for"] = "23 Nov 10:00"
    assert words(coordinator.post(f"{here}record/mri_booked/", asked, headers=HTMX)) == ""


def test_an_ended_referral_says_why_not(coordinator: Client, people: Cast, service: Service, at) -> None:
    of = factories.referral_at(State.REDIRECTED, people.coordinator, service, at)
    answers = {"happened_at": "now", "where_now": "Ward 9"}
    page = coordinator.post(f"/referrals/{of.reference}/record/moved/", answers)
    assert page.status_code == 422
    assert "This referral is redirected. Reopen it first." in errors(page)
    assert typed(page, "main form")["where_now"] == "Ward 9"


# Put right, strike out


@pytest.fixture
def note(referral: Referral, people: Cast, at) -> Event:
    factories.record(referral, K.NOTE, people.coordinator, at, note="Wrong", told_by="Dr R")
    return referral.events.get(kind=K.NOTE)


def test_an_entry_is_put_right_and_the_old_one_stays(
    coordinator: Client, referral: Referral, here: str, note: Event, now
) -> None:
    now.shift(HOUR)
    page = coordinator.get(f"{here}events/{note.pk}/")
    answers = typed(page, "main form")
    assert (answers["happened_at"], answers["note"], answers["told_by"]) == ("22 Nov 2026 19:12", "Wrong", "Dr R")
    response = coordinator.post(f"{here}events/{note.pk}/", {**answers, "note": "Right"}, follow=True)
    assert said(response) == "Put right. The old entry stays on record."
    new = referral.events.get(kind=K.NOTE, supersedes=note)
    assert (new.data["note"], new.happened_at) == ("Right", note.happened_at)
    again = coordinator.post(f"{here}events/{note.pk}/", {**answers, "note": "Again"})
    assert again.status_code == 422
    assert "Somebody has put this entry right already." in errors(again)
    assert typed(again, "main form")["note"] == "Again"


def moment(day: int, month: int, year: int, clock: str = "00:00:00") -> datetime:
    return datetime.fromisoformat(f"{year}-{month:02}-{day:02}T{clock}+00:00")


MOMENTS = [
    (moment(21, 11, 2026), "exact"), (moment(21, 11, 2026), "date"), (moment(25, 10, 2026, "00:30:00"), "exact"),
    (moment(25, 10, 2026, "01:30:00"), "estimated"), (moment(1, 6, 2026, "09:05:30"), "exact"),
    (moment(31, 5, 2026, "23:00:00"), "exact"), (moment(31, 5, 2026, "23:00:00"), "date"),
    (moment(31, 12, 2025, "23:59:00"), "estimated"), (moment(31, 12, 2025), "date"),
]  # fmt: skip


@pytest.mark.parametrize(("happened", "precision"), MOMENTS, ids=[f"{at:%d %b %y %H:%M}, {how}" for at, how in MOMENTS])
def test_an_entry_opened_and_saved_as_it_stood_keeps_its_time(
    coordinator: Client, referral: Referral, here: str, happened: datetime, precision: str
) -> None:
    """Midnight and the two hours of October are asked about once, not again; last year stays last year."""
    old = referral.events.create(
        kind=K.NOTE, happened_at=happened, precision=precision, recorded_at=referral.received_at, data={"note": "x"}
    )
    page = coordinator.get(f"{here}events/{old.pk}/")
    assert errors(page) == ""
    response = coordinator.post(f"{here}events/{old.pk}/", typed(page, "main form"))
    assert response.status_code == 303, errors(response)
    new = referral.events.get(supersedes=old)
    assert (new.happened_at, new.precision) == (happened, precision)


def test_a_booking_opened_and_saved_keeps_its_slot(
    coordinator: Client, people: Cast, referral: Referral, here: str, at
) -> None:
    slot = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    factories.record(referral, K.MRI_BOOKED, people.coordinator, at, booked_for=slot.isoformat())
    old = referral.events.get(kind=K.MRI_BOOKED)
    page = coordinator.get(f"{here}events/{old.pk}/")
    assert coordinator.post(f"{here}events/{old.pk}/", typed(page, "main form")).status_code == 303
    assert datetime.fromisoformat(referral.events.get(supersedes=old).data["booked_for"]) == slot


def test_an_entry_is_struck_out_with_a_reason(coordinator: Client, referral: Referral, here: str, note: Event) -> None:
    address = f"{here}events/{note.pk}/strike-out/"
    assert said(coordinator.post(address, {"reason": " \0 "}, follow=True)) == "Say why this entry is wrong."
    assert said(coordinator.post(address, {"reason": "r" * 5000}, follow=True)) == "Struck out. It stays on record."
    assert "put this entry right already" in said(coordinator.post(address, {"reason": "x"}, follow=True))
    assert referral.events.get(kind=K.STRUCK_OUT).supersedes == note


def test_what_the_system_wrote_cannot_be_put_right_here(coordinator: Client, referral: Referral, here: str) -> None:
    triaged = referral.events.get(kind=K.TRIAGED)
    assert coordinator.get(f"{here}events/{triaged.pk}/").status_code == 404
    page = coordinator.post(f"{here}events/{triaged.pk}/strike-out/", {"reason": "x"}, follow=True)
    assert "cannot be" in said(page)


@pytest.mark.parametrize("path", ["events/{pk}/", "events/{pk}/strike-out/"])
def test_an_entry_of_another_referral_is_not_there(coordinator: Client, people, service, here, at, path: str) -> None:
    other = factories.referral(people.coordinator, service, at, surname="Other")
    factories.record(other, K.NOTE, people.coordinator, at, note="x")
    theirs = other.events.get(kind=K.NOTE)
    for pk in (theirs.pk, 0, 10**30):
        address = here + path.format(pk=pk)
        assert coordinator.post(address, {"reason": "x", "happened_at": "now", "note": "y"}).status_code == 404
    assert other.events.filter(supersedes=theirs).count() == 0


def test_not_known_is_said_where_somebody_was_asked_and_only_there(coordinator: Client, here: str, referral) -> None:
    address = f"{here}record/pain_assessed/"
    sent = typed(coordinator.get(address), "main form")
    assert sent["pain_now"] == ""
    coordinator.post(address, {**sent, "pain_on_moving": "unknown", "pain_site": "Back"})
    event = referral.events.get(kind=K.PAIN_ASSESSED)
    assert (event.data["pain_now"], event.data["pain_on_moving"]) == ("", "unknown")
    line = detail(event, {}, event.happened_at)
    assert "on moving: not known" in line
    assert "at rest" not in line


# Levels


REPORT = {"happened_at": "now", "outcome": "mscc"}


def test_levels_are_picked_and_said_as_spans(coordinator: Client, referral: Referral, here: str) -> None:
    coordinator.post(f"{here}record/reported/", {**REPORT, "levels": ["T8", "T6", "T7", "L1"]})
    event = referral.events.get(kind=K.REPORTED)
    assert event.data["levels"] == "T6 T7 T8 L1"
    assert "levels: T6 to T8, L1" in words(coordinator.get(here))
    again = typed(coordinator.get(f"{here}events/{event.pk}/"), "main form")
    assert again["levels"] == ["T6", "T7", "T8", "L1"]


def test_levels_that_are_not_known_are_said_so_and_never_beside_others(
    coordinator: Client, referral: Referral, here: str
) -> None:
    page = coordinator.post(f"{here}record/reported/", {**REPORT, "levels": ["T6", "unknown"]})
    assert "Choose the levels, or say that they are not known: not both." in errors(page)
    assert typed(page, "main form")["levels"] == ["T6", "unknown"]
    coordinator.post(f"{here}record/reported/", {**REPORT, "levels": "unknown"})
    assert "levels: not known" in words(coordinator.get(here))
    shown = words(coordinator.get(reverse("key_information", args=[referral.reference, "investigations"])))
    assert "Metastatic spinal cord compression, levels not known" in shown


def test_levels_typed_before_they_were_picked_are_never_dropped(
    coordinator: Client, referral: Referral, people: Cast, here: str
) -> None:
    for levels in ("T6 to T8", "T6 and below"):
        factories.record(referral, K.REPORTED, people.coordinator, referral.received_at, outcome="mscc", levels=levels)
    first, second = (event.pk for event in referral.events.filter(kind=K.REPORTED).order_by("pk"))
    assert "levels: T6 to T8" in words(coordinator.get(here))
    assert typed(coordinator.get(f"{here}events/{first}/"), "main form")["levels"] == ["T6", "T7", "T8"]
    assert "“T6 and below” is not among the levels" in errors(coordinator.get(f"{here}events/{second}/"))
