"""What `make bench` measures among can be made: it writes into the tables itself, and nothing else would notice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings

from audit import keeping
from audit.periods import Period
from mscc.models import Alliance
from pathways.escalation import LADDERS
from pathways.guideline.limits import ClockKind
from referrals.models import Clock, Referral
from tests.clocks import open_clocks, place

FIRST = datetime(2016, 11, 1, tzinfo=UTC)


@pytest.mark.django_db
def test_the_history_to_measure_among(monkeypatch, at):
    monkeypatch.setenv("MSCC_HOME", str(settings.MSCC_HOME))
    monkeypatch.setenv("MSCC_BENCH_HOME", str(settings.MSCC_HOME))
    from bench import seed

    monkeypatch.setattr(seed, "CLOSED", 30)
    monkeypatch.setattr(seed, "OPEN", 2)
    seed._make(at)
    copied = Referral.objects.filter(reference__startswith="OLD-", state="closed")
    assert copied.values("person__surname").distinct().count() == 30
    assert {it.timeline.suspected_at for it in copied.select_related("timeline")} == {it.received_at for it in copied}
    assert Clock.objects.filter(referral__in=copied, kind="mri", status="met").count() == 30
    assert Referral.objects.exclude(state="closed").count() == 2


@pytest.mark.django_db
def test_the_clocks_that_the_timers_are_measured_by(at):
    open_clocks(place(), 30, first=at, spread=timedelta(seconds=30), ladder=LADDERS[ClockKind.MRI])
    made = Clock.objects.filter(kind="mri", status="open")
    assert made.values("due_at").distinct().count() == 30
    assert {it.rungs for it in made} == {LADDERS[ClockKind.MRI]}
    assert Referral.objects.filter(clocks__in=made, timeline__cancer="current").count() == 30


@pytest.fixture
def country(monkeypatch, at):
    """A country of two alliances and forty referrals."""
    monkeypatch.setenv("MSCC_HOME", str(settings.MSCC_HOME))
    monkeypatch.setenv("MSCC_BENCH_HOME", str(settings.MSCC_HOME))
    from bench import country

    monkeypatch.setattr(country, "ALLIANCES", 2)
    monkeypatch.setattr(country, "REFERRALS", 40)
    country._make(at)
    return list(Alliance.objects.filter(code__startswith="NAT").order_by("pk"))


@pytest.mark.django_db
def test_the_country_that_figures_are_measured_among(country):
    copied = Referral.objects.filter(reference__startswith="N-")
    assert [copied.filter(alliance=each).count() for each in country] == [20, 20]
    assert copied.values("person").distinct().count() == 40
    assert copied.filter(timeline__mri_started_at__isnull=False).count() > 20
    assert copied.order_by("received_at").last().received_at > FIRST + 9 * timedelta(days=365)


@pytest.mark.django_db
def test_the_statement_by_hand_counts_what_the_audit_counts(country, at):
    from bench import figures

    ten = Period(date(2016, 11, 1), date(2026, 10, 31))
    from_rows = figures._by_hand(country, ten, at)
    assert from_rows.total() > 10
    for _ in range(2):
        assert figures._alone(country, ten, at) == from_rows
        assert {str(state): n for state, n in figures._built(country, ten, at).items() if n} == from_rows
        assert figures._anew(country, ten, at) == figures._built(country, ten, at)
        keeping.keep(at)
    assert figures._beside("T-1", country, ten, at).ours > 0
