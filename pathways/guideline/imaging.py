"""Recommendations 1.5.2, 1.5.3 and 1.5.7: MRI within 24 hours, within a week, and CT in its place."""

from pathways.guideline.logic import Condition, fact

MSCC_SUSPECTED = fact("mscc_suspected")
METASTASES_SUSPECTED = fact("spinal_metastases", "suspected")

RULES: dict[str, Condition] = {
    # Takes suspected disease; a new feature after treatment is a new suspicion.
    "1.5.2": MSCC_SUSPECTED,
    # Only where MSCC is not suspected: the wider suspicion has the shorter limit.
    "1.5.3": METASTASES_SUSPECTED & ~MSCC_SUSPECTED,
    # Declined or not tolerated is not contraindicated.
    "1.5.7": fact("mri_contraindicated") & (METASTASES_SUSPECTED | MSCC_SUSPECTED),
}
