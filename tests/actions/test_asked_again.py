"""A question that was answered and is asked again: what answered another one closes no 24-hour clock."""

from datetime import timedelta

import pytest

from mscc.access import Access
from mscc.moments import Moment
from pathways.clock import Status
from pathways.guideline.advice import applying
from pathways.guideline.triage import Disposition
from pathways.states import NotPossible
from referrals.actions import closing, course, triage
from referrals.events import EventKind
from referrals.models import Referral
from tests import factories
from tests.actions.acting import clock, event, kinds, open_kinds, standing
from tests.factories import ANY_CAUSE, NO_CORD, NO_PAIN

K = EventKind
D = Disposition
pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DAY = ("mri", 24.0)


@pytest.fixture
def referral(people, service, at) -> Referral:
    return factories.referral(people.coordinator, service, at)


def record(referral: Referral, kind: EventKind, by: Access, at, **data) -> Referral:
    return course.record(referral=referral, kind=kind, moment=Moment(at), data=data, by=by, at=at)


def facts(referral: Referral) -> dict:
    return referral.assessments.values_list("facts", flat=True).first()


def tell(referral: Referral, by: Access, at, recognised=None, **new) -> Referral:
    """New answers beside those there are."""
    return triage.reassess(
        referral=referral, facts={**facts(referral), **new}, recognised=Moment(recognised or at),
        version=referral.version, by=by, at=at,
    )  # fmt: skip


def scanned(referral: Referral, by: Access, at, outcome: str) -> Referral:
    """The whole spine was scanned and reported."""
    record(referral, K.MRI_STARTED, by, at, whole_spine="yes")
    return record(referral, K.REPORTED, by, at + HOUR, outcome=outcome)


class TestANewFeatureAfterAScan:
    """Weakness was scanned; days later the bladder fails. The old scan does not answer for it."""

    @pytest.mark.parametrize("outcome", ["mscc", "impending", "metastases", "none"])
    def test_it_starts_a_clock_of_its_own_and_the_old_one_stays_met(self, referral, by, at, outcome):
        scanned(referral, by, at + 2 * HOUR, outcome)
        tell(referral, by, at + 72 * HOUR, recognised=at + 71 * HOUR, bladder_bowel_dysfunction="yes")
        days = list(referral.clocks.filter(kind="mri", hours=24).order_by("id"))
        assert [(it.status, it.started_at) for it in days] == [(Status.MET, at), (Status.OPEN, at + 71 * HOUR)]
        record(referral, K.MRI_STARTED, by, at + 75 * HOUR, whole_spine="yes")
        assert [it.status for it in referral.clocks.filter(kind="mri", hours=24)] == [Status.MET, Status.MET]

    def test_the_role_holder_is_told_at_once(self, referral, by, at):
        scanned(referral, by, at + 2 * HOUR, "none")
        before = clock(referral, "acknowledgement")
        before.is_acknowledged = True
        before.save()
        record(referral, K.RT_BOOKED, by, at + 4 * HOUR, booked_for=(at + 9 * HOUR).isoformat())
        assert "acknowledgement" not in open_kinds(referral)
        tell(referral, by, at + 72 * HOUR, sensory_loss="yes")
        assert clock(referral, "acknowledgement").started_at == at + 72 * HOUR

    @pytest.mark.parametrize("outcome", ["metastases", "none"])
    def test_what_the_old_scan_ruled_out_no_longer_is(self, referral, by, at, outcome):
        record(referral, K.MRI_OVERNIGHT, by, at, treat_immediately="no", decided_by="x")
        scanned(referral, by, at + 2 * HOUR, outcome)
        tell(referral, by, at + 3 * HOUR, dexamethasone_before_imaging="yes")
        tell(referral, by, at + 72 * HOUR, bladder_bowel_dysfunction="yes")
        assert "mscc" not in facts(referral)
        assert facts(referral).get("spinal_metastases") != "excluded"
        now = applying(facts(referral), D(referral.disposition))
        assert "mri-day" in now
        assert "steroid-stop" not in now

    def test_what_is_ruled_out_with_the_new_feature_itself_stands(self, referral, by, at):
        tell(referral, by, at + HOUR, sensory_loss="yes", mscc="excluded")
        assert facts(referral)["mscc"] == "excluded"

    def test_while_the_clock_runs_another_feature_moves_nothing(self, referral, by, at):
        tell(referral, by, at + 3 * HOUR, sensory_loss="yes")
        assert K.CORD_FEATURE not in kinds(referral)
        assert clock(referral, *DAY).started_at == at

    def test_after_mri_was_declined_it_is_asked_again(self, referral, by, at):
        record(referral, K.MRI_EXCEPTION, by, at + HOUR, mri_exclusion="declined", decided_by="x")
        assert standing(referral)[DAY] == Status.EXCEPTED
        tell(referral, by, at + 30 * HOUR, bladder_bowel_dysfunction="yes")
        assert (clock(referral, *DAY).status, clock(referral, *DAY).started_at) == (Status.OPEN, at + 30 * HOUR)
        assert referral.clocks.filter(kind="mri", status=Status.EXCEPTED).count() == 1

    def test_with_no_clock_before_a_feature_moves_no_start(self, people, service, by, at):
        referral = factories.referral(people.coordinator, service, at, facts=ANY_CAUSE)
        tell(referral, by, at + 3 * HOUR, sensory_loss="yes")
        tell(referral, by, at + 4 * HOUR, cancer="suspected")
        assert clock(referral, *DAY).started_at == at

    def test_a_feature_is_not_recognised_in_the_future(self, referral, by, at):
        with pytest.raises(NotPossible, match="in the future"):
            tell(referral, by, at + HOUR, recognised=at + 2 * HOUR, sensory_loss="yes")


class TestWhatEndedTheClockIsStruckOut:
    """One clinician has lowered the disposition meanwhile; nobody has withdrawn the suspicion."""

    @pytest.fixture
    def lower(self, referral, senior, at):
        def lowered() -> None:
            triage.set_disposition(referral=referral, to=D.ADVICE_24H, reason="Old signs", by=senior, at=at + 3 * HOUR)

        return lowered

    @pytest.mark.parametrize(
        ("kind", "data"),
        [
            (K.MRI_STARTED, {"whole_spine": "yes"}),
            (K.MRI_EXCEPTION, {"mri_exclusion": "declined", "decided_by": "x"}),
        ],
    )
    def test_the_24_hours_run_again(self, referral, by, at, lower, kind, data):
        record(referral, kind, by, at + 2 * HOUR, **data)
        lower()
        course.strike_out(event=event(referral, kind), reason="Another person", by=by, at=at + 4 * HOUR)
        assert (clock(referral, *DAY).status, clock(referral, *DAY).due_at) == (Status.OPEN, at + 24 * HOUR)
        with pytest.raises(NotPossible, match="24-hour"):
            closing.close(referral=referral, outcome="none", reason="", by=by, at=at + 5 * HOUR)

    def test_a_death_too(self, referral, by, at, lower):
        lower()
        record(referral, K.DIED, by, at + 4 * HOUR)
        closing.reopen(referral=referral, reason="Alive", by=by, at=at + 5 * HOUR)
        course.strike_out(event=event(referral, K.DIED), reason="Another person", by=by, at=at + 6 * HOUR)
        assert clock(referral, *DAY).status == Status.OPEN

    def test_two_clinicians_end_it_for_good(self, referral, by, senior, at, lower):
        lower()
        triage.confirm_withdrawal(referral=referral, by=by, at=at + 3 * HOUR + MINUTE)
        record(referral, K.NOTE, by, at + 4 * HOUR, note="x")
        record(referral, K.PRESENTED, by, at + 4 * HOUR)
        assert standing(referral)[DAY] == Status.CANCELLED


def test_until_it_is_settled_explain_or_advice_has_the_clock_that_the_call_promises(people, service, by, at):
    doubtful = {"cancer": "past", "back_pain": "yes", **NO_CORD, **NO_PAIN}
    referral = factories.referral(people.coordinator, service, at, facts=doubtful)
    assert referral.disposition == D.EXPLAIN_OR_ADVICE
    assert open_kinds(referral) == {"coordinator_advice"}
    settled = tell(referral, by, at + HOUR, low_back_pain="yes", disease_evidence="no")
    triage.set_disposition(referral=settled, to=D.EXPLAIN, reason="Low back, clear", by=by, at=at + 2 * HOUR)
    assert open_kinds(referral) == set()


def test_what_was_done_before_stops_no_clock_that_starts_after(referral, by, at):
    record(referral, K.STABILITY_ADVICE, by, at + HOUR, given_by="x", advice="")
    record(referral, K.RT_FIRST_FRACTION, by, at + HOUR, dose_gy="8", fractions=1)
    record(referral, K.IMMOBILISED, by, at + 5 * HOUR, position="Flat")
    record(referral, K.DECISION, by, at + 6 * HOUR, treatment="radiotherapy", surgery_suitable="no", decided_by="x")
    assert {"immobilisation_advice", "radiotherapy"} <= open_kinds(referral)
