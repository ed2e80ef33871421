"""TABLE: sentences for the clinician: gaps in the guideline, conflicts, contradictions, what an exception does not do.

Each informs; none holds anything back. Where the guideline says nothing the sentence is the service's safe reading.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pathways.guideline import bone_agents, imaging, radiotherapy, steroids, surgery
from pathways.guideline.logic import All, Any, Condition, Facts, fact
from pathways.guideline.status import (
    BLOOD_CANCER,
    METASTASES,
    METASTASES_SUSPECTED_OR_CONFIRMED,
    MSCC,
    MSCC_SUSPECTED_OR_CONFIRMED,
    NEUROLOGY,
)
from pathways.guideline.triage import CORD_FEATURE, PAIN_CHARACTERISTIC, ROUTES, Disposition, Triage

D = Disposition


@dataclass(frozen=True)
class Note:
    """Something to say where the condition certainly holds. Names in braces are filled with the facts."""

    says: str
    when: Condition


BLOOD_CANCER_SUSPECTED = fact("haematological", "radiologically_suspected", "otherwise_suspected")
DENIED = fact("mscc", "none", "excluded")
DISEASE = Any(METASTASES_SUSPECTED_OR_CONFIRMED, MSCC_SUSPECTED_OR_CONFIRMED)
NO_METASTASES = fact("spinal_metastases", "none", "excluded")

BY_DISPOSITION: dict[Disposition, str] = {
    D.EMERGENCY_ONC:
        "Cancer is only suspected: the guideline’s text does not cover the cord feature; treated as an emergency.",
    D.EMERGENCY_ANY_CAUSE:
        "An emergency of some cause: a named clinician must accept the person. Ask whether cancer is suspected.",
}  # fmt: skip

CONTRADICTIONS = (
    Note("MSCC is given as {mscc} beside a cord feature: they contradict; the feature decides.",
         All(DENIED, CORD_FEATURE)),
    Note("Spinal metastases are confirmed, yet evidence of disease is given as absent: they contradict.",
         All(METASTASES, fact("disease_evidence", "no"))),
    Note("MSCC is confirmed, yet spinal metastases are given as {spinal_metastases}: direct infiltration counts as "
         "spinal metastases.", All(MSCC, NO_METASTASES)),
    Note("Neurology is given as absent beside a cord feature: they contradict. The feature decides the urgency, the "
         "neurology given decides the steroid rules: settle it before relying on them.",
         All(~NEUROLOGY, CORD_FEATURE)),
    Note("Neurology is given as present with all six cord features absent: they contradict. Only the features move "
         "the urgency: ask them again.", All(NEUROLOGY, ~CORD_FEATURE)),
    Note("Given as without symptoms beside a symptom of box 1: they contradict.",
         All(fact("asymptomatic"), Any(CORD_FEATURE, PAIN_CHARACTERISTIC))),
)  # fmt: skip

# On the facts as stated: no back pain, beside a pain that is stated. The pain decides.
OVERRULED = (
    Note("A pain characteristic is given beside no back pain: the characteristic decides.",
         All(fact("back_pain", "no"), PAIN_CHARACTERISTIC)),
    Note("Low back pain is given beside no back pain: the low back pain decides.",
         All(fact("back_pain", "no"), fact("low_back_pain"))),
)  # fmt: skip

SAFE_READING = "No recommendation certainly applies: the disposition is the service’s safe reading."
NARROW = "Facts are missing: explain if it is low back pain without evidence of disease; else advice within 24 h."
MOST_URGENT = "Facts are missing: this is the most urgent reading of what is not known."
NOT_SETTLED = "An exception to 1.10.4 is not settled: the offer stands until it is."

NOTES = (
    *CONTRADICTIONS,
    Note("A plain X-ray cannot show that spinal disease is absent (1.5.9).", ROUTES["1.3.6"]),
    Note("1.5.6 is about the purpose alone: it bars no MRI for new pain, for a new feature or to plan treatment.",
         imaging.RULES["1.5.6"]),
    # Bone agents
    Note("The primary is not found: it counts as another tumour type (1.7.13), and 1.7.11, 1.7.12 and 1.7.14 do not "
         "apply.", fact("primary", "unknown_primary")),
    Note("1.7.13 bars the use for spinal pain or to prevent MSCC, not for another reason.",
         bone_agents.RULES["1.7.13"]),
    # Steroids
    Note("Conflict: neurology calls for dexamethasone at once (1.8.1), a suspected blood cancer for waiting until "
         "it is confirmed. Ring haematology and the senior oncologist at once; the prescriber decides, nothing is "
         "held back.",
         All(NEUROLOGY, BLOOD_CANCER_SUSPECTED)),
    Note("Haematology advice first, before any steroid (1.8.6), however severe the pain.", steroids.RULES["1.8.6"]),
    Note("A blood cancer is suspected in a way that 1.8.6 does not name: haematology advice before any steroid all the "
         "same.", All(DISEASE, ~NEUROLOGY, BLOOD_CANCER_SUSPECTED, ~steroids.RULES["1.8.6"])),
    Note("Blood cancer is confirmed and spinal metastases only suspected: no recommendation covers it. Haematology "
         "and senior advice before any steroid.",
         All(BLOOD_CANCER, fact("spinal_metastases", "suspected"), ~NEUROLOGY)),
    Note("After the first dose of 1.8.5 the further ones are agreed with haematology: 16 mg a day does not run on by "
         "itself.", All(steroids.RULES["1.8.5"], NEUROLOGY)),
    Note("1.8.2 wants metastases and MSCC both ruled out: with MSCC alone ruled out the steroid is a new question for "
         "the prescriber.",
         All(fact("dexamethasone_before_imaging"), fact("mscc", "excluded"),
             fact("spinal_metastases", "suspected", "confirmed"))),
    Note("Ask about long-term steroids before dexamethasone is stopped.", steroids.RULES["1.8.2"]),
    Note("1.8.7 is about routine use: a steroid within a radiotherapy regimen is an exception.",
         steroids.RULES["1.8.7"]),
    # Radiotherapy
    Note("An exception to 1.10.4 removes the offer of radiotherapy; it does not forbid the treatment.",
         All(radiotherapy.UNSUITABLE_MSCC, radiotherapy.EXCEPTION)),
    Note("Poor prognosis and pain not controlled: no recommendation on radiotherapy covers it. Oncology and "
         "palliative care decide.",
         All(radiotherapy.UNSUITABLE_MSCC, fact("prognosis", "poor"), fact("pain_controlled", "no"))),
    Note("Earlier radiotherapy: the oncologist judges the risk of side effects, which decides 1.10.5 or 1.10.6.",
         All(radiotherapy.URGENT, fact("previous_radiotherapy"))),
    Note("After surgery radiotherapy waits for recovery (1.10.8): ask whether 1.10.4 is still the question.",
         All(radiotherapy.URGENT, fact("had_surgery"))),
    Note("Stem cell harvest: ring haematology at once; the 24 hours of 1.10.4 run on.",
         All(radiotherapy.RULES["1.10.3"], radiotherapy.URGENT)),
    Note("Impending compression on imaging: the coordinator and the oncologist at once.",
         All(METASTASES, fact("impending_compression"))),
    Note("A new cord feature is an emergency, however long ago the radiotherapy was.",
         All(fact("previous_radiotherapy"), fact("recurrent_symptoms"), CORD_FEATURE)),
    # Surgery
    Note("A steroid given first may spoil the biopsy.", surgery.RULES["1.11.2"]),
    Note("Time since paralysis never decides about surgery alone (1.11.5): the two weeks belong to radiotherapy.",
         All(MSCC, radiotherapy.LONG_PLEGIA)),
    Note("Surgery is suitable but not possible: neither 1.11.8 nor 1.11.9 covers it. External support may be offered; "
         "the surgeon confirms.",
         All(surgery.UNSTABLE_AND_PAINFUL, surgery.SUITABLE, fact("surgery_able", "no"))),
)  # fmt: skip


def notes(given: Facts, known: Facts, first: Triage, routing: tuple[str, ...]) -> Iterator[str]:
    """What is to be said of a case: `given` are the facts as stated, `known` those with what they imply."""
    yield from _gaps(first, routing)
    yield from _said(OVERRULED, given)
    yield from _said(NOTES, known)
    offer = radiotherapy.URGENT.of(known)
    if offer.yes and offer.missing:
        yield NOT_SETTLED


def _said(table: tuple[Note, ...], facts: Facts) -> Iterator[str]:
    return (note.says.format_map(facts) for note in table if note.when.of(facts).yes)


def _gaps(first: Triage, routing: tuple[str, ...]) -> Iterator[str]:
    if not routing:
        yield SAFE_READING
    if first.disposition is D.EXPLAIN_OR_ADVICE:
        yield NARROW
    elif not first.certain:
        yield MOST_URGENT
    if first.disposition in BY_DISPOSITION:
        yield BY_DISPOSITION[first.disposition]
