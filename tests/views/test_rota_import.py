"""A rota from a file: seen before it is written, all or nothing, the same file twice changes nothing."""

import io
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from audit.models import Entry
from mscc.access import Access
from mscc.models import Post, Shift
from mscc.roles import Role
from pathways.states import NotPossible
from referrals.actions import rota
from referrals.actions.rota_import import import_shifts
from referrals.models import Clock
from referrals.rota_file import Reader
from tests.views.looking import part, said, soup, typed, words

PAGE = "/rota/import/"
HEAD = "role,person,starts,ends\n"
DAY_SHIFT = "coordinator,test.coordinator@example.org,2026-12-01 08:00,2026-12-01 20:00\n"
NIGHT = "Coordinator,test on call REGISTRAR,01/12/2026 20:00,02/12/2026 08:00\n"
HOUR = timedelta(hours=1)


@pytest.fixture
def lead(browser, people) -> Client:
    return browser(people[Role.SERVICE_LEAD])


@pytest.fixture(autouse=True)
def post(service, people, at) -> Post:
    return rota.set_post(
        service=service, role=Role.COORDINATOR, filled_from=at, fallback=people[Role.SENIOR], fallback_phone="",
        by=Access(people[Role.SERVICE_LEAD]), at=at,
    )  # fmt: skip


def look(client: Client, rows: str | bytes):
    content = rows.encode() if isinstance(rows, str) else rows
    return client.post(PAGE, {"do": "look", "rows": "", "file": SimpleUploadedFile("rota.csv", content)})


def confirm(client: Client, page):
    """Press the button that puts them on, with all that stands on the page."""
    button = soup(page).select_one("button[value=import]")
    assert button, words(page)
    given = {name: value for name, value in typed(page, "main form").items() if name != "file"}
    return client.post(PAGE, given | {"do": "import"}, follow=True)


def wrong(page) -> list[str]:
    assert page.status_code == 422
    return [words(each) for each in soup(page).select(".app-errors li")]


def test_looked_at_then_put_on_in_one_press(lead: Client, people, post: Post, at: datetime) -> None:
    page = look(lead, HEAD + DAY_SHIFT + NIGHT)
    assert not Shift.objects.exists()
    assert "2 shifts to put on" in words(page)
    assert "3 Coordinator Test On call registrar 20:00 Tue 1 Dec to 08:00 Wed 2 Dec" in part(page, "tbody")
    page = confirm(lead, page)
    assert said(page) == "2 shifts put on the rota; 0 there already."
    first, second = Shift.objects.order_by("starts_at")
    assert (first.person, second.person) == (people.coordinator, people[Role.REGISTRAR])
    assert (first.starts_at, second.ends_at) == (
        datetime(2026, 12, 1, 8, tzinfo=UTC), datetime(2026, 12, 2, 8, tzinfo=UTC),
    )  # fmt: skip
    assert {first.source, second.source} == {"import"}
    entry = Entry.objects.get(action="rota.import")
    assert (entry.actor_id, entry.subject, entry.detail) == (
        people[Role.SERVICE_LEAD].pk, str(post.pk), {"shifts": 2},
    )  # fmt: skip


def test_the_gap_that_it_fills_no_longer_alarms(lead: Client, at: datetime) -> None:
    assert Clock.objects.get(kind="cover", status="open").due_at == at
    rows = HEAD + "coordinator,test.coordinator@example.org,2026-11-22 19:00,2026-11-29 08:00\n"
    confirm(lead, look(lead, rows))
    assert Clock.objects.get(kind="cover", status="open").due_at == datetime(2026, 11, 29, 8, tzinfo=UTC)


def test_the_same_file_twice_changes_nothing(lead: Client) -> None:
    confirm(lead, look(lead, HEAD + DAY_SHIFT + NIGHT))
    before = list(Shift.objects.values())
    page = look(lead, HEAD + DAY_SHIFT + NIGHT)
    assert "0 shifts to put on, 2 there already" in words(page)
    assert not soup(page).select("button[value=import]")
    another = DAY_SHIFT.replace("12-01", "12-03")
    page = confirm(lead, look(lead, HEAD + DAY_SHIFT + DAY_SHIFT + NIGHT + another + NIGHT))
    assert said(page) == "1 shift put on the rota; 4 there already."
    assert list(Shift.objects.order_by("pk").values())[:2] == before


def test_a_workbook(lead: Client) -> None:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["ends", "starts", "person", "role"])
    book.active.append(
        [datetime.fromisoformat("2026-12-01 20:00"), "01/12/2026 08:00", "Test Coordinator", "coordinator"]
    )
    book.save(file)
    confirm(lead, look(lead, file.getvalue()))
    assert Shift.objects.get().starts_at == datetime(2026, 12, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("nurse,Test Coordinator,2026-12-01 08:00,2026-12-01 20:00",
         "row 2, column role: “nurse” is no post of this rota, permitted: coordinator."),
        ("coordinator,Test Cordinator,2026-12-01 08:00,2026-12-01 20:00",
         ("row 2, column person: “Test Cordinator” is nobody who may be on this rota; the nearest is Test Coordinator, "
         "permitted: an e-mail address or a name.")),
        ("coordinator,test.stranger@example.org,2026-12-01 08:00,2026-12-01 20:00",
         ("row 2, column person: “test.stranger@example.org” is nobody who may be on this rota, "
         "permitted: an e-mail address or a name.")),
        ("coordinator,Test Coordinator,1 Dec 08:00,2026-12-01 20:00",
         ("row 2, column starts: “1 Dec 08:00” is no day and time, "
         "permitted: 2026-12-01 20:00 or 01/12/2026 20:00, London time.")),
        ("coordinator,Test Coordinator,2026-12-01 08:00,2026-02-30 20:00",
         ("row 2, column ends: “2026-02-30 20:00” is no day and time, "
         "permitted: 2026-12-01 20:00 or 01/12/2026 20:00, London time.")),
        ("coordinator,Test Coordinator,2027-03-28 01:30,2027-03-28 20:00",
         ("row 2, column starts: “2027-03-28 01:30” did not exist: the clocks went forward, "
         "permitted: a time that is shown.")),
        ("coordinator,Test Coordinator,2026-12-01 08:00,=A1",
         "row 2, column ends: “=A1” is a formula, permitted: the value alone."),
        ("coordinator,,2026-12-01 08:00,2026-12-01 20:00", "row 2, column person: is empty, permitted: one value."),
        ("coordinator,Test Coordinator,2026-12-01 08:00,2026-12-01 20:00,more",
         "row 2, column 5: “more” stands under no name, permitted: nothing."),
        ("coordinator,Test Coordinator,9126-12-01 08:00,2026-12-01 20:00",
         "row 2, column starts: “9126-12-01 08:00” is in the year 9126, permitted: 2000 to 2099."),
        ("coordinator,Test Coordinator,2026-12-01 20:00,2026-12-01 08:00",
         "row 2, column ends: A shift ends after it begins, and at most eight days later. Check both times."),
        ("coordinator,Test Coordinator,2026-11-01 08:00,2026-11-01 20:00",
         "row 2, column ends: This shift is over already. Check both times."),
    ],
)  # fmt: skip
def test_what_is_wrong_by_row_and_column(lead: Client, row: str, sentence: str) -> None:
    page = look(lead, HEAD + row + "\n" + DAY_SHIFT.replace("12-01", "12-09"))
    assert wrong(page) == [sentence]
    assert not soup(page).select("button[value=import]")


@pytest.mark.parametrize(
    ("head", "sentences"),
    [
        ("role,persons,starts,ends", [("row 1, column “persons”: no such column; the nearest is person, permitted: "
                                      "role, person, starts, ends."),
                                      "row 1, column person: is not there, permitted: role, person, starts, ends."]),
        ("role,person,starts,ends,ends", ["row 1, column ends: stands twice, permitted: each column once."]),
        ("role,person,starts,ends", ["row 2: no shift, permitted: one shift a row below the names of the columns."]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_columns(lead: Client, head: str, sentences: list[str]) -> None:
    assert wrong(look(lead, head + "\n")) == sentences


def test_two_people_of_one_name(lead: Client, people) -> None:
    people[Role.REGISTRAR].name = "test coordinator"
    people[Role.REGISTRAR].save()
    page = look(lead, HEAD + DAY_SHIFT.replace("test.coordinator@example.org", "Test Coordinator"))
    assert wrong(page) == [
        "row 2, column person: “Test Coordinator” is the name of 2 people, permitted: the e-mail address of one."
    ]


def test_somebody_who_no_longer_works_here(lead: Client, people) -> None:
    people.coordinator.is_active = False
    people.coordinator.save()
    assert "is nobody who may be on this rota" in wrong(look(lead, HEAD + DAY_SHIFT))[0]


def test_an_overlap_is_named_and_nothing_is_put_on(lead: Client, post, people, at: datetime) -> None:
    begins = datetime(2026, 12, 1, 18, tzinfo=UTC)
    rota.add_shift(
        post=post, person=people[Role.SENIOR], starts_at=begins, ends_at=begins + 3 * HOUR,
        by=Access(people[Role.SERVICE_LEAD]), at=at,
    )  # fmt: skip
    page = look(lead, HEAD + DAY_SHIFT + NIGHT)
    taken = "Coordinator is taken then: Test Senior clinician 18:00 Tue 1 Dec to 21:00 Tue 1 Dec"
    assert wrong(page) == [f"row {number}: {taken}, permitted: a stretch that nobody has." for number in (2, 3)]
    page = look(
        lead, HEAD + DAY_SHIFT.replace("12-01", "12-05") + DAY_SHIFT.replace("12-01", "12-05").replace("08:00", "09:00")
    )
    assert wrong(page) == ["row 3: overlaps row 2, permitted: one person on a post at a time."]


def test_what_came_between_the_look_and_the_press_is_refused_whole(lead: Client, post, people, at: datetime) -> None:
    page = look(lead, HEAD + DAY_SHIFT + NIGHT)
    begins = datetime(2026, 12, 2, 7, tzinfo=UTC)
    rota.add_shift(
        post=post, person=people[Role.SENIOR], starts_at=begins, ends_at=begins + HOUR,
        by=Access(people[Role.SERVICE_LEAD]), at=at,
    )  # fmt: skip
    page = confirm(lead, page)
    assert "Test Senior clinician 07:00 Wed 2 Dec" in wrong(page)[0]
    assert Shift.objects.count() == 1
    assert "2026-12-01 08:00" in soup(page).select_one("#rows").text


def test_the_hour_that_comes_twice_belongs_to_both(lead: Client) -> None:
    rows = "coordinator,Test Coordinator,2027-10-30 20:00,2027-10-31 01:30\n"
    rows += "coordinator,Test On call registrar,2027-10-31 01:30,2027-10-31 08:00\n"
    confirm(lead, look(lead, HEAD + rows))
    first, second = Shift.objects.order_by("starts_at")
    assert first.ends_at - second.starts_at == HOUR


def test_rows_are_mended_on_the_page_and_looked_at_before_they_are_put_on(lead: Client) -> None:
    page = look(lead, HEAD + DAY_SHIFT.replace("test.coordinator", "test.cordinator"))
    assert "test.cordinator" in soup(page).select_one("#rows").text
    page = lead.post(PAGE, {"do": "look", "rows": HEAD + DAY_SHIFT})
    given = typed(page, "main form")
    changed = given["rows"].replace("08:00", "09:00")
    page = lead.post(PAGE, {"do": "import", "seen": given["seen"], "rows": changed})
    assert "09:00 Tue 1 Dec to 20:00 Tue 1 Dec" in part(page, "tbody")
    assert not Shift.objects.exists()
    confirm(lead, page)
    assert Shift.objects.get().starts_at.hour == 9


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfer\0o\0", "The file is not UTF-8."),
        (b"PK\x03\x04", "damaged or protected"),
        (b"", "The file is empty."),
        (b"x" * 1_000_001, "larger than 1 MB"),
    ],
)
def test_a_hostile_file_is_refused_and_what_was_pasted_stays(lead: Client, content: bytes, sentence: str) -> None:
    file = SimpleUploadedFile("rota.csv", content)
    page = lead.post(PAGE, {"do": "import", "rows": HEAD + DAY_SHIFT, "file": file})
    assert sentence in wrong(page)[0]
    assert DAY_SHIFT.strip() in soup(page).select_one("#rows").text


def test_nothing_chosen(lead: Client) -> None:
    assert wrong(lead.post(PAGE, {"do": "look"})) == ["Choose a file, or paste its rows."]


def test_rows_come_back_after_signing_in_again(lead: Client, people, now) -> None:
    lead.get(PAGE)
    now.shift(timedelta(minutes=16))
    lead.post(PAGE, {"do": "import", "rows": HEAD + DAY_SHIFT})
    lead.force_login(people[Role.SERVICE_LEAD])
    page = lead.get(PAGE)
    assert "1 shift to put on" in words(page)
    assert not Shift.objects.exists()


def test_a_file_for_another_service_is_refused_by_the_action_too(people, service, sister_service, post, at) -> None:
    theirs = Post.objects.create(service=sister_service, role="coordinator", fallback_phone="01632 960 000")
    table = [row.split(",") for row in (HEAD + DAY_SHIFT).splitlines()]
    entries = Reader([theirs], [people.coordinator]).read(table)
    with pytest.raises(NotPossible, match="one service"):
        import_shifts(service=service, entries=entries, by=Access(people[Role.SERVICE_LEAD]), at=at)


def test_the_file_to_begin_with_has_the_columns(lead: Client) -> None:
    response = lead.get("/rota/import/csv/")
    assert response["Content-Disposition"] == 'attachment; filename="rota-template.csv"'
    page = look(lead, response.content)
    assert all("column person" in each for each in wrong(page))


def test_it_costs_the_same_however_many_rows(lead: Client, django_assert_max_num_queries) -> None:
    rows = HEAD
    for day in range(1, 30):
        rows += DAY_SHIFT.replace("12-01", f"12-{day:02}")
        rows += NIGHT.replace("02/12", f"{day + 1:02}/12").replace("01/12", f"{day:02}/12")
    with django_assert_max_num_queries(18):
        page = look(lead, rows)
    with django_assert_max_num_queries(40):
        confirm(lead, page)
    assert Shift.objects.count() == 58
