"""Where the guideline leaves a choice: the readings that the officer is shown are those by which the rules go."""

import pytest
from box1_cases import Facts

from pathways.guideline.advice import applying
from pathways.guideline.assess import RULES, assess
from pathways.guideline.logic import Certainty
from pathways.guideline.readings import READINGS
from pathways.guideline.recommendations import RECOMMENDATIONS
from pathways.guideline.terms import CORD
from pathways.guideline.triage import Disposition

WEAK = {"limb_weakness": "yes"}
QUIET = dict.fromkeys(CORD, "no")
UNSUITABLE = {"mscc": "confirmed", "surgery_suitable": "no"}
LONG = {"plegia_complete": "yes", "plegia_days": 14}


def clocks(facts: Facts) -> list[tuple[str, int]]:
    return [(each["clock"], each["within_hours"]) for each in assess(facts).as_json()["clocks"]]


def test_every_reading_is_of_recommendations_and_says_both_halves() -> None:
    for reading in READINGS:
        assert set(reading.recs) <= RECOMMENDATIONS.keys()
        assert set(reading.recs) & RULES.keys()
        assert reading.left_open.endswith(".")
        assert reading.read_as.endswith(".")
    assert len({reading.left_open for reading in READINGS}) == len(READINGS)


@pytest.mark.parametrize(
    ("facts", "disposition", "opened"),
    [
        ({"cancer": "suspected", **WEAK}, Disposition.EMERGENCY_ONC, [("mri", 24)]),
        ({"cancer": "none", **WEAK}, Disposition.EMERGENCY_ANY_CAUSE, []),
        ({"cancer": "none", **WEAK, "mscc": "suspected"}, Disposition.EMERGENCY_ANY_CAUSE, [("mri", 24)]),
        ({"cancer": "none", "sensory_loss": "yes"}, Disposition.EMERGENCY_ANY_CAUSE, []),
        ({"cancer": "current", **WEAK, "mri_contraindicated": "yes"}, Disposition.EMERGENCY, [("ct", 24)]),
    ],
)
def test_imaging_within_24_hours_wherever_mscc_is_suspected(facts, disposition, opened) -> None:
    assert assess(facts).disposition == disposition
    assert clocks(facts) == opened


def test_a_blood_cancer_suspected_on_other_grounds_is_haematology_first_even_in_severe_pain() -> None:
    facts = {"cancer": "current", **QUIET, "spinal_metastases": "confirmed", "mscc": "none", "pain_severity": "severe",
             "haematological": "otherwise_suspected"}  # fmt: skip
    assert assess(facts).recommendations["1.8.3"].certainty is Certainty.YES
    assert any("aematology advice before any steroid" in note for note in assess(facts).notes)
    said = applying(facts, Disposition.ADVICE_24H)
    assert said["haematology-first"].loud
    assert "consider-steroid" not in said
    assert "consider-steroid" in applying({**facts, "haematological": "no"}, Disposition.ADVICE_24H)


@pytest.mark.parametrize(
    ("facts", "applies", "missing"),
    [
        ({"mscc": "confirmed", "prognosis": "good", "plegia_complete": "no"}, "unknown", ("surgery_suitable",)),
        ({**UNSUITABLE, "prognosis": "good", **LONG}, "yes", ("pain_controlled",)),
        ({**UNSUITABLE, "plegia_complete": "no"}, "yes", ("prognosis",)),
        ({**UNSUITABLE, "prognosis": "good", **LONG, "pain_controlled": "yes"}, "no", ()),
        ({**UNSUITABLE, "prognosis": "good", **LONG, "plegia_days": 13.9, "pain_controlled": "yes"}, "yes", ()),
    ],
)
def test_what_is_not_known_leaves_the_offer_of_radiotherapy_standing(facts, applies, missing) -> None:
    found = assess(facts).recommendations["1.10.4"]
    assert (found.certainty, found.missing) == (Certainty(applies), missing)
