"""Recommendations 1.4.1, 1.4.2 and 1.4.4: immobilising, and expert advice on stability within 24 hours."""

from pathways.guideline.logic import All, Any, Condition, fact
from pathways.guideline.status import METASTASES_SUSPECTED_OR_CONFIRMED, MSCC_SUSPECTED_OR_CONFIRMED

RULES: dict[str, Condition] = {
    # Suspected metastases alone are not enough here: 1.4.2 may then apply.
    "1.4.1": All(MSCC_SUSPECTED_OR_CONFIRMED, fact("instability_neurology")),
    "1.4.2": All(
        Any(METASTASES_SUSPECTED_OR_CONFIRMED, MSCC_SUSPECTED_OR_CONFIRMED), fact("movement_pain", "moderate", "severe")
    ),
    "1.4.4": fact("immobilised"),
}
