"""Recommendations 1.7.11 to 1.7.14: bisphosphonates and denosumab, by the kind of primary.

A primary that was looked for and not found counts as another tumour type: it makes 1.7.13 apply and the others not.
"""

from pathways.guideline.logic import All, Any, Condition, fact
from pathways.guideline.status import METASTASES, PAIN_UNCONTROLLED

PROSTATE = fact("primary", "prostate")
# Analgesia must have failed in prostate cancer only: the bracket of 1.7.13 belongs to it.
ANOTHER_TYPE = All(~fact("primary", "myeloma", "breast"), ~All(PROSTATE, PAIN_UNCONTROLLED))
# Other aims than these two (high calcium, say) are not barred, so an aim not known is not settled by either.
FOR_PAIN = fact("bisphosphonate_aim", "pain")
TO_PREVENT_MSCC = fact("bisphosphonate_aim", "prevent_mscc")

RULES: dict[str, Condition] = {
    # Analgesia need not have failed.
    "1.7.11": All(METASTASES, fact("primary", "myeloma", "breast")),
    "1.7.12": All(METASTASES, PROSTATE, PAIN_UNCONTROLLED),
    # A prohibition in two halves; the trial lifts the second alone.
    "1.7.13": Any(All(FOR_PAIN, METASTASES, ANOTHER_TYPE), All(TO_PREVENT_MSCC, ~fact("in_trial"))),
    # Prostate is excluded, and a blood cancer is not a solid tumour.
    "1.7.14": All(fact("bone_metastases"), fact("primary", "breast", "other_solid")),
}
