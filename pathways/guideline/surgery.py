"""Recommendations 1.11.2 to 1.11.9: biopsy, surgery and external support.

No limit of time after paralysis decides about surgery (1.11.5), and no score does (1.9.3).
"""

from pathways.guideline.logic import All, Any, Condition, Named, fact
from pathways.guideline.status import METASTASES, MSCC, NEUROLOGY, PAIN_UNCONTROLLED, UNSTABLE, WITHOUT_MSCC

SUITABLE = fact("surgery_suitable")
# Instability with mechanical pain that analgesia does not control; how severe the deficit is plays no part.
UNSTABLE_AND_PAINFUL = Named(
    "MSCC confirmed, with a spine that is or may be unstable and mechanical pain that analgesia does not control",
    "no such instability and pain",
    All(MSCC, UNSTABLE, fact("mechanical_spinal_pain"), PAIN_UNCONTROLLED),
)

RULES: dict[str, Condition] = {
    "1.11.2": All(
        fact("primary_identified", "no"), fact("biopsy_changes_treatment"), fact("immediate_treatment_needed", "no")
    ),
    # As soon as possible after the first neurological feature; there is no number of hours.
    "1.11.3": All(MSCC, NEUROLOGY, SUITABLE),
    # Either suffices here; 1.11.8 wants both.
    "1.11.6": All(METASTASES, WITHOUT_MSCC, Any(UNSTABLE, PAIN_UNCONTROLLED)),
    "1.11.7": All(METASTASES, MSCC),
    "1.11.8": All(UNSTABLE_AND_PAINFUL, fact("surgery_able"), SUITABLE),
    # Suitable but declined, or not able, is not covered; a note says so.
    "1.11.9": All(UNSTABLE_AND_PAINFUL, ~SUITABLE),
}
