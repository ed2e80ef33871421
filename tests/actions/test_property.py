"""Whatever happens in whatever order: what must always be true of the clocks, their alerts and the timeline row."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from django.db.models import F, Q
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mscc.access import Access
from mscc.channels import NotSent
from mscc.models import User
from mscc.moments import Moment
from mscc.roles import Role
from pathways.clock import IMAGING, Status
from pathways.guideline.limits import SHORTENED
from pathways.guideline.terms import CORD
from pathways.guideline.triage import SUSPECTS_MSCC, Disposition
from pathways.states import NotPossible
from referrals import alerts as sending
from referrals.actions import alerts, closing, course, presence, triage
from referrals.events import EventKind
from referrals.models import Acknowledgement, Alert, Clock, Delivery, Referral
from referrals.sweep import key_of, sweep
from tests import factories
from tests.actions.acting import assert_projected

K = EventKind
State = Delivery.State
MINUTE = timedelta(minutes=1)
START = datetime(2026, 10, 24, 21, 0, tzinfo=UTC)  # four hours before the clocks go back
CHOICES: dict[EventKind, dict[str, tuple[str, ...]]] = {
    K.MRI_STARTED: {"whole_spine": ("yes", "no", "unknown")},
    K.CT_STARTED: {},
    K.MRI_CONTRAINDICATED: {"contraindication": ("Pacemaker",)},
    K.MRI_EXCEPTION: {"mri_exclusion": ("declined", "not_in_best_interests")},
    K.MSCC_SUSPECTED: {},
    K.PRESENTED: {},
    K.ADVICE_GIVEN: {"to_whom": ("The caller",)},
    K.IMMOBILISED: {"position": ("Flat",)},
    K.STABILITY_ADVICE: {"given_by": ("Dr S Spine",)},
    K.REPORTED: {"outcome": ("mscc", "impending", "metastases", "none")},
    K.DECISION: {"treatment": ("radiotherapy", "supportive"), "surgery_suitable": ("yes", "no", "unknown")},
    K.RT_EXCEPTION: {"rt_exclusion": ("declined", "poor_prognosis")},
    K.RT_FIRST_FRACTION: {"dose_gy": ("8",)},
    K.SURGERY: {},
    K.MRI_BOOKED: {},
    K.RT_BOOKED: {},
    K.DIED: {},
    K.NOTE: {"note": ("x",)},
}
FACTS = st.dictionaries(
    st.sampled_from(["cancer", "limb_weakness", "sensory_loss", "night_pain", "back_pain", "immobilised", *CORD]),
    st.sampled_from(["yes", "no"]),
).map(lambda facts: {**facts, "cancer": {"yes": "current", "no": "none"}.get(facts.get("cancer", ""), "suspected")})
LIKELY = (Disposition.EMERGENCY, Disposition.ADVICE_24H, Disposition.NO_ROUTE)
# What the alliance has agreed on: nothing, or limits shorter than the guideline's.
LOCAL = st.dictionaries(st.sampled_from([each.slug for each in SHORTENED]), st.sampled_from([0.5, 3.0, 12.0, 23.5]))
back = st.integers(0, 3000).map(lambda minutes: minutes * MINUTE)


@st.composite
def recording(draw: st.DrawFn) -> tuple[str, Any]:
    kind = draw(st.sampled_from(sorted(CHOICES)))
    data = {name: draw(st.sampled_from(values)) for name, values in CHOICES[kind].items()}
    return "record", (kind, data, draw(back), draw(back))


ACTIONS = st.one_of(
    recording(),
    recording(),
    st.tuples(st.just("wait"), st.integers(1, 2000).map(lambda minutes: minutes * MINUTE)),
    st.tuples(st.just("sweep"), st.booleans()),
    st.tuples(st.just("acknowledge"), st.integers(0, 5)),
    st.tuples(st.just("send"), st.booleans()),
    st.tuples(st.just("strike"), st.integers(0, 5)),
    st.tuples(st.just("correct"), st.tuples(st.integers(0, 5), back)),
    st.tuples(st.just("answer"), st.tuples(FACTS, back)),
    st.tuples(st.just("dispose"), st.sampled_from([*LIKELY, *LIKELY, *Disposition])),
    st.tuples(st.just("confirm"), st.booleans()),
    st.tuples(st.just("withdraw"), st.sampled_from([*LIKELY])),
    st.tuples(st.just("end"), st.sampled_from(["close", "redirect", "withdraw"])),
    st.tuples(st.just("reopen"), st.none()),
    st.tuples(st.just("duty"), st.booleans()),
)


class World:
    """One referral and its clocks, some people, and the time."""

    def __init__(self, users: list[User], service: Any, facts: dict[str, str], limits: dict[str, float]) -> None:
        self.users, self.service, self.at, self.limits = users, service, START, limits
        factories.pathway(service.alliance, users[0], START, limits=limits)
        self.referral = factories.referral(users[0], service, START, facts=facts)
        self.urgency = self.of_now().urgency

    def of_now(self) -> Disposition:
        return Disposition(Referral.objects.get(pk=self.referral.pk).disposition)

    @property
    def given(self) -> dict[str, Any]:
        return {"referral": self.referral, "by": Access(self.users[0]), "at": self.at}

    def do(self, action: str, how: Any) -> None:
        urgency = self.urgency
        try:
            with transaction.atomic():
                getattr(self, action)(how)
        except (NotPossible, alerts.AlreadyAcknowledged):
            self.urgency = urgency  # refused as a whole

    def wait(self, how: timedelta) -> None:
        self.at += how

    def record(self, how: tuple[EventKind, dict[str, str], timedelta, timedelta]) -> None:
        kind, data, before, after = how
        if kind in (K.MRI_BOOKED, K.RT_BOOKED):
            data = {"booked_for": (self.at + after).isoformat()}
        course.record(kind=kind, moment=Moment(self.at - before), data=data, **self.given)

    def sweep(self, once: bool) -> None:
        sweep(at=self.at, batch=1 if once else 200)
        for _ in range(9 if not once else 0):
            sweep(at=self.at)
        assert once or not Clock.objects.filter(next_at__lte=self.at).exists()

    def send(self, fails: bool) -> None:
        """Whoever sends takes what waits; a gateway that fails fails once for each."""
        waits = Delivery.objects.exclude(state__in=[State.SENT, State.SUPERSEDED])
        for delivery in waits.select_related("alert__clock"):
            clock = delivery.alert.clock
            needed = clock.is_open and not clock.is_acknowledged and clock.round == delivery.alert.round
            goes = not (fails and delivery.attempts == 0)
            with patch("mscc.channels.send", side_effect=None if goes else NotSent("down")):
                assert sending.deliver(delivery.pk) == (needed and goes)

    def acknowledge(self, number: int) -> None:
        rows = list(self.referral.clocks.order_by("id"))
        alerts.acknowledge(clock=rows[number % len(rows)], by=Access(self.users[number % 2]), at=self.at)

    def _entry(self, number: int) -> Any:
        return list(self.referral.events.current().order_by("-id"))[number]

    def strike(self, number: int) -> None:
        with suppress(IndexError):
            course.strike_out(event=self._entry(number), reason="x", by=Access(self.users[0]), at=self.at)

    def correct(self, how: tuple[int, timedelta]) -> None:
        number, before = how
        with suppress(IndexError):
            entry = self._entry(number)
            moment = Moment(self.at - before)
            course.correct(event=entry, moment=moment, data=entry.data, by=Access(self.users[0]), at=self.at)

    def answer(self, how: tuple[dict[str, str], timedelta]) -> None:
        facts, before = how
        version = Referral.objects.get(pk=self.referral.pk).version
        triage.reassess(facts=facts, recognised=Moment(self.at - before), version=version, **self.given)

    def dispose(self, to: Disposition) -> None:
        triage.set_disposition(to=to, reason="Clinical judgement", **self.given)
        self.urgency = self.of_now().urgency

    def confirm(self, by_another: bool) -> None:
        triage.confirm_withdrawal(**{**self.given, "by": Access(self.users[int(by_another)])})

    def withdraw(self, to: Disposition) -> None:
        """One clinician lowers, another confirms; then more may happen."""
        self.dispose(to)
        self.confirm(True)

    def end(self, how: str) -> None:
        said = {"close": {"outcome": "none"}, "redirect": {"where": "GP"}, "withdraw": {}}[how]
        getattr(closing, how)(reason="Because", **said, **self.given)

    def reopen(self, _: None) -> None:
        closing.reopen(reason="Again", **self.given)

    def duty(self, first: bool) -> None:
        presence.take_role(service=self.service, by=Access(self.users[int(first)]), at=self.at)


def check(world: World) -> None:
    """What is always true."""
    rows = list(Clock.objects.all())
    referral = Referral.objects.get(pk=world.referral.pk)
    # 1: nothing open is forgotten, nothing ended is looked at.
    assert all((row.next_at is not None) == row.is_open for row in rows)
    assert referral.is_open or not any(row.is_open for row in rows)
    # 2: once for each stage, once for each person.
    stages = list(Alert.objects.order_by("id").values_list("clock", "round", "stage"))
    assert len(stages) == len(set(stages))
    keys = list(Delivery.objects.values_list("alert", "person", "channel"))
    assert len(keys) == len(set(keys))
    # 3: never early.
    assert not Alert.objects.filter(created_at__lt=F("planned_at")).exists()
    # 4: stages in order, without gaps.
    climbed: dict[tuple[int, int], list[int]] = {}
    for row, number, stage in stages:
        climbed.setdefault((row, number), []).append(stage)
    assert all(found == list(range(len(found))) for found in climbed.values())
    # 6: nothing sleeps through its own due moment.
    assert all(row.next_at <= row.due_at for row in rows if row.is_open and row.due_at > world.at)
    # 13: nor through the guideline's, where a local limit came before it.
    local = [row for row in rows if row.is_open and row.local_hours]
    assert all(row.next_at <= row.deadline.guideline for row in local if row.deadline.guideline > world.at)
    # 7: every alert is on its way to somebody, or says that there was nobody; none is given up.
    assert not Alert.objects.filter(nobody=False, deliveries=None).exists()
    assert not Delivery.objects.filter(state__in=[State.SENDING, State.FAILED]).exists()
    # 8: a delivery's key is made of what it is.
    for it in Delivery.objects.select_related("alert"):
        assert it.key == key_of(it.alert.clock.key, it.alert.round, it.alert.stage, it.person_id, it.channel)
    # 5: no stage of a round that was acknowledged.
    for done in Acknowledgement.objects.all():
        assert not Alert.objects.filter(clock=done.clock_id, round=done.round, created_at__gt=done.at).exists()
    # 11: a window is elapsed time, whatever the clocks on the wall do; a local limit makes it shorter, never longer.
    for row in rows:
        assert row.local_hours == world.limits.get(row.limit.slug)
        assert row.due_at - row.started_at == timedelta(hours=min(row.hours, row.local_hours or row.hours))
    check_meaning(world, referral, rows)
    assert_projected(referral)


def check_meaning(world: World, referral: Referral, rows: list[Clock]) -> None:
    """What the contract promises of the clocks themselves."""
    day = [row for row in rows if row.kind in IMAGING and row.hours == 24]
    for row in day:
        if row.status == Status.CANCELLED:
            assert row.close_reason == "Died" or row.close_reason.startswith("MSCC no longer suspected: "), (
                row.close_reason
            )
    for row in rows:
        if row.status == Status.MET:
            assert row.closed_at <= row.deadline.guideline
    has_died = referral.timeline.died_on is not None
    if referral.is_open and not has_died and referral.disposition in SUSPECTS_MSCC:
        standing = {Status.OPEN, Status.MET, Status.MET_LATE, Status.EXCEPTED}
        assert any(row.status in standing for row in day), "an emergency without its clock"
    # Only a clinician lowers.
    assert world.of_now().urgency <= world.urgency
    world.urgency = world.of_now().urgency


@pytest.mark.django_db
def test_whatever_happens(people, service):
    users = [people.coordinator, people[Role.SENIOR]]

    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(FACTS, LOCAL, st.lists(ACTIONS, min_size=5, max_size=25))
    def walk(facts: dict[str, str], limits: dict[str, float], actions: list[tuple[str, Any]]) -> None:
        kept = transaction.savepoint()
        try:
            world = World(users, service, facts, limits)
            for action, how in actions:
                world.do(action, how)
                check(world)
        finally:
            transaction.savepoint_rollback(kept)

    walk()
    assert not Clock.objects.filter(Q(status=Status.OPEN)).exists()
