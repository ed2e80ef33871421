"""The audit's pages: who may open what, that they show the report's figures, and the files taken from them."""

import csv
import io
import re
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.measures import MEASURES, State
from audit.models import Entry
from audit.periods import PRESETS
from audit.report import build
from mscc.models import Service
from mscc.moments import LONDON
from mscc.roles import ROLES, Permission, Role
from tests.audit_rows import cord, for_radiotherapy, referral
from tests.conftest import Cast

JUNE = "from=2026-06&to=2026-06"
FIGURES = ["/audit/", *(f"/audit/{each.slug}/" for each in MEASURES.values()), "/audit/t-1/figures.csv"]
PEOPLE = "/audit/t-1/people/?state=met"


@pytest.fixture(autouse=True)
def now(time_machine, at):
    """The figures are judged on the evening of all other tests."""
    time_machine.move_to(at, tick=False)


@pytest.fixture
def lead(client: Client, people: Cast, sign_in) -> Client:
    """An alliance lead: figures, not people."""
    return sign_in(client, people[Role.ALLIANCE_LEAD])


@pytest.fixture
def coordinator(people: Cast, sign_in) -> Client:
    return sign_in(Client(), people.coordinator)


@pytest.fixture
def june(service: Service) -> dict[str, object]:
    """Six people of June and one of May; one of them had radiotherapy within a day."""
    return {
        "met": cord(service, "2026-06-10 09:00", hours=4),
        "late": cord(service, "2026-06-11 09:00", hours=30),
        "never": cord(service, "2026-06-12 09:00"),
        "declined": cord(service, "2026-06-13 09:00", mri_exclusion="declined"),
        "unknown": cord(service, "2026-06-14 09:00", hours=15, precision={"mri_started_at": "date"}),
        "treated": for_radiotherapy(service, "2026-06-15 09:00", hours=5),
        "may": cord(service, "2026-05-31 23:59", hours=4),
    }


def page(client: Client, address: str, status: int = 200) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == status, address
    return BeautifulSoup(response.content, "html.parser")


def words(soup: BeautifulSoup) -> str:
    return " ".join(soup.get_text(" ").split()).replace(" :", ":").replace(" ,", ",")


# Who may open what


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("address", FIGURES)
def test_the_figures_are_for_those_who_may_see_figures(sign_in, people: Cast, role: Role, address: str) -> None:
    expected = 200 if Permission.SEE_FIGURES in ROLES[role] else 403
    assert sign_in(Client(), people[role]).get(address).status_code == expected


@pytest.mark.parametrize("role", list(Role))
def test_the_people_are_for_those_who_may_see_the_people(sign_in, people: Cast, role: Role) -> None:
    expected = 200 if Permission.SEE_PEOPLE_BEHIND in ROLES[role] else 403
    assert sign_in(Client(), people[role]).get(PEOPLE).status_code == expected


def test_an_alliance_lead_sees_figures_and_is_told_why_not_the_people(lead: Client, june: dict) -> None:
    shown = page(lead, f"/audit/t-1/?{JUNE}")
    assert "1 of 3" in words(shown)
    assert not shown.select('a[href*="people"]')
    assert "does not let you open the people behind an audit figure" in words(page(lead, PEOPLE, status=403))
    assert not Entry.objects.filter(action="figures.open_people").exists()


@pytest.mark.parametrize("address", [*FIGURES, PEOPLE])
def test_nobody_who_is_not_signed_in_sees_anything(client: Client, db: None, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"]


def test_another_alliance_sees_nothing_of_this_one(sign_in, people: Cast, june: dict) -> None:
    stranger = sign_in(Client(), people.stranger)
    assert "Nobody is met or not met in this period" in words(page(stranger, f"/audit/t-1/?{JUNE}"))
    assert "Nobody is behind this number" in words(page(stranger, f"/audit/t-1/people/?state=met&{JUNE}"))
    assert "1 of 3" not in words(page(stranger, f"/audit/?{JUNE}"))
    rows = list(csv.DictReader(io.StringIO(stranger.get(f"/audit/t-1/figures.csv?{JUNE}").content.decode("utf-8-sig"))))
    assert {row["met"] for row in rows} == {"0"}


def test_a_colleague_of_another_service_sees_the_whole_alliance(sign_in, people: Cast, june: dict) -> None:
    assert "1 of 3" in words(page(sign_in(Client(), people.colleague), f"/audit/t-1/?{JUNE}"))


@pytest.mark.parametrize("address", [*FIGURES, PEOPLE])
def test_pages_are_read_not_written(coordinator: Client, address: str) -> None:
    assert coordinator.post(address).status_code == 405


# What they show


def test_the_overview_says_every_measure_in_a_sentence(lead: Client, june: dict) -> None:
    shown = words(page(lead, f"/audit/?{JUNE}"))
    assert (
        "33.3% of people with suspected MSCC and a cord symptom or sign had a whole-spine MRI within 24 hours" in shown
    )
    assert "1 of 3 (95% interval 6.1% to 79.2%)" in shown
    assert "100.0% of people with MSCC not suitable for surgery started radiotherapy" in shown
    assert "Exact small numbers: not for sharing outside the service." in shown
    assert "All 6 Confirmed MSCC 1" in shown


@pytest.mark.parametrize("name", MEASURES)
def test_a_page_shows_the_figures_of_the_report(lead: Client, june: dict, alliance, name: str, at) -> None:
    measure = MEASURES[name]
    shown = page(lead, f"/audit/{measure.slug}/?{JUNE}")
    report = build(alliance, *_june(), at)
    counts = [int(dd.text.split(",")[0]) for dd in shown.select("#result ~ .app-counts > div > dd:nth-of-type(1)")]
    assert counts == list(report.figures[name].counts.values())
    assert measure.title[1:] in shown.h1.text
    assert all(sentence in words(shown) for sentence in measure.definition.values())


def test_a_measure_says_its_reasons_waits_and_what_is_missing(lead: Client, june: dict) -> None:
    shown = words(page(lead, f"/audit/t-1/?{JUNE}"))
    assert "later than the limit 1, not done 1" in shown
    assert "Excluded 1 declined 1" in shown
    assert "Unknown 1 a time known to the day only 1" in shown
    assert "Pending 0 every clock has run its time" in shown
    assert "Median 17.0 h, 90th centile 27.4 h, of the 2 with both times to the minute" in shown
    assert "anything from 25.0% to 50.0%" in shown


def test_starts_taken_from_the_contact_are_said(lead: Client, service: Service) -> None:
    cord(service, "2026-06-10 09:00", hours=3, coordinator_contact_at="2026-06-10 09:00")
    fallback = cord(service, "2026-06-10 09:00", hours=3, coordinator_contact_at="2026-06-10 09:00")
    fallback.timeline.suspected_at = None
    fallback.timeline.save()
    assert "first contact with the coordinator: 1 of 2" in words(page(lead, f"/audit/t-1/?{JUNE}"))


def test_the_chart_stands_over_its_own_table(lead: Client, june: dict) -> None:
    shown = page(lead, "/audit/t-1/?from=2026-05&to=2026-07")
    chart, table = shown.select_one("svg[role=img]"), shown.select_one("table.app-table--months")
    assert [th.text.split()[0] for th in table.thead.select("th")] == ["Started", "May", "Jun", "Jul"]
    rows = {tr.th.text: [td.text.split()[0] for td in tr.select("td")] for tr in table.tbody.select("tr")}
    assert rows == {
        "Within 24 h": ["1", "1", "0"],
        "Not met": ["0", "2", "0"],
        "Percentage": ["100%", "33%", "–"],
        "Excluded": ["0", "1", "0"],
        "Unknown": ["0", "1", "0"],
        "Pending": ["0", "0", "0"],
    }
    assert len(chart.select("circle")) == 2
    for name in chart["aria-labelledby"].split():
        assert chart.find(id=name).text


def test_nothing_on_a_page_carries_a_style_a_script_or_another_host(coordinator: Client, june: dict) -> None:
    for address in (f"/audit/?{JUNE}", f"/audit/t-1/?{JUNE}", f"/audit/t-1/people/?state=met&{JUNE}"):
        main = page(coordinator, address).main
        assert not main.select("[style], style, script, [onclick]")
        assert "http" not in str(main)


def test_ids_are_unique_and_every_field_has_its_label(coordinator: Client, june: dict) -> None:
    for address in (f"/audit/?{JUNE}", f"/audit/t-1/?{JUNE}", f"/audit/t-1/people/?state=met&{JUNE}"):
        shown = page(coordinator, address)
        ids = [each["id"] for each in shown.select("[id]")]
        assert len(ids) == len(set(ids))
        for field in shown.select("main select, main input:not([type=hidden])"):
            assert shown.select_one(f'label[for="{field["id"]}"]')


# Which period


@pytest.mark.parametrize("name", PRESETS)
def test_a_usual_period_can_be_chosen(lead: Client, service: Service, name: str, at) -> None:
    shown = page(lead, f"/audit/t-1/?period={name}")
    assert PRESETS[name][1](at.astimezone(LONDON).date()).words in words(shown)
    assert shown.select_one("option[selected]")["value"] == name


def test_without_a_choice_it_is_the_last_twelve_full_months(lead: Client) -> None:
    assert "clocks started 1 Nov 2025 to 31 Oct 2026, as at 22 Nov 2026 19:12" in words(page(lead, "/audit/"))
    assert "clocks started 1 Nov 2025 to 31 Oct 2026" in words(page(lead, "/audit/?period=nonsense"))


def test_the_chosen_period_goes_along_every_link(coordinator: Client, june: dict) -> None:
    shown = page(coordinator, f"/audit/t-1/?{JUNE}")
    links = [a["href"] for a in shown.main.select("a[href^='/audit/']")]
    assert len(links) > 10
    assert all("from=2026-06" in link and "to=2026-06" in link for link in links)


@pytest.mark.parametrize("wrong", ["from=2026-06&to=2026-05", "from=June&to=2026-06", "from=2026-06"])
def test_months_that_are_no_period_are_answered_with_what_to_write(lead: Client, wrong: str) -> None:
    shown = page(lead, f"/audit/t-1/?{wrong}")
    assert shown.select_one(".app-error[role=alert]")
    assert "1 Nov 2025 to 31 Oct 2026" in words(shown)
    response = lead.get(f"/audit/t-1/figures.csv?{wrong}")
    assert response.status_code == 302
    assert response["Location"].startswith("/audit/t-1/?from=")
    assert not Entry.objects.filter(action="figures.download").exists()


@pytest.mark.parametrize(
    "address",
    [
        "/audit/t-9/",
        "/audit/t-9/figures.csv",
        "/audit/t-9/people/?state=met",
        "/audit/t-1/people/",
        "/audit/t-1/people/?state=late",
        "/audit/t-1/people/?state=met&reason=x",
        "/audit/t-1/people/?state=met&month=1",
    ],
)
def test_what_is_not_there_is_not_found(coordinator: Client, address: str) -> None:
    assert coordinator.get(address).status_code == 404


# The people behind


def references(soup: BeautifulSoup) -> list[str]:
    return [a.text for a in soup.select("main tbody a")]


def test_every_number_opens_the_people_behind_it(coordinator: Client, june: dict) -> None:
    shown = page(coordinator, f"/audit/t-1/?{JUNE}")
    links = shown.main.select('a[href*="/people/"]')
    assert len(links) > 8
    for link in links:
        behind = page(coordinator, link["href"])
        number = re.match(r"\d+", link.text.strip())
        if number:
            assert len(references(behind)) == int(number[0])
        assert behind.select("tbody tr")


def test_the_people_are_those_of_the_state_reason_and_month(coordinator: Client, june: dict) -> None:
    def of(query: str) -> list[str]:
        return references(page(coordinator, f"/audit/t-1/people/?{query}"))

    assert of(f"state=not_met&{JUNE}") == [june["late"].reference, june["never"].reference]
    assert of(f"state=not_met&reason=not_done&{JUNE}") == [june["never"].reference]
    assert of("state=met&from=2026-05&to=2026-06") == [june["may"].reference, june["met"].reference]
    assert of("state=met&from=2026-05&to=2026-06&month=2026-05") == [june["may"].reference]


def test_a_person_is_shown_with_start_and_wait(coordinator: Client, june: dict) -> None:
    shown = words(page(coordinator, f"/audit/t-1/people/?state=not_met&reason=late&{JUNE}"))
    assert june["late"].person.name in shown
    assert "09:00 Thu 11 Jun" in shown
    assert "Not met: later than the limit after 30 h" in shown


def test_opening_the_people_is_written_into_the_trail_without_them(
    coordinator: Client, people: Cast, june: dict
) -> None:
    page(coordinator, f"/audit/t-1/people/?state=not_met&{JUNE}")
    entry = Entry.objects.get(action="figures.open_people")
    assert (entry.actor_id, entry.subject) == (people.coordinator.pk, "T-1 not_met")
    told = {"people": 2, "start": "2026-06-01", "end": "2026-06-30", "reason": "", "group": ""}
    assert {name: entry.detail[name] for name in told} == told
    assert len(entry.detail["named"]) == 2


def test_a_page_of_people_takes_as_many_queries_for_many_as_for_few(coordinator: Client, service: Service) -> None:
    address = f"/audit/t-1/people/?state=met&{JUNE}"

    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            page(coordinator, address)
        return len(taken)

    cord(service, "2026-06-10 09:00", hours=3)
    page(coordinator, address)
    few = queries()
    for _ in range(12):
        cord(service, "2026-06-10 09:00", hours=3)
    assert queries() == few
    assert len(references(page(coordinator, address))) == 13


# The file


def test_the_figures_as_a_file(lead: Client, june: dict, people: Cast) -> None:
    response = lead.get(f"/audit/t-1/figures.csv?{JUNE}")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="audit-t-1-2026-06-to-2026-06.csv"'
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["stretch"] for row in rows] == ["whole period", "2026-06"]
    whole = rows[0]
    assert [whole[str(state)] for state in State] == ["1", "2", "1", "1", "0"]
    assert (whole["percent"], whole["ci_low"], whole["ci_high"]) == ("33.3", "6.1", "79.2")
    assert (whole["excluded_reasons"], whole["alliance"], whole["measure"]) == ("declined 1", "TST", "T-1")
    assert whole["note"] == "Exact small numbers: not for sharing outside the service."
    entry = Entry.objects.get(action="figures.download")
    assert (entry.actor_id, entry.subject) == (people[Role.ALLIANCE_LEAD].pk, "T-1")
    assert entry.detail == {"format": "csv", "start": "2026-06-01", "end": "2026-06-30"}


def test_no_person_is_in_the_file(lead: Client, june: dict) -> None:
    content = lead.get(f"/audit/t-1/figures.csv?{JUNE}").content.decode()
    for each in june.values():
        assert each.reference not in content
        assert each.person.surname not in content


def _june():
    today = timezone.localdate()
    return today.replace(month=6, day=1), today.replace(month=6, day=30)


# The whole report as a file


@pytest.mark.parametrize(("form", "starts"), [("csv", b'\xef\xbb\xbf"alliance"'), ("xlsx", b"PK"), ("pdf", b"%PDF")])
def test_the_whole_report_is_a_file(lead: Client, june: dict, form: str, starts: bytes) -> None:
    response = lead.get(f"/audit/report/?{JUNE}&format={form}")
    assert response.status_code == 200
    assert response.content.startswith(starts)
    assert response.headers["Content-Disposition"] == f'attachment; filename="audit-2026-06-to-2026-06.{form}"'
    entry = Entry.objects.get(action="figures.download")
    assert (entry.subject, entry.detail["format"], entry.detail["shareable"]) == ("report", form, False)


def test_for_sharing_no_small_count_is_in_the_file_and_its_name_says_so(lead: Client, june: dict) -> None:
    response = lead.get(f"/audit/report/?{JUNE}&format=csv&shareable=yes")
    assert "audit-for-sharing-2026-06-to-2026-06.csv" in response.headers["Content-Disposition"]
    rows = {
        (row["section"], row["item"], row["figure"]): row["value"]
        for row in csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))
    }
    assert rows["measures", "T-1", "met"] == "*"
    assert rows["measures", "T-1", "percent"] == "*"
    assert rows["measures", "T-1", "pending"] == "0"


def test_a_file_of_no_kind_that_we_make_is_not_there(lead: Client, people: Cast) -> None:
    assert lead.get("/audit/report/?format=doc").status_code == 404


def test_a_wrong_period_leads_back_to_the_page_that_says_so(lead: Client) -> None:
    response = lead.get("/audit/report/?format=csv&from=2026-13&to=2026-13")
    assert response.status_code == 302
    assert "from=2026-13" in response.headers["Location"]


def test_the_overview_tells_of_incidence_survival_and_walking(lead: Client, service: Service) -> None:
    referral(
        service, "2026-06-10 10:00", outcome="mscc", confirmed_at="2026-06-10 12:00", died_on=date(2026, 6, 20),
        walking_at_presentation="aided",
    )  # fmt: skip
    text = words(page(lead, f"/audit/?{JUNE}"))
    assert "1 resident had MSCC confirmed for the first time" in text
    assert "Of 1 people first confirmed, half had died after 10 days" in text
    assert "With aid 0 0 0 0 1" in text


def test_the_measure_of_waits_tells_its_distribution(lead: Client, service: Service) -> None:
    referral(service, outcome="mscc", suspected_at="2026-06-10 09:00", surgery_at="2026-06-11 09:00")
    assert "Median 24.0 h, quartiles 24.0 and 24.0 h" in words(page(lead, f"/audit/t-7/?{JUNE}"))


def test_a_measure_is_told_apart_and_each_group_opens_its_people(coordinator: Client, june: dict) -> None:
    told = page(coordinator, f"/audit/t-1/?{JUNE}")
    headings = {each.get_text(" ", strip=True) for each in told.select("h2")}
    assert {
        "By referring hospital",
        "By sex",
        "By ethnicity",
        "By age at referral",
        "By needs an interpreter",
    } <= headings
    met = sum(int(each.get_text().split(",")[0]) for each in told.select("#by-sex ~ div tbody td:nth-of-type(1)"))
    assert met == int(told.select_one("dl.app-counts dd").get_text().split(",")[0])
    address = told.select_one("#by-sex ~ div tbody a")["href"]
    assert len(page(coordinator, address).select("tbody tr")) == met


def test_a_group_that_is_none_is_not_found(coordinator: Client, june: dict) -> None:
    assert coordinator.get(f"/audit/t-1/people/?state=met&by=shoe&group=9&{JUNE}").status_code == 404
    assert not page(coordinator, f"/audit/t-1/people/?state=met&by=sex&group=9&{JUNE}").select("tbody tr")
