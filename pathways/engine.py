"""PURE TABLES: what can happen to a clock row, and what is always true of it. docs/engine.md is drawn from them.

The rows are referrals.models.Clock, Alert, Delivery and Acknowledgement; a test finds every function and every test
that is named here.
"""

from dataclasses import dataclass

from pathways.clock import Status


@dataclass(frozen=True)
class Move:
    """Something that happens to a clock: from what to what, in one transaction."""

    old: Status | None
    event: str
    new: Status
    writes: str
    where: str


OPEN = Status.OPEN
MOVES = (
    Move(None, "starts", OPEN,
         "the clock with a copy of its ladder and of the local limit, and its first next moment",
         "referrals.actions.clocks.opened"),
    Move(OPEN, "is due", OPEN, "the alert, its deliveries, an event, the next stage and moment; the last stage repeats",
         "referrals.sweep.sweep"),
    Move(OPEN, "is due and booked in time", OPEN, "the next stage and moment: the rung is passed over",
         "referrals.rungs.climb"),
    Move(OPEN, "is due and cannot be worked out", OPEN, "an alarm to everyone, again every minute",
         "referrals.rungs.alarm"),
    Move(OPEN, "is acknowledged", OPEN, "the acknowledgement; the next moment is the re-check",
         "referrals.actions.alerts.acknowledge"),
    Move(OPEN, "is due again, still acknowledged", OPEN, "a new round from its first stage", "referrals.sweep.sweep"),
    Move(OPEN, "could reach nobody", OPEN, "an event; the next stage is due at once", "referrals.alerts.deliver"),
    Move(OPEN, "start put right", OPEN, "new due moment and next moment, at once where that has passed",
         "referrals.actions.clocks.sync"),
    Move(OPEN, "stops in time", Status.MET, "no next moment; what waits to be sent is superseded",
         "referrals.actions.clocks.sync"),
    Move(OPEN, "stops late", Status.MET_LATE, "the same", "referrals.actions.clocks.sync"),
    Move(OPEN, "exception recorded", Status.EXCEPTED, "the same, with the reason", "referrals.actions.clocks.sync"),
    Move(OPEN, "replaced by a stricter clock", Status.SUPERSEDED, "the same", "referrals.actions.clocks.sync"),
    Move(OPEN, "cancelled", Status.CANCELLED,
         "the same, with the reason; an emergency's 24 hours only when a second clinician agrees",
         "referrals.actions.clocks.sync"),
    Move(Status.MET, "stop struck out", OPEN, "a new round, looked at now or at its first stage",
         "referrals.actions.clocks.sync"),
    Move(Status.MET_LATE, "stop struck out", OPEN, "the same", "referrals.actions.clocks.sync"),
    Move(Status.EXCEPTED, "exception struck out", OPEN, "the same", "referrals.actions.clocks.sync"),
    Move(Status.CANCELLED, "referral reopened", OPEN, "the same", "referrals.actions.closing.reopen"),
)  # fmt: skip


@dataclass(frozen=True)
class Invariant:
    """What is always true, what holds it, and the tests that would fail."""

    says: str
    held_by: str
    tests: tuple[str, ...]


PROPERTY = "tests/actions/test_property.py::test_whatever_happens"
SWEEP = "tests/actions/test_sweep.py::"
FAULTS = "tests/faults/test_timers_process.py::"
SENDING = "tests/actions/test_deliveries.py::"
INVARIANTS = (
    Invariant("An open clock has a next moment.", "a check constraint",
              (PROPERTY, "tests/actions/test_clocks.py::test_nothing_is_open_without_a_next_moment")),
    Invariant("At most one alert for a clock, round and stage; one delivery for an alert, person and channel.",
              "unique constraints", (PROPERTY, SWEEP + "test_an_alert_that_is_there_already_is_not_doubled")),
    Invariant("No alert is early.", "the claim asks the database's clock",
              (PROPERTY, FAULTS + "test_two_processes_write_each_alert_once_and_on_time")),
    Invariant("Stages come in order and without gaps.", "the next stage is written with the alert", (PROPERTY,)),
    Invariant("No stage of a round follows its acknowledgement; a message already handed over may still arrive.",
              "both lock the clock's row", (PROPERTY, SENDING + "test_what_is_no_longer_needed_is_not_sent")),
    Invariant("Nothing due stays unclaimed for ten seconds while the database and one timer process live.",
              "any number of timer processes; limits on every connection",
              (FAULTS + "test_one_of_two_killed_loses_nothing",
               FAULTS + "test_one_that_froze_is_done_without_and_goes_on_afterwards")),
    Invariant("Every delivery is sent, or has visibly failed and gone on to the next stage at once.",
              "send, then mark; after two tries others are told",
              (SENDING + "test_a_failure_is_tried_again_until_it_goes_out",
               SENDING + "test_after_an_hour_it_has_visibly_failed")),
    Invariant("Any number of calls with one key is one message to a provider that keeps keys.",
              "the key is made of clock, round, stage, person and channel",
              (SENDING + "test_its_key_is_made_of_what_it_is_and_of_nothing_else", PROPERTY)),
    Invariant("Redis may be empty, slow, full or gone: only lateness changes, by seconds.",
              "rows are the timers (ADR 0003)",
              (FAULTS + "test_a_deaf_broker_holds_up_neither_the_heartbeat_nor_the_mail",
               SENDING + "test_nor_anywhere_in_the_code")),
    Invariant("The auditor needs nothing of what it audits.", "a process, a connection and queries of its own",
              ("tests/faults/test_watchdog.py::test_whatever_stops_the_outside_heartbeat_stops",
               "tests/infra/test_auditor.py::test_each_check_fails_by_itself_and_silences_the_heartbeat")),
    Invariant("A day is 24 hours of elapsed time and a week 168, over both nights when the clocks change.",
              "moments are UTC", ("tests/actions/test_clocks.py::test_exactly",
                                  "tests/rules/test_escalation.py::test_rungs_are_elapsed_time_on_both_nights")),
    Invariant("A local limit only brings the alarm nearer: it is shorter than the guideline's, whose own moment is "
              "looked at all the same, and by which alone it is judged whether a clock was met.",
              "a check constraint; one place that puts the two side by side (pathways.clock.Deadline)",
              (PROPERTY, "tests/rules/test_local_limits.py::test_it_only_brings_nearer",
               "tests/actions/test_local_limits.py::test_whether_it_was_met_is_judged_by_the_guidelines_limit")),
    Invariant("A process killed at any instruction loses nothing and writes nothing twice.", "one transaction a batch",
              (SWEEP + "test_a_sweep_that_is_killed_leaves_everything_as_it_was",
               FAULTS + "test_both_killed_and_started_again_loses_nothing")),
)  # fmt: skip


def diagram() -> str:
    """The moves as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {move.old or '[*]'} --> {move.new}: {move.event}" for move in MOVES]
    return "\n".join(lines)
