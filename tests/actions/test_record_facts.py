"""What is recorded of imaging, treatment and dexamethasone becomes facts for the rules, and is taken back with it."""

from datetime import timedelta
from typing import Any

import pytest

from mscc.moments import Moment
from referrals.actions import course
from referrals.actions.facts import facts_of
from referrals.events import EventKind
from referrals.models import Referral
from referrals.sentences import line
from tests import factories
from tests.actions.acting import assert_projected, event

K = EventKind
pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
GIVEN = {"on_corticosteroid": "yes", "steroid_stopped": "no"}
STOPPED = {"on_corticosteroid": "no", "steroid_stopped": "yes"}


@pytest.fixture
def referral(people, service, at) -> Referral:
    return factories.referral(people.coordinator, service, at)


@pytest.fixture
def record(referral, by, at):
    def does(kind: EventKind, minute: int, told: int | None = None, **data: Any) -> None:
        happened, said = at + minute * MINUTE, at + (minute if told is None else told) * MINUTE
        course.record(referral=referral, kind=kind, moment=Moment(happened), data=data, by=by, at=said)

    return does


def facts(referral: Referral) -> dict[str, Any]:
    return referral.assessments.values_list("facts", flat=True).first() or {}


def known(referral: Referral, *names: str) -> dict[str, Any]:
    return {name: facts(referral).get(name) for name in names}


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        (K.MRI_REQUESTED, {"surveillance_only": "yes"}, {"surveillance_only": "yes"}),
        (K.MRI_REQUESTED, {"surveillance_only": "unknown"}, {}),
        (K.SURGICAL_OPINION, {"surgery_suitable": "no", "opinion": "x"}, {"surgery_suitable": "no"}),
        (K.SURGICAL_OPINION, {"surgery_suitable": "unknown", "opinion": "x"}, {}),
        (K.RT_PREPARED, {"stem_cell_harvest": "yes", "rt_high_risk": "no", "rt_regimen_includes_steroid": "unknown",
                         "fertility": "yes"}, {"stem_cell_harvest": "yes", "rt_high_risk": "no"}),
        (K.SURGERY, {"operation": ["decompression"]}, {"had_surgery": "yes"}),
        (K.RECOVERED, {}, {"recovered_from_surgery": "yes"}),
        (K.BIOPSY, {"biopsy_stage": "asked", "biopsy_changes_treatment": "yes", "immediate_treatment_needed": "no"},
         {"biopsy_changes_treatment": "yes", "immediate_treatment_needed": "no"}),
        (K.BONE_AGENT, {"bone_agent": "bisphosphonate", "bone_agent_stage": "proposed", "bisphosphonate_aim": "pain"},
         {"bisphosphonate_aim": "pain"}),
        (K.BONE_AGENT, {"bone_agent": "bisphosphonate", "bone_agent_stage": "declined", "bisphosphonate_aim": "pain"},
         {}),
        (K.BONE_AGENT, {"bone_agent": "denosumab", "bone_agent_stage": "given", "bisphosphonate_aim": "pain"}, {}),
        (K.BONE_AGENT, {"bone_agent": "bisphosphonate", "bone_agent_stage": "given", "bisphosphonate_aim": "other"},
         {}),
        (K.MRI_OVERNIGHT, {"treat_immediately": "no"}, {"overnight": "yes", "treat_immediately": "no"}),
        (K.STEROID_DOSE, {"dose_mg": "16"}, GIVEN),
        (K.STEROID_STOPPED, {"stop_reason": "tapered"}, STOPPED),
        # What a call told is a fact by the call's own way.
        (K.CALL_RECEIVED, {"pain_controlled": "yes"}, {}),
        (K.NOTE, {"note": "yes"}, {}),
    ],
)  # fmt: skip
def test_an_entry_says_these_facts(kind: EventKind, data: dict, expected: dict) -> None:
    assert facts_of(kind, data) == expected


class TestDexamethasone:
    def test_before_the_scan_it_is_dexamethasone_before_imaging(self, referral, record):
        record(K.STEROID_DOSE, 1, dose_mg="16")
        assert facts(referral)["dexamethasone_before_imaging"] == "yes"
        assert_projected(referral)

    def test_after_the_scan_it_is_not(self, referral, record):
        record(K.MRI_STARTED, 1, whole_spine="yes")
        record(K.STEROID_DOSE, 2, dose_mg="16")
        assert facts(referral).get("dexamethasone_before_imaging") is None
        assert known(referral, *GIVEN) == GIVEN

    def test_ruled_out_it_is_to_be_stopped_until_it_is(self, referral, record):
        record(K.STEROID_DOSE, 1, dose_mg="16")
        record(K.MRI_STARTED, 2, whole_spine="yes")
        record(K.REPORTED, 3, outcome="none")
        assert "steroid-stop" in referral.new_prompts
        assert list(referral.timeline.awaited) == ["steroid_stop"]
        record(K.STEROID_STOPPED, 4, stop_reason="excluded")
        assert "steroid-stop" not in referral.new_prompts
        referral.timeline.refresh_from_db()
        assert referral.timeline.awaited == {}
        assert known(referral, *STOPPED) == STOPPED

    @pytest.mark.parametrize("whole_spine", ["no", "unknown"])
    def test_a_scan_of_a_part_rules_nothing_out(self, referral, record, whole_spine):
        record(K.STEROID_DOSE, 1, dose_mg="16")
        record(K.MRI_STARTED, 2, whole_spine=whole_spine)
        record(K.REPORTED, 3, outcome="none")
        assert known(referral, "mscc", "spinal_metastases") == {"mscc": None, "spinal_metastases": None}
        assert "steroid-stop" not in referral.new_prompts
        referral.timeline.refresh_from_db()
        assert (referral.timeline.awaited, referral.timeline.outcome) == ({}, "")
        assert "nothing is ruled out" in line(event(referral, K.REPORTED), referral.changed_at)
        record(K.MRI_STARTED, 4, whole_spine="yes")
        record(K.REPORTED, 5, outcome="none")
        assert known(referral, "mscc", "spinal_metastases") == {"mscc": "excluded", "spinal_metastases": "excluded"}

    def test_what_a_scan_of_a_part_found_is_found(self, referral, record):
        record(K.MRI_STARTED, 2, whole_spine="no")
        record(K.REPORTED, 3, outcome="metastases")
        assert known(referral, "mscc", "spinal_metastases") == {"mscc": None, "spinal_metastases": "confirmed"}

    def test_a_stop_told_late_is_not_newer_than_the_dose_after_it(self, referral, record):
        record(K.STEROID_DOSE, 5, dose_mg="16")
        record(K.STEROID_STOPPED, 1, told=6, stop_reason="other")
        assert known(referral, *GIVEN) == GIVEN

    def test_a_dose_struck_out_takes_its_facts_back(self, referral, record, by, at):
        record(K.STEROID_DOSE, 1, dose_mg="16")
        course.strike_out(event=event(referral, K.STEROID_DOSE), reason="Another person", by=by, at=at + HOUR)
        names = (*GIVEN, "dexamethasone_before_imaging")
        assert known(referral, *names) == dict.fromkeys(names)


class TestSuitability:
    def test_the_surgeons_no_stands_though_the_decision_does_not_know(self, referral, record):
        record(K.SURGICAL_OPINION, 1, surgery_suitable="no", opinion="Not fit")
        record(K.DECISION, 2, treatment="radiotherapy", surgery_suitable="unknown", decided_by="Dr C")
        referral.timeline.refresh_from_db()
        assert referral.timeline.surgery_suitable is False
        assert facts(referral)["surgery_suitable"] == "no"

    @pytest.mark.parametrize("beside", ["brace", "cement"])
    def test_a_brace_or_cement_beside_radiotherapy_leaves_its_clock_alone(self, referral, record, beside):
        record(K.DECISION, 1, treatment="radiotherapy", surgery_suitable="no", decided_by="Dr C")
        record(K.DECISION, 2, treatment=beside, surgery_suitable="no", decided_by="Dr C")
        assert referral.clocks.get(kind="radiotherapy").is_open

    def test_a_brace_alone_leaves_the_decision_awaited(self, referral, record):
        record(K.REPORTED, 1, outcome="mscc")
        record(K.DECISION, 2, treatment="brace", surgery_suitable="no", decided_by="Dr C")
        assert referral.state == "awaiting_decision"
