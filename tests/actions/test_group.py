"""The steering group: its register, and the alarm when it has met fewer than two times in a year."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from audit import packs
from audit.models import Entry
from audit.periods import Period
from mscc.access import Access
from mscc.roles import ROLES, Permission, Role
from pathways import group, register
from pathways.models import GroupAction, GroupMember, Meeting, Paper, SteeringGroup
from pathways.states import NotPossible
from referrals import alerts as sending
from referrals.actions import alerts, meetings
from referrals.models import Clock, Delivery
from referrals.sweep import sweep
from referrals.waiting import unacknowledged
from tests import factories
from tests.rules.test_content import PDF

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WEEK = 7 * DAY
TODAY = date(2026, 11, 22)  # of the tests
# The register begins today: there is time until the end of the same day of the next year.
DUE = datetime(2027, 11, 23, 9, 0, tzinfo=UTC)
MEMBER = {
    "name": "Test Member", "role": "GP", "sector": "primary", "has_lived_experience": False,
    "joined_on": date(2026, 1, 1), "left_on": None,
}  # fmt: skip


@pytest.fixture
def lead(people) -> Access:
    return Access(people[Role.ALLIANCE_LEAD])


@pytest.fixture
def member(lead, at) -> GroupMember:
    return register.keep_member(member=None, given=MEMBER, version=0, by=lead, at=at)


def met(lead, at, day: date, of: Meeting | None = None, **given) -> Meeting:
    """A meeting as it was held, unless something else is said."""
    said = {"day": day, "state": "held", "attended": [], "guests": "Two", "pack": None, "reviewed": [], "minutes": ""}
    return register.keep_meeting(meeting=of, given=said | given, version=of.version if of else 0, by=lead, at=at)


@pytest.fixture
def row(people, at) -> Clock:
    meetings.look(at=at)
    return Clock.objects.get(group__alliance=people.coordinator.alliance)


def told(row: Clock) -> list[tuple[timedelta, str, str, set[int]]]:
    return [
        (it.created_at - row.due_at, it.who, it.reason, set(it.deliveries.values_list("person_id", flat=True)))
        for it in row.alerts.order_by("id")
    ]


def climb(row: Clock, until: datetime) -> None:
    while row.next_at and row.next_at <= until:
        sweep(at=row.next_at)
        row.refresh_from_db()


# The alarm


def test_every_alliance_has_one_whether_or_not_anything_was_written_down(row, at):
    assert SteeringGroup.objects.count() == Clock.objects.filter(kind="meeting", status="open").count() == 2
    assert (row.due_at, row.next_at, row.started_at) == (DUE, DUE - 8 * WEEK, DUE - 8 * WEEK)


def test_the_alliance_lead_alone_is_told_eight_and_four_weeks_before_when_due_and_by_the_week(row, lead):
    climb(row, DUE + WEEK)
    me = {lead.user.pk}
    assert told(row) == [
        (-8 * WEEK, "alliance_lead", "due_soon", me),
        (-4 * WEEK, "alliance_lead", "due_soon", me),
        (0 * DAY, "alliance_lead", "review_overdue", me),
        (WEEK, "alliance_lead", "review_overdue", me),
    ]


def test_two_meetings_move_it_to_a_year_after_the_first(row, lead, at):
    met(lead, at, TODAY - 60 * DAY)
    meetings.look(at=at)
    assert Clock.objects.get(group=row.group).due_at == DUE, "one meeting is not two"
    met(lead, at, TODAY)
    meetings.look(at=at)
    row.refresh_from_db()
    # The register's first year still has time: the year before it began is what counts from now on.
    new = Clock.objects.get(group=row.group, status="open")
    assert new.due_at.date() == TODAY.replace(year=2027) - 60 * DAY + DAY
    assert (row.status, row.close_reason) == ("superseded", "The meetings on record were corrected")


def test_a_meeting_in_time_meets_it_and_one_after_it_meets_it_late(row, lead, at):
    met(lead, at, TODAY)
    later = DUE + 5 * DAY
    met(lead, later, date(2027, 10, 1))
    meetings.look(at=later)
    row.refresh_from_db()
    assert (row.is_open, row.due_at) == (True, DUE), "the day on which the first of two drops out of the year"
    met(lead, later, date(2027, 11, 25))
    meetings.look(at=later)
    row.refresh_from_db()
    assert (row.status, row.close_reason) == ("met_late", "Met on 25 Nov 2027")
    new = Clock.objects.get(group=row.group, status="open")
    met(lead, later, date(2027, 11, 28))
    meetings.look(at=later)
    new.refresh_from_db()
    assert (new.status, new.closed_at) == ("met", later)


def test_planned_and_cancelled_ones_do_not_count(row, lead, at):
    met(lead, at, TODAY + DAY, state="planned", guests="")
    met(lead, at, TODAY - 2 * DAY, state="cancelled", guests="")
    met(lead, at, TODAY - 3 * DAY, state="cancelled", guests="")
    meetings.look(at=at)
    assert Clock.objects.filter(group=row.group).count() == 1


def test_looked_at_again_nothing_changes(row, at):
    before = list(Clock.objects.values())
    meetings.look(at=at + DAY)
    meetings.bring_in_line(group=row.group, by=None, at=at)
    assert list(Clock.objects.values()) == before


def test_overdue_already_when_it_is_recorded_it_is_told_once_and_then_by_the_week(row, lead, at):
    for day in (date(2024, 2, 1), date(2024, 8, 1)):
        met(lead, at, day)
    meetings.look(at=at)
    old = Clock.objects.get(group=row.group, status="open")
    sweep(at=at)
    climb(old, at + WEEK)
    assert [each[1:3] for each in told(old)] == [("alliance_lead", "review_overdue")] * 2


def test_with_no_alliance_lead_left_everybody_of_the_first_service_hears_of_it(people, at):
    people[Role.ALLIANCE_LEAD].memberships.all().delete()
    meetings.look(at=at)
    row = Clock.objects.get(group__alliance=people.coordinator.alliance)
    climb(row, DUE)
    assert people.coordinator.pk in told(row)[-1][3]


def test_it_stands_on_no_worklist_and_nobody_quietens_it(row, people, lead):
    climb(row, DUE)
    for role in (Role.COORDINATOR, Role.SERVICE_LEAD, Role.ALLIANCE_LEAD):
        assert unacknowledged(Access(people[role])) == []
        with pytest.raises(alerts.AlreadyAcknowledged, match="until a meeting is on record"):
            alerts.acknowledge(clock=row, by=Access(people[role]), at=DUE)


def test_the_message_says_what_to_do_and_where(row, people, alliance):
    climb(row, DUE)
    alert = row.alerts.order_by("id").last()
    said = sending.message(Delivery(alert=alert, person=people[Role.ALLIANCE_LEAD], key=None, attempts=1))
    assert said.subject == f"MSCC alert: {alliance.name}, Meeting of the steering group, overdue"
    assert said.link.endswith("/audit/group/")
    assert "every week until a meeting is on record" in said.body
    assert "acknowledge" not in said.body


# The register


def test_who_is_missing_is_named_until_somebody_speaks_for_them(lead, member, at):
    def missing() -> list[str]:
        return group.seen(lead, TODAY).missing

    assert missing() == [
        "People with lived experience", "Community care", "Secondary care", "Tertiary care", "MSCC service",
    ]  # fmt: skip
    given = MEMBER | {"name": "Test Other", "sector": "community", "has_lived_experience": True}
    other = register.keep_member(member=None, given=given, version=0, by=lead, at=at)
    assert missing() == ["Secondary care", "Tertiary care", "MSCC service"]
    left = given | {"left_on": TODAY - DAY}
    register.keep_member(member=other, given=left, version=1, by=lead, at=at)
    assert "People with lived experience" in missing()
    assert [it.name for it in group.seen(lead, TODAY).others] == ["Test Other"]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"day": TODAY + DAY}, "has not come yet"),
        ({"day": TODAY - DAY, "state": "planned", "guests": ""}, "held or cancelled"),
        ({"guests": " "}, "Say who attended"),
        ({"state": "cancelled"}, "Only a meeting that was held"),
    ],
)
def test_a_meeting_that_cannot_have_been_is_refused_in_words(lead, at, given, why):
    with pytest.raises(NotPossible, match=why):
        met(lead, at, **({"day": TODAY} | given))
    assert not Meeting.objects.exists()


def test_nobody_attends_who_was_no_member_that_day(lead, member, at):
    with pytest.raises(NotPossible, match="Test Member"):
        met(lead, at, date(2025, 12, 31), attended=[member])
    assert met(lead, at, date(2026, 1, 1), attended=[member]).attended.get() == member


def test_one_meeting_a_day(lead, at):
    met(lead, at, TODAY)
    with pytest.raises(NotPossible, match="22 Nov 2026 is in the register already"):
        met(lead, at, TODAY)
    assert Meeting.objects.count() == 1


def test_two_at_once_do_not_write_over_each_other(lead, member, at):
    register.keep_member(member=member, given=MEMBER | {"role": "Surgeon"}, version=1, by=lead, at=at)
    with pytest.raises(NotPossible, match="changed this meanwhile"):
        register.keep_member(member=member, given=MEMBER, version=1, by=lead, at=at)
    member.refresh_from_db()
    assert [it.role for it in member.history.all()] == ["Surgeon", "GP"]
    assert {it.history_user for it in member.history.all()} == {lead.user}


def test_an_action_is_open_until_it_is_done_and_overdue_after_its_day(lead, at):
    given = {"what": "x", "owner": "y", "meeting": None, "due_on": TODAY - DAY, "done_on": None, "outcome": ""}
    kept = register.keep_action(action=None, given=given, version=0, by=lead, at=at)
    assert kept.is_overdue(TODAY)
    assert not kept.is_overdue(TODAY - DAY)
    with pytest.raises(NotPossible, match="has not come"):
        register.keep_action(action=kept, given=given | {"done_on": TODAY + DAY}, version=1, by=lead, at=at)
    register.keep_action(action=kept, given=given | {"done_on": TODAY}, version=1, by=lead, at=at)
    assert group.seen(lead, TODAY).open == []


@pytest.mark.parametrize("role", [each for each in Role if Permission.KEEP_GROUP not in ROLES[each]])
def test_only_the_alliance_lead_keeps_it(people, member, role, at):
    by = Access(people[role])
    with pytest.raises(PermissionDenied):
        register.keep_member(member=member, given=MEMBER, version=1, by=by, at=at)
    with pytest.raises(PermissionDenied):
        met(by, at, TODAY)
    with pytest.raises(PermissionDenied):
        register.attach(meeting=Meeting(), content=PDF, original_name="x", what="x", by=by, at=at)


def test_nothing_of_another_alliance_gets_in(lead, member, other_service, at):
    other = factories.pathway(other_service.alliance, lead.user, at)
    with pytest.raises(NotPossible, match="this alliance"):
        met(lead, at, TODAY, reviewed=[other])
    stranger = GroupMember.objects.create(alliance=other_service.alliance, **MEMBER)
    with pytest.raises(GroupMember.DoesNotExist):
        register.keep_member(member=stranger, given=MEMBER, version=0, by=lead, at=at)
    with pytest.raises(NotPossible, match="this alliance"):
        met(lead, at, TODAY, attended=[stranger])
    assert not Meeting.objects.exists()


def test_a_paper_is_looked_at_kept_opened_and_taken_out(lead, at):
    meeting = met(lead, at, TODAY)
    kept = register.attach(meeting=meeting, content=PDF, original_name="../m.pdf", what="Minutes", by=lead, at=at)
    assert (kept.kind, kept.original_name) == ("pdf", "m.pdf")
    assert register.open_paper(paper=kept, by=lead, at=at) == PDF
    kept = register.remove_paper(paper=kept, reason="Names somebody", by=lead, at=at)
    with pytest.raises(NotPossible, match="taken out"):
        register.open_paper(paper=kept, by=lead, at=at)
    acts = list(Entry.objects.filter(subject=str(meeting.pk)).order_by("pk").values_list("action", flat=True))
    assert acts == ["group.meet", "group.attach", "group.open", "group.remove"]


def test_what_is_no_picture_or_pdf_is_refused_and_on_the_trail(lead, at):
    meeting = met(lead, at, TODAY)
    with pytest.raises(NotPossible, match="neither a PDF nor"):
        register.attach(meeting=meeting, content=b"MZ", original_name="m.pdf", what="x", by=lead, at=at)
    assert not Paper.objects.exists()
    assert Entry.objects.get(action="group.refuse").detail == {"why": "ContentRefused", "size": 2}


def test_the_trail_says_who_attended_by_number_alone(lead, member, at):
    meeting = met(lead, at, TODAY, attended=[member], minutes="Long talk")
    entry = Entry.objects.get(action="group.meet")
    assert entry.detail["attended"] == [member.pk]
    assert "Long talk" not in str(entry.detail)
    assert entry.subject == str(meeting.pk)


# In a pack


def test_a_pack_freezes_the_meetings_and_what_is_open(lead, member, at):
    meeting = met(lead, at, date(2026, 10, 5), attended=[member])
    given = {"what": "Ring round", "owner": "Somebody", "due_on": TODAY, "done_on": None, "outcome": ""}
    action = register.keep_action(action=None, given={**given, "meeting": meeting}, version=0, by=lead, at=at)
    pack = packs.make(packs.order(period=Period(date(2026, 10, 1), date(2026, 10, 31)), by=lead, at=at), at)
    register.keep_action(
        action=GroupAction.objects.get(),
        given={**given, "meeting": meeting, "done_on": TODAY},
        version=1,
        by=lead,
        at=at,
    )
    told = packs.printed(pack, shareable=False).group
    assert [each["what"] for each in told["actions"]] == [action.what]
    assert told["meetings"] == [
        {"day": "2026-10-05", "state": "Held", "attended": 1, "guests": True, "pack": None, "reviewed": []}
    ]
    shared = packs.printed(pack, shareable=True).group
    assert (shared["open"], shared["actions"]) == (1, [])
    assert "Test Member" not in pack.written
