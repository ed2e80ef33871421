"""What several recommendations ask of somebody's disease, defined once.

Where a recommendation names spinal metastases or MSCC without "suspected" it takes them as confirmed. "Without MSCC"
takes MSCC as absent or ruled out: while it is suspected nobody is without it.
"""

from pathways.guideline.logic import Any, Named, fact

METASTASES = fact("spinal_metastases", "confirmed")
MSCC = fact("mscc", "confirmed")
METASTASES_OR_MSCC = Named(
    "spinal metastases or MSCC confirmed", "neither spinal metastases nor MSCC confirmed", Any(METASTASES, MSCC)
)
WITHOUT_MSCC = fact("mscc", "none", "excluded")

MSCC_SUSPECTED_OR_CONFIRMED = fact("mscc", "suspected", "confirmed")
METASTASES_SUSPECTED_OR_CONFIRMED = fact("spinal_metastases", "suspected", "confirmed")

NEUROLOGY = fact("neurology")
UNSTABLE = fact("spinal_instability", "suspected", "confirmed")
PAIN_UNCONTROLLED = fact("pain_controlled", "no")
BLOOD_CANCER = fact("haematological", "confirmed")
