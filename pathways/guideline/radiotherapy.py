"""Recommendations 1.10.2 to 1.10.9: radiotherapy, within 24 hours for MSCC that is not suitable for surgery.

An exception removes the offer; it does not forbid the treatment. Prognosis is a clinician's judgement and is never
read off a score (1.9.3).
"""

from pathways.guideline.logic import All, Any, Condition, Named, Number, Unless, fact
from pathways.guideline.status import BLOOD_CANCER, METASTASES, METASTASES_OR_MSCC, MSCC, WITHOUT_MSCC

PLEGIA_DAYS = 14  # two weeks or more: exactly 14 days counts
FEW_METASTASES = Number("discrete_metastases", "at most", 3)  # anywhere in the body

UNSUITABLE_MSCC = All(MSCC, fact("surgery_suitable", "no"))
LONG_PLEGIA = All(fact("plegia_complete"), Number("plegia_days", "at least", PLEGIA_DAYS))
EXCEPTION = Any(All(LONG_PLEGIA, fact("pain_controlled")), fact("prognosis", "poor"))
URGENT = Named(
    "radiotherapy offered within 24 hours (1.10.4)",
    "no radiotherapy offered within 24 hours (1.10.4)",
    Unless(UNSUITABLE_MSCC, EXCEPTION, asks=True),
)
HIGH_RISK = fact("rt_high_risk")

RULES: dict[str, Condition] = {
    # A single fraction, paralysed or not; stereotactic treatment may be considered in its place.
    "1.10.2": Unless(All(METASTASES, WITHOUT_MSCC, ~fact("mechanical_spinal_pain")), fact("back_pain", "no")),
    # The 24 hours of 1.10.4 run on while haematology is rung.
    "1.10.3": All(BLOOD_CANCER, METASTASES, fact("stem_cell_harvest")),
    "1.10.4": URGENT.part,
    # The risk is the clinician's judgement; earlier radiotherapy alone does not make it.
    "1.10.5": All(URGENT, ~HIGH_RISK),
    "1.10.6": All(URGENT, HIGH_RISK),
    "1.10.7": All(
        METASTASES, fact("asymptomatic"), Any(fact("in_trial"), FEW_METASTASES, fact("impending_compression"))
    ),
    "1.10.8": All(METASTASES_OR_MSCC, fact("had_surgery"), fact("recovered_from_surgery")),
    "1.10.9": All(
        METASTASES_OR_MSCC,
        fact("previous_radiotherapy"),
        fact("good_response"),
        fact("recurrent_symptoms"),
        Number("months_since_radiotherapy", "at least", 3),
    ),
}
