"""Recommendations 1.5.2 to 1.5.7: MRI within 24 hours or a week, overnight, for surveillance, and CT in its place."""

from pathways.guideline.logic import All, Any, Condition, fact
from pathways.guideline.status import METASTASES, NEUROLOGY
from pathways.guideline.triage import CORD_FEATURE

# Whether MSCC is suspected for the clocks: always known, since not knowing the cord features suspects it.
MSCC_SUSPECTED = fact("mscc_suspected")
METASTASES_SUSPECTED = fact("spinal_metastases", "suspected")

RULES: dict[str, Condition] = {
    # Takes suspected disease; a new feature after treatment is a new suspicion.
    "1.5.2": MSCC_SUSPECTED,
    # Only where MSCC is not suspected: the wider suspicion has the shorter limit.
    "1.5.3": METASTASES_SUSPECTED & ~MSCC_SUSPECTED,
    # Yes: a scan at night is justified. No never stretches the limit of 1.5.2.
    "1.5.4": fact("overnight") & fact("treat_immediately"),
    # A prohibition by purpose, silent while any feature is not known. It bars no scan for new pain.
    "1.5.6": All(METASTASES, ~Any(CORD_FEATURE, NEUROLOGY), fact("surveillance_only")),
    # Declined or not tolerated is not contraindicated.
    "1.5.7": fact("mri_contraindicated") & (METASTASES_SUSPECTED | fact("mscc", "suspected")),
}
