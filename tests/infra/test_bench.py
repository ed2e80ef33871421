"""What `make bench` measures among can be made: it writes into the tables itself, and nothing else would notice."""

from datetime import timedelta

import pytest
from django.conf import settings

from pathways.escalation import LADDERS
from pathways.guideline.limits import ClockKind
from referrals.models import Clock, Referral
from tests.clocks import open_clocks, place


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
