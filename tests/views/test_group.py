"""The steering group's pages: read by whoever reads the figures, kept by the alliance lead; nothing typed is lost."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mscc.access import Access
from mscc.roles import Role
from pathways import register
from pathways.models import GroupAction, GroupMember, Meeting, Paper, SteeringGroup
from tests import factories
from tests.rules.test_content import PDF
from tests.views.looking import leads_to, part, soup, words

pytestmark = pytest.mark.django_db
MEMBER = {
    "name": "Test Member", "role": "GP", "sector": "primary", "has_lived_experience": "yes", "joined_on": "1 Jan 2026",
    "left_on": "",
}  # fmt: skip


@pytest.fixture
def lead(browser, people):
    return browser(people[Role.ALLIANCE_LEAD])


@pytest.fixture
def kept(service, at) -> dict[str, str]:
    return factories.steering_group(service.alliance, at)


def test_an_empty_register_says_what_is_wanted(lead, service):
    page = lead.get("/audit/group/")
    said = words(page)
    assert "Meetings held in the last 12 months: 0, and the guideline wants 2 in any year." in said
    assert "people with lived experience, primary care" in said
    assert "Add a meeting" in said


def test_a_member_a_meeting_and_an_action_are_kept_and_read(lead, people, service, at):
    agreed = factories.pathway(service.alliance, people.coordinator, at)
    lead.post("/audit/group/members/new/", MEMBER)
    member = GroupMember.objects.get()
    assert member.has_lived_experience
    given = {
        "day": "2 Nov 2026",
        "state": "held",
        "attended": [member.pk],
        "reviewed": [agreed.pk],
        "minutes": "Agreed",
    }
    response = lead.post("/audit/group/meetings/new/", given)
    meeting = Meeting.objects.get()
    assert leads_to(response) == f"/audit/group/meetings/{meeting.pk}/"
    page = words(lead.get(leads_to(response)))
    assert "Test Member, GP" in page
    assert str(agreed) in page
    address = f"/audit/group/actions/new/?meeting={meeting.pk}"
    assert soup(lead.get(address)).select_one(f'option[value="{meeting.pk}"][selected]')
    lead.post(address, {"what": "Ring round", "owner": "Test Member", "meeting": meeting.pk, "due_on": "3 Nov 2026"})
    assert GroupAction.objects.get().meeting == meeting
    overview = words(lead.get("/audit/group/"))
    assert "Ring round" in overview
    assert "overdue" in overview


@pytest.mark.parametrize(
    ("path", "typed", "why"),
    [
        ("members", MEMBER | {"joined_on": "soon"}, "Write a date"),
        ("members", MEMBER | {"left_on": "1 Jan 2020"}, "Nobody leaves before they join"),
        ("members", {k: v for k, v in MEMBER.items() if k != "has_lived_experience"}, "Choose one."),
        ("meetings", {"day": "1 Nov 2026", "state": "held", "minutes": "Test Member"}, "Say who attended"),
        ("meetings", {"day": "1 Nov 2026", "state": "held", "attended": ["7"], "minutes": "Test Member"}, "not one of"),
        ("actions", {"what": "Test Member", "owner": "", "due_on": "1 Nov 2026"}, "Fill this in."),
        ("actions", {"what": "Test Member", "owner": "y", "due_on": "1 Nov 2026", "outcome": "z"}, "on which day"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(lead, path, typed, why):
    page = lead.post(f"/audit/group/{path}/new/", typed)
    assert page.status_code == 422
    assert why in words(page)
    assert "Test Member" in page.content.decode()
    assert [kind.objects.count() for kind in (GroupMember, Meeting, GroupAction)] == [0, 0, 0]


def test_a_paper_comes_and_goes(lead, kept):
    address = f"/audit/group/meetings/{kept['meeting']}/"
    lead.post(f"{address}papers/", {"what": "Slides", "file": SimpleUploadedFile("s.pdf", PDF)})
    paper = Paper.objects.get(what="Slides")
    response = lead.get(f"{address}papers/{paper.key}/")
    assert (response.content, response["Content-Type"]) == (PDF, "application/pdf")
    assert response["Content-Disposition"].startswith("attachment")
    wrong = lead.post(f"{address}papers/", {"what": "More", "file": SimpleUploadedFile("s.pdf", b"MZ")})
    assert wrong.status_code == 422
    assert "neither a PDF" in words(wrong)
    assert 'value="More"' in wrong.content.decode()
    lead.post(f"{address}papers/{paper.key}/out/", {"reason": "Names somebody"})
    assert "Names somebody" in words(lead.get(address))
    assert leads_to(lead.get(f"{address}papers/{paper.key}/")) == address


def test_a_paper_is_found_under_its_own_meeting_alone(lead, people, kept, at):
    by = Access(people[Role.ALLIANCE_LEAD])
    given = {"day": date(2026, 11, 1), "state": "held", "attended": [], "guests": "x", "pack": None, "reviewed": []}
    other = register.keep_meeting(meeting=None, given={**given, "minutes": ""}, version=0, by=by, at=at)
    assert lead.get(f"/audit/group/meetings/{other.pk}/papers/{kept['paper']}/").status_code == 404


def test_others_read_it_without_forms(browser, people, kept):
    reader = browser(people.coordinator)
    page = reader.get("/audit/group/")
    assert "Test Member" in words(page)
    assert "Add a meeting" not in words(page)
    meeting = reader.get(f"/audit/group/meetings/{kept['meeting']}/")
    assert not soup(meeting).select("main form")


def test_it_takes_a_handful_of_queries_however_many_there_are(lead, people, kept, at, django_assert_max_num_queries):
    by = Access(people[Role.ALLIANCE_LEAD])
    given = {"state": "held", "attended": [], "guests": "x", "pack": None, "reviewed": [], "minutes": ""}
    for day in range(1, 20):
        register.keep_meeting(meeting=None, given={**given, "day": date(2026, 9, day)}, version=0, by=by, at=at)
    with django_assert_max_num_queries(15):
        page = lead.get("/audit/group/")
    days = [each.text for each in soup(page).select('section[aria-labelledby="m"] tbody th')]
    assert (len(days), days[0], days[1]) == (20, "23 Oct 2026", "19 Sep 2026")


def test_a_pack_prints_it(lead, people, service, kept, at):
    made = factories.pack(service.alliance, people[Role.ALLIANCE_LEAD], at)["pack"]
    assert "Ring round" in part(lead.get(f"/audit/packs/{made}/"), 'section[aria-labelledby="g"]')
    shared = part(lead.get(f"/audit/packs/{made}/?shareable=yes"), 'section[aria-labelledby="g"]')
    assert "Open actions: 1." in shared
    assert "Ring round" not in shared


@pytest.mark.parametrize(("since", "is_said"), [(date(2025, 1, 1), True), (date(2026, 11, 1), False)])
def test_the_audit_says_when_the_group_is_to_meet(lead, service, since, is_said):
    SteeringGroup.objects.create(alliance=service.alliance, since=since)
    said = words(lead.get("/audit/"))
    assert ("The steering group is to meet." in said, "One has been wanted since" in said) == (is_said, is_said)
    assert ("the next meeting is wanted by" in said) is not is_said
