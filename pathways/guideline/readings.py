"""TABLE: where the guideline's text leaves a choice, and how this service reads it until the named officer confirms it.

Each reading is the safer of those possible. One that is about facts is held by a test that puts them through the rules.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reading:
    """What the text leaves open, and what is done: the recommendations concerned come first."""

    recs: tuple[str, ...]
    left_open: str
    read_as: str


READINGS = (
    Reading(
        ("1.3.2", "1.3.5", "1.5.2"),
        "Cancer is suspected and not diagnosed, and a cord feature is present.",
        "An emergency all the same, with MRI within 24 hours, and the referral to oncology beside it.",
    ),
    Reading(
        ("1.5.2",),
        "A cord feature is present, and no cancer is known or suspected: an emergency of any cause.",
        "MSCC is not suspected by itself, so no MRI clock is opened. A named clinician has to accept the person, "
        "and the role holder to acknowledge within 10 minutes. Once cancer or MSCC is suspected the 24 hours run.",
    ),
    Reading(
        ("1.3.2",),
        "Which trouble of bladder or bowel is the dysfunction of box 1.",
        "A bladder that is hesitant or urgent counts, whatever may explain it, as do retention and not holding it. "
        "Of the bowel not holding it counts, and constipation where it was normal before, opioids or not; "
        "constipation told of first does not.",
    ),
    Reading(
        ("1.5.2", "1.1.19"),
        "One speaks of every suspected MSCC, the other of neurological symptoms and signs.",
        "The wider: any suspected MSCC has 24 hours, and one cord feature is enough.",
    ),
    Reading(
        ("1.5.2", "1.5.3"),
        "From when the 24 hours and the week are counted.",
        "From the earliest documented suspicion; where that is not known, from the first contact with the "
        "coordinator. A week is 168 hours, and nothing pauses at night or at weekends.",
    ),
    Reading(
        ("1.5.5", "1.8.2"),
        "A report finds nothing, and the scan is not known to be of the whole spine.",
        "It rules out nothing: the MRI clock runs on, and nothing says that dexamethasone is stopped.",
    ),
    Reading(
        ("1.4.4",),
        "Somebody is immobilised again after it had ended.",
        "The 24 hours run anew; the advice given before does not answer them.",
    ),
    Reading(
        ("1.6.4", "1.3.2"),
        "Neurology gets worse at a step of mobilising.",
        "Beside looking at stability anew, it is a neurological sign of box 1 and assessed again: where that sign was "
        "not known before, it is a new suspicion with its clock, also after MSCC was confirmed.",
    ),
    Reading(
        ("1.5.7",),
        "How soon the CT is due that stands in for an MRI.",
        "By the limit of the MRI that cannot be done, from the same start.",
    ),
    Reading(
        ("1.8.1", "1.8.6"),
        "Neurological features beside a suspected blood cancer.",
        "Dexamethasone is not held back: haematology and the senior oncologist are rung at once, and the prescriber "
        "decides.",
    ),
    Reading(
        ("1.8.3", "1.8.6"),
        "No neurological features, severe pain, and a blood cancer suspected on other grounds than imaging: 1.8.3 "
        "names severe pain, and 1.8.6 only imaging.",
        "1.8.3 is assessed by its text, as applying. What the pages say is haematology first, as for 1.8.6; that a "
        "steroid may be considered is not said until the suspicion is settled.",
    ),
    Reading(
        ("1.8.5", "1.8.3"),
        "A known blood cancer, and spinal metastases only suspected.",
        "1.8.5 takes them as confirmed. Until then, without neurological features: haematology and the senior "
        "clinician before any steroid.",
    ),
    Reading(
        ("1.10.4", "1.1.21"),
        "Whether the person is suitable for surgery is not known.",
        "The rule says “not known” and asks. A decision for radiotherapy starts the 24 hours all the same, as it "
        "would if surgery were ruled out.",
    ),
    Reading(
        ("1.10.4",),
        "Part of an exception is not known: how long the paralysis has been complete, whether pain is controlled, "
        "the prognosis.",
        "The offer stands and the clock runs until both limbs, or the prognosis, are recorded by a named clinician. "
        "Exactly 14 days count as two weeks.",
    ),
    Reading(
        ("1.10.4", "1.1.21"),
        "Radiotherapy is decided on after an exception was recorded.",
        "The decision takes the exception back and starts the 24 hours; where it still holds it is recorded again. "
        "After surgery radiotherapy follows recovery, whatever is decided later (1.10.8).",
    ),
)
