"""Packs: made whole or not at all, signed once, never changed; what was put right stands in the next."""

import contextlib
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction

from audit import packs
from audit.models import Entry, Pack, PackIsFrozen, PackOrder, PackSignature
from audit.periods import Period
from mscc.access import Access
from mscc.moments import Moment
from mscc.roles import Role
from pathways.states import NotPossible
from referrals.actions import course
from tests import factories

pytestmark = pytest.mark.django_db
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
HALF_YEAR = Period(date(2026, 5, 1), date(2026, 10, 31))


@pytest.fixture
def lead(people) -> Access:
    return Access(people[Role.ALLIANCE_LEAD])


@pytest.fixture
def one(people, service, at):
    """Somebody of October who was scanned within 24 hours."""
    referral = factories.referral(people.coordinator, service, at - timedelta(days=30))
    factories.record(
        referral, factories.K.MRI_STARTED, people.coordinator, at - timedelta(days=30, hours=-3), whole_spine="yes"
    )
    return referral


def made(lead: Access, at, period: Period = OCTOBER) -> Pack:
    pack = packs.make(packs.order(period=period, by=lead, at=at), at)
    assert pack
    return pack


def test_a_pack_holds_the_figures_as_they_were_and_its_definitions(lead, one, at):
    pack = made(lead, at)
    exact = pack.content["exact"]
    assert (exact["alliance"], exact["from"], exact["to"], exact["shareable"]) == (
        "TST",
        "2026-10-01",
        "2026-10-31",
        False,
    )
    assert exact["measures"]["T-1"]["met"] == 1
    assert pack.content["shareable"]["measures"]["T-1"]["met"] == "*"
    assert {"measure": "T-1", "month": "2026-10"}.items() <= pack.content["months"][0].items()
    assert pack.content["definitions"][0]["parts"]["Denominator"]
    assert (pack.number, str(pack)) == (None, "Draft of a pack")


def test_what_comes_after_the_freezing_is_not_in_it(lead, one, people, service, at):
    pack = made(lead, at)
    factories.referral(people.coordinator, service, at - timedelta(days=29))
    assert Pack.objects.get(pk=pack.pk).content["exact"]["counts"]["referrals"] == 1
    assert packs.printed(pack, shareable=False).content["counts"]["referrals"] == 1


def test_it_is_signed_by_the_alliance_lead_and_numbered(lead, people, one, at):
    first, second = made(lead, at), made(lead, at)
    for role in (Role.SERVICE_LEAD, Role.COORDINATOR):
        with pytest.raises(PermissionDenied):
            packs.sign(pack=first, name="X", by=Access(people[role]), at=at)
    with pytest.raises(NotPossible, match="Write your name"):
        packs.sign(pack=first, name=" ", by=lead, at=at)
    assert packs.sign(pack=first, name="Dr A Lead", by=lead, at=at).number == 1
    with pytest.raises(NotPossible, match="signed already"):
        packs.sign(pack=first, name="Dr A Lead", by=lead, at=at)
    with pytest.raises(NotPossible, match="Pack 1 was signed after this draft was made"):
        packs.sign(pack=second, name="Dr A Lead", by=lead, at=at)
    assert packs.sign(pack=made(lead, at), name="Dr A Lead", by=lead, at=at).number == 2
    assert [it.number for it in packs.signed(lead.alliance_id)] == [1, 2]
    assert list(Entry.objects.filter(action="pack.sign").values_list("detail", flat=True)) == [
        {"number": 1},
        {"number": 2},
    ]


def test_neither_pack_nor_signature_is_ever_changed(lead, one, at):
    pack = made(lead, at)
    signature = packs.sign(pack=pack, name="Dr A Lead", by=lead, at=at)
    for row in (pack, signature):
        with pytest.raises(PackIsFrozen):
            row.save()
        with pytest.raises(PackIsFrozen):
            row.delete()
        for statement in ("UPDATE {} SET id = id", "DELETE FROM {}"):
            with (
                pytest.raises(ProgrammingError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as it,
            ):
                it.execute(statement.format(row._meta.db_table))


def test_the_next_pack_lists_what_was_put_right_in_the_last(lead, one, people, service, at):
    packs.sign(pack=made(lead, at), name="Dr A Lead", by=lead, at=at)
    late = factories.referral(people.coordinator, service, at - timedelta(days=28))
    course.record(
        referral=late, kind=factories.K.MRI_STARTED, moment=Moment(at - timedelta(days=28, hours=-2)),
        data={"whole_spine": "yes"}, by=Access(people.coordinator), at=at,
    )  # fmt: skip
    second = made(lead, at, HALF_YEAR)
    told = second.content["corrections"]
    assert told["of"] == {"number": 1, "start": "2026-10-01", "end": "2026-10-31"}
    assert {"section": "measures", "item": "T-1", "figure": "met", "was": 1, "is": 2} in told["exact"]
    assert {"section": "counts", "item": "", "figure": "referrals", "was": 1, "is": 2} in told["exact"]
    # One person more is no news that may leave the service: "*" then, "*" now.
    assert told["shareable"] == []
    assert packs.printed(second, shareable=False).corrected == "pack 1 (1 Oct 2026 to 31 Oct 2026)"


def test_a_pack_of_days_that_are_not_over_is_not_made(lead, at):
    with pytest.raises(NotPossible, match="not ended yet"):
        packs.order(period=Period(date(2026, 11, 1), date(2026, 11, 30)), by=lead, at=at)
    assert not PackOrder.objects.exists()


def test_a_failure_leaves_no_pack_and_can_be_tried_again(lead, one, at, monkeypatch, caplog):
    wanted = packs.order(period=OCTOBER, by=lead, at=at)
    with monkeypatch.context() as broken:
        broken.setattr(packs, "definitions", lambda report: 1 / 0)
        assert packs.make(wanted, at) is None
    wanted.refresh_from_db()
    assert (wanted.state, wanted.pack, Pack.objects.count()) == ("failed", None, 0)
    assert "Nothing was kept" in wanted.problem
    assert "ZeroDivisionError" in caplog.text
    assert packs.make(wanted, at) == Pack.objects.get()
    wanted.refresh_from_db()
    assert (wanted.state, wanted.problem) == ("done", "")


@pytest.mark.parametrize("broken", [OSError, SystemExit], ids=["an error", "a process that is stopped"])
def test_an_end_while_it_is_being_written_leaves_nothing_half_made(lead, one, at, monkeypatch, broken):
    wanted = packs.order(period=OCTOBER, by=lead, at=at)
    found = []

    def stop(*args, **kwargs):
        found.append(Pack.objects.count())
        raise broken

    with monkeypatch.context() as it, contextlib.suppress(SystemExit):
        it.setattr(packs.trail, "record", stop)
        assert packs.make(wanted, at) is None
    assert found == [1], "the pack was written already when it ended"
    wanted.refresh_from_db()
    assert (wanted.pack, Pack.objects.count()) == (None, 0)
    assert wanted.state == ("failed" if broken is OSError else "waiting"), "the page offers to make it again"
    assert packs.make(wanted, at) == Pack.objects.get()


def test_two_who_make_the_same_order_make_one_pack(lead, one, at):
    wanted = packs.order(period=OCTOBER, by=lead, at=at)
    assert packs.make(wanted, at) == packs.make(wanted, at)
    assert Pack.objects.count() == 1


def test_packs_belong_to_one_alliance(lead, people, one, at):
    packs.sign(pack=made(lead, at), name="Dr A Lead", by=lead, at=at)
    assert len(packs.seen(lead)) == 1
    assert packs.seen(Access(people.stranger)) == []
    assert PackSignature.objects.get().alliance_id == lead.alliance_id
