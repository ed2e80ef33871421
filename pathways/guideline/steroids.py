"""Recommendations 1.8.1 to 1.8.8: corticosteroids.

1.8.5 (a confirmed blood cancer) and 1.8.6 (one suspected on imaging) take the place of 1.8.3 and 1.8.7 wherever spinal
metastases are confirmed. Neurology never waits for a fact about the blood.
"""

from pathways.guideline.logic import All, Any, Condition, Named, Unless, fact
from pathways.guideline.status import (
    BLOOD_CANCER,
    METASTASES,
    METASTASES_OR_MSCC,
    MSCC,
    MSCC_SUSPECTED_OR_CONFIRMED,
    NEUROLOGY,
)

SEVERE_PAIN = fact("pain_severity", "severe")
# Lymphoma or myeloma, or a kind that is not known: another blood cancer is not in the text of 1.8.6.
SUSPECTED_ON_IMAGING = Named(
    "lymphoma or myeloma suspected on imaging",
    "no lymphoma or myeloma suspected on imaging",
    Unless(fact("haematological", "radiologically_suspected"), fact("primary", "other_haematological")),
)
# Who 1.8.5 and 1.8.6 leave to 1.8.3 and 1.8.7: MSCC alone, or disease with neither kind of blood cancer.
MSCC_ALONE = Named("MSCC confirmed without confirmed spinal metastases", "no MSCC alone", All(MSCC, ~METASTASES))
DISEASE_OF_ANOTHER_KIND = Named(
    "spinal metastases or MSCC confirmed, of no blood cancer that is confirmed or suspected on imaging",
    "no such disease",
    All(METASTASES_OR_MSCC, ~BLOOD_CANCER, ~SUSPECTED_ON_IMAGING),
)

RULES: dict[str, Condition] = {
    "1.8.1": All(NEUROLOGY, MSCC_SUSPECTED_OR_CONFIRMED),
    # Both must be ruled out: metastases that were found are a new question.
    "1.8.2": All(fact("dexamethasone_before_imaging"), fact("spinal_metastases", "excluded"), fact("mscc", "excluded")),
    "1.8.3": All(
        ~NEUROLOGY,
        Any(All(MSCC_ALONE, Any(SEVERE_PAIN, BLOOD_CANCER)), All(DISEASE_OF_ANOTHER_KIND, SEVERE_PAIN)),
    ),
    "1.8.4": All(METASTASES_OR_MSCC, fact("no_other_effective_treatment")),
    # With or without neurology.
    "1.8.5": All(BLOOD_CANCER, METASTASES),
    # Severe pain does not unlock it.
    "1.8.6": All(SUSPECTED_ON_IMAGING, METASTASES, ~NEUROLOGY),
    # A prohibition of the routine use only.
    "1.8.7": Unless(
        All(~NEUROLOGY, ~SEVERE_PAIN, Any(All(MSCC_ALONE, ~BLOOD_CANCER), DISEASE_OF_ANOTHER_KIND)),
        fact("rt_regimen_includes_steroid"),
    ),
    "1.8.8": fact("on_corticosteroid"),
}
