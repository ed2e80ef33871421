"""Recommendations 1.8.1 to 1.8.8: corticosteroids.

1.8.5 (a confirmed blood cancer) and 1.8.6 (one suspected on imaging) take the place of 1.8.3 and 1.8.7 wherever spinal
metastases are confirmed. Neurology never waits for a fact about the blood.
"""

from pathways.guideline.logic import All, Any, Condition, Named, Unless, fact
from pathways.guideline.status import (
    BLOOD_CANCER,
    METASTASES,
    METASTASES_OR_MSCC,
    MSCC_SUSPECTED_OR_CONFIRMED,
    NEUROLOGY,
)
from pathways.guideline.weighed import Weighed

SEVERE_PAIN = fact("pain_severity", "severe")
# Lymphoma or myeloma, or a kind that is not known: another blood cancer is not in the text of 1.8.6.
SUSPECTED_ON_IMAGING = Named(
    "lymphoma or myeloma suspected on imaging",
    "no lymphoma or myeloma suspected on imaging",
    Unless(fact("haematological", "radiologically_suspected"), fact("primary", "other_haematological")),
)
CONFIRMED_BLOOD_CANCER = Named("1.8.5 applies", "1.8.5 does not apply", All(BLOOD_CANCER, METASTASES))
ADVICE_FIRST = Named("1.8.6 applies", "1.8.6 does not apply", All(SUSPECTED_ON_IMAGING, METASTASES, ~NEUROLOGY))
MAY_BE_CONSIDERED = Named(
    "1.8.3 applies",
    "1.8.3 does not apply",
    All(
        METASTASES_OR_MSCC,
        ~NEUROLOGY,
        Any(SEVERE_PAIN, BLOOD_CANCER),
        ~CONFIRMED_BLOOD_CANCER,
        ~ADVICE_FIRST,
    ),
)

RULES: dict[str, Condition] = {
    "1.8.1": All(NEUROLOGY, MSCC_SUSPECTED_OR_CONFIRMED),
    # Both must be ruled out: metastases that were found are a new question.
    "1.8.2": All(fact("dexamethasone_before_imaging"), fact("spinal_metastases", "excluded"), fact("mscc", "excluded")),
    "1.8.3": Weighed(MAY_BE_CONSIDERED.part),
    "1.8.4": All(METASTASES_OR_MSCC, fact("no_other_effective_treatment")),
    # With or without neurology.
    "1.8.5": CONFIRMED_BLOOD_CANCER.part,
    # Severe pain does not unlock it.
    "1.8.6": ADVICE_FIRST.part,
    # A prohibition of the routine use only.
    "1.8.7": Unless(
        Weighed(All(METASTASES_OR_MSCC, ~NEUROLOGY, ~MAY_BE_CONSIDERED, ~CONFIRMED_BLOOD_CANCER, ~ADVICE_FIRST)),
        fact("rt_regimen_includes_steroid"),
    ),
    "1.8.8": fact("on_corticosteroid"),
}
