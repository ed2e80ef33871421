"""Who the call is about: NHS numbers, somebody under eighteen, the same person again."""

import pytest

from mscc.models import Service
from pathways.models import Contact
from referrals.models import Draft, Event, Person, Referral
from tests import factories
from tests.conftest import Cast
from tests.views.calling import EMERGENCY, KEY, PHONE, errors
from tests.views.looking import HTMX, leads_to, said, soup, typed, words

# Who it is


@pytest.mark.parametrize("text", ["9990000018", "999 000 0018", " 999-000-0018 "])
def test_an_nhs_number_as_it_is_read_aloud(send, text: str) -> None:
    assert send(do="save", **PHONE, **EMERGENCY, nhs_number=text).status_code == 303
    assert Person.objects.get().nhs_number == "9990000018"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("999 000 001", "has 10 digits"), ("999 000 00185", "has 10 digits"), ("ABC 000 0018", "has 10 digits"),
        ("٩٩٩ ٠٠٠ ٠٠١٨", "has 10 digits"), ("999 000 0019", "its last digit does not fit"),
        ("0000000000", "its last digit does not fit"), ("9999999999", "its last digit does not fit"),
        ("943 476 5919", "only invented NHS numbers beginning with 999 may be used"),
    ],
)  # fmt: skip
def test_a_wrong_nhs_number_stops_and_loses_nothing(send, text: str, sentence: str) -> None:
    page = send(do="save", **PHONE, **EMERGENCY, nhs_number=text, notes="Kept")
    assert page.status_code == 422
    assert sentence in errors(page)
    assert (typed(page, "#call")["nhs_number"], typed(page, "#call")["notes"]) == (text, "Kept")


def test_a_real_service_takes_real_numbers_only(send, settings) -> None:
    settings.PRODUCTION = True
    page = send(do="save", **PHONE, **EMERGENCY, nhs_number="999 000 0018")
    assert "belong to nobody" in errors(page)
    assert send(do="save", **PHONE, **EMERGENCY, nhs_number="943 476 5919").status_code == 303


def test_a_real_service_finds_the_same_person_too(send, settings, people: Cast, service: Service, at) -> None:
    settings.PRODUCTION = True
    factories.referral(people.coordinator, service, at, nhs_number="9434765919")
    response = send(headers=HTMX, nhs_number="943 476 5919", surname="testpatient")
    assert "Open referral of this person" in words(response)


@pytest.mark.parametrize(("born", "age"), [("17", 17), ("23 Nov 2008", 17), ("0", 0), ("about 16", 16)])
def test_under_eighteen_somebody_else_is_rung_and_the_call_is_logged_all_the_same(
    send, alliance, born: str, age: int
) -> None:
    Contact.objects.create(alliance=alliance, specialty="paediatrics", name="Children’s ward", phone="01632 960 300")
    response = send(headers=HTMX, born=born)
    notice = words(soup(response).select_one("section[aria-labelledby=p-minor]"))
    assert f"Under 18 ({age})" in notice
    assert "Ring Children’s ward, 01632 960 300. Log the call all the same." in notice
    assert send(do="save", **PHONE, **EMERGENCY, born=born).status_code == 303
    assert Referral.objects.exists()


def test_a_contact_of_another_alliance_is_not_named(send, other_alliance) -> None:
    Contact.objects.create(alliance=other_alliance, specialty="paediatrics", name="Elsewhere", phone="01632 960 300")
    response = send(headers=HTMX, born="3")
    assert "no contact is in the directory" in words(response)
    assert "Elsewhere" not in words(response)


@pytest.mark.parametrize("born", ["18", "22 Nov 2008", "1958", "", "soon"])
def test_from_eighteen_there_is_no_such_notice(send, born: str) -> None:
    assert "Under 18" not in words(send(headers=HTMX, born=born))


# The same person again


@pytest.mark.parametrize(
    "agrees", [{"surname": "TESTPATIENT"}, {"born": "17 Mar 1958"}, {"surname": "X", "born": "17/3/58"}]
)
def test_the_same_person_is_offered_by_number_and_name_or_birth_date(send, earlier: Referral, agrees: dict) -> None:
    response = send(headers=HTMX, nhs_number="999 000 0018", **agrees)
    assert "Open referral of this person" in words(response)
    assert soup(response).select_one("button[value^='track:']")["value"] == f"track:{earlier.reference}"


@pytest.mark.parametrize("typed", [{}, {"surname": "Somebodyelse"}, {"surname": "Testpat", "born": "17 Mar 1959"}])
def test_the_number_alone_only_warns(send, earlier: Referral, typed: dict) -> None:
    response = send(headers=HTMX, nhs_number="999 000 0018", **typed)
    assert "Same NHS number, another person?" in words(response)
    assert "the number alone is not enough" in words(response)
    assert not soup(response).select("button[value^='track:']")


@pytest.mark.parametrize("typed", [{"surname": "Testpatient"}, {"born": "17 Mar 1958"}, {"nhs_number": "999 000 0026"}])
def test_without_the_number_nobody_is_offered(send, earlier: Referral, typed: dict) -> None:
    assert earlier.reference not in send(headers=HTMX, **typed).content.decode()


def test_nobody_of_another_alliance_is_offered(send, people: Cast, other_service: Service, at) -> None:
    theirs = factories.referral(people.stranger, other_service, at, nhs_number=factories.NHS_NUMBER)
    page = send(headers=HTMX, nhs_number="999 000 0018", surname="Testpatient").content.decode()
    assert theirs.reference not in page
    assert "Open referral" not in page


def test_tracking_takes_what_was_typed_along(send, earlier: Referral, at) -> None:
    answers = {
        **EMERGENCY,
        "nhs_number": "999 000 0018",
        "surname": "Testpatient",
        "where_now": "Ward 9",
        "notes": "Worse",
    }
    response = send(do=f"track:{earlier.reference}", **PHONE, **answers)
    assert leads_to(response) == f"/referrals/{earlier.reference}/"
    earlier.refresh_from_db()
    assert (earlier.disposition, earlier.where_now) == ("EMERGENCY", "Ward 9")
    assert earlier.events.get(kind="tracked").data["notes"] == "Worse"
    assert Referral.objects.count() == 1
    assert Draft.objects.get(pk=KEY).referral == earlier
    assert send(do=f"track:{earlier.reference}", **PHONE, **answers).status_code == 303
    assert earlier.events.filter(kind="tracked").count() == 1


def test_nothing_is_added_to_somebody_else(send, earlier: Referral, people: Cast, service: Service, at) -> None:
    """The number was put right after the earlier referral had been offered; the button still stood there."""
    somebody = factories.referral(people.coordinator, service, at, nhs_number="9990000026", surname="Other")
    for reference in (earlier.reference, "TST-26-999999", "", "x" * 1000, "\0"):
        page = send(
            do=f"track:{reference}", **PHONE, **EMERGENCY, nhs_number="999 000 0026", surname="Other", notes="Kept"
        )
        assert page.status_code == 422
        assert "is not of the person as typed now" in said(page)
        assert typed(page, "#call")["notes"] == "Kept"
    assert not Event.objects.filter(kind="tracked").exists()
    assert (
        send(do=f"track:{somebody.reference}", **PHONE, nhs_number="999 000 0026", surname="Other").status_code == 303
    )


def test_the_number_alone_adds_nothing_to_anybody(send, earlier: Referral) -> None:
    answers = {**PHONE, **EMERGENCY, "nhs_number": "999 000 0018", "surname": "Somebodyelse"}
    page = send(do=f"track:{earlier.reference}", **answers)
    assert (page.status_code, "is not of the person as typed now" in said(page)) == (422, True)
    assert not earlier.events.filter(kind="tracked").exists()


def test_a_referral_of_a_sister_service_is_offered_but_needs_a_tie(
    browser, send, earlier: Referral, people: Cast
) -> None:
    colleague = browser(people.colleague)
    answers = {"nhs_number": "999 000 0018", "surname": "Testpatient", **PHONE, **EMERGENCY}
    assert earlier.reference in words(send(client=colleague, headers=HTMX, **answers))
    assert send(client=colleague, do=f"track:{earlier.reference}", **answers).status_code == 403
    assert Draft.objects.get(pk=KEY).data["surname"] == "Testpatient"


def test_somebody_seen_before_has_one_record(send, earlier: Referral) -> None:
    send(do="save", **PHONE, **EMERGENCY, nhs_number="999 000 0018", surname="Testpatient")
    assert Referral.objects.count() == 2
    assert Person.objects.count() == 1
