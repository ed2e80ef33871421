"""Who is told when: shown to all, changed by the service lead, refused where it would fall silent."""

import pytest

from audit.models import Entry
from mscc.roles import Role
from pathways.escalation import WHO_WORDS, Who
from pathways.guideline.limits import COVER, MRI_DAY
from pathways.ladders import Agreed
from pathways.models import LocalLadder
from tests.views.looking import soup, words

pytestmark = pytest.mark.django_db
ADDRESS = "/guideline/ladders/mri-24/"


def typed(*lines: tuple[str, str, str, str, bool], **other: str) -> dict[str, str]:
    """What the form posts: amount, unit, side, who, unless booked."""
    given = {"repeat_minutes": "20", "recheck_minutes": "45", **other}
    for number in range(7):
        amount, unit, side, who, booked = (
            lines[number] if number < len(lines) else ("", "min", "", "role_holder", False)
        )
        prefix = f"rung{number}-"
        given |= {f"{prefix}amount": amount, f"{prefix}unit": unit, f"{prefix}side": side, f"{prefix}who": who}
        given |= {f"{prefix}unless_booked": "on"} if booked else {}
    return given


DUE = ("", "min", "due", "everyone", False)
EARLY = ("90", "min", "before", "senior", True)


@pytest.fixture
def lead(client, people):
    client.force_login(people[Role.SERVICE_LEAD])
    return client


def test_what_stands_is_shown_as_it_is_typed(lead):
    page = lead.get(ADDRESS).content.decode()
    assert "MRI 24 h: who is told, and when" in page
    assert 'name="rung0-amount" inputmode="numeric" value="12"' in page
    assert "Comes with the service: 12 h before, unless it is booked: the coordinator on duty" in page


def test_every_rung_may_tell_the_registrar_on_call(lead, service):
    choices = [each["value"] for each in soup(lead.get(ADDRESS)).select("#id_rung0-who option")]
    # All but the alliance lead, who opens no referral.
    assert choices == [each for each in Who if each != Who.ALLIANCE_LEAD]
    assert lead.post(ADDRESS, typed(("30", "min", "before", "registrar", False), DUE)).status_code == 303
    assert Agreed(service.alliance_id).ladder(MRI_DAY).stages[0].who is Who.REGISTRAR
    assert (
        "30 min before: the coordinator on duty and the registrar on call" in lead.get("/guideline/").content.decode()
    )


def test_it_is_changed_for_the_alliance_and_back(lead, service, other_service):
    assert lead.post(ADDRESS, typed(DUE, EARLY)).status_code == 303  # in any order
    own = Agreed(service.alliance_id).ladder(MRI_DAY)
    assert [(it.minutes_from_due, it.who, it.unless_booked) for it in own.stages] == [
        (-90, "senior", True), (0, "everyone", False),
    ]  # fmt: skip
    assert (own.repeat_minutes, own.recheck_minutes) == (20, 45)
    assert Agreed(other_service.alliance_id).ladder(MRI_DAY) != own
    page = lead.get("/guideline/").content.decode()
    assert "1.5 h before" not in page
    assert f"90 min before, unless it is booked: {WHO_WORDS[Who.SENIOR]}" in page
    assert "The alliance’s own." in page
    assert lead.post(ADDRESS, {"reset": "yes"}).status_code == 303
    assert not LocalLadder.objects.exists()
    assert LocalLadder.history.count() == 2
    assert Entry.objects.filter(action="ladder.change", subject="mri-24").count() == 2


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (typed(EARLY), "A ladder has a stage at the due moment itself, booked or not."),
        (typed(), "A ladder&#39;s stages are in order of time, each at a moment of its own."),
        (typed(DUE, DUE), "each at a moment of its own"),
        (typed(("", "h", "before", "senior", False), DUE), "Say how long before or after."),
        (typed(("200", "h", "before", "senior", False), DUE), "At most a week."),
        (typed(DUE, ("5", "min", "after", "senior", True)), "The last stage of a ladder tells somebody"),
        (typed(DUE, repeat_minutes="0"), "greater than or equal to 1"),
        (typed(("x", "h", "before", "senior", False), DUE), "Enter a whole number."),
    ],
)
def test_a_ladder_that_would_fall_silent_is_refused_and_nothing_typed_is_lost(lead, given, sentence):
    answer = lead.post(ADDRESS, given)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert f'name="repeat_minutes" type="text" value="{given["repeat_minutes"]}"' in answer.content.decode()
    assert not LocalLadder.objects.exists()


def test_nobody_else_changes_it(client, people):
    client.force_login(people.coordinator)
    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, typed(DUE)).status_code == 403
    assert "/guideline/ladders/" not in client.get("/guideline/").content.decode()


def test_a_clock_that_is_not_in_the_table(lead):
    assert lead.get("/guideline/ladders/mri-25/").status_code == 404


def test_a_review_goes_by_the_week_for_everybody(lead):
    assert lead.get("/guideline/ladders/review-672/").status_code == 404
    (row,) = soup(lead.get("/guideline/")).select("#clock-review-672")
    assert "28 days before: the service lead. When due: the service lead. Then every 7 days." in words(row)
    assert not row.select("a")


def test_the_ladder_of_gaps_goes_on_climbing_when_changed(lead, service):
    lead.post("/guideline/ladders/cover-72/", typed(("48", "h", "before", "lead", False), DUE))
    own = Agreed(service.alliance_id).ladder(COVER)
    assert (own.climbs_on, own.stages[0].who) == (True, "lead")


def test_two_leads_who_change_one_ladder_see_both_versions(lead, browser, people, service):
    other = browser(people[Role.SERVICE_LEAD])
    read = soup(lead.get(ADDRESS)).select_one("main form input[name=read]")["value"]
    assert other.post(ADDRESS, typed(DUE, EARLY, read=read)).status_code == 303
    mine = typed(("30", "min", "before", "registrar", False), DUE, read=read)
    page = lead.post(ADDRESS, mine)
    assert page.status_code == 422
    shown = words(page)
    assert "Somebody changed this ladder while you had it open." in shown
    assert f"Line 1 90 min before, unless it is booked: {WHO_WORDS[Who.SENIOR]} 30 min before:" in shown
    assert Agreed(service.alliance_id).ladder(MRI_DAY).stages[0].who is Who.SENIOR
    again = soup(page).select_one("main form input[name=read]")["value"]
    assert again != read
    assert soup(page).select_one("#id_rung0-amount")["value"] == "30"
    assert lead.post(ADDRESS, {**mine, "read": again}).status_code == 303  # knowingly
    assert Agreed(service.alliance_id).ladder(MRI_DAY).stages[0].who is Who.REGISTRAR


def test_going_back_to_what_comes_with_it_takes_nothing_away_that_was_not_seen(lead, service):
    read = soup(lead.get(ADDRESS)).select_one("main form input[name=read]")["value"]
    lead.post(ADDRESS, typed(DUE, EARLY, read=read))
    page = lead.post(ADDRESS, typed(DUE, EARLY, read=read, reset="yes"))
    assert page.status_code == 422
    assert "Somebody changed this ladder" in words(page)
    again = soup(page).select_one("main form input[name=read]")["value"]
    assert lead.post(ADDRESS, typed(DUE, EARLY, read=again, reset="yes")).status_code == 303
    assert not LocalLadder.objects.exists()
