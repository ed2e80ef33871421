"""TABLE: oncology assessment and staging."""

from pathways.guideline.terms import PRIMARIES
from referrals.key_information.question import Ask, Question, Sort, When
from referrals.key_information.section import Section, Shown

BLOOD = ("myeloma", "lymphoma", "other_haematological")
HISTOLOGY = {"yes": "Yes", "no": "No", "pending": "Pending"}
INTENT = {"cure": "Cure", "control": "Control of the disease", "symptoms": "Relief of symptoms"}
PROGNOSIS = {"poor": "Poor", "intermediate": "Intermediate", "good": "Good"}
HAD_RADIOTHERAPY, TREATED = When("previous_radiotherapy"), When("systemic")
# Of so many earlier courses of radiotherapy; what the first is asked by its names has no number in them.
COURSES = ("", "2", "3")
NO_PRIMARY = When("primary", ("unknown_primary",))


def _identified(key: str, kind: str) -> dict[str, str]:
    return {"primary": kind, "primary_identified": "no" if key == "unknown_primary" else "yes"}


def _course(number: str) -> tuple[Question, ...]:
    """What is asked of an earlier course of radiotherapy, and whether there was one more."""
    prefix, before = f"radiotherapy{number and f'_{number}'}", COURSES[COURSES.index(number) - 1]
    when = When(f"radiotherapy{before and f'_{before}'}_more") if number else HAD_RADIOTHERAPY
    which = f"Earlier radiotherapy, course {number}" if number else "Earlier radiotherapy"
    asked = (
        Question(f"{prefix}_levels", f"{which}: levels", Ask.ONCOLOGY, Sort.LEVELS, when=when),
        Question(f"{prefix}_dose", f"{which}: dose", Ask.ONCOLOGY, Sort.NUMBER, when=when, unit="Gy", high=100),
        Question(f"{prefix}_fractions", f"{which}: fractions", Ask.ONCOLOGY, Sort.NUMBER, when=when, low=1, high=40),
        Question(f"{prefix}_when", f"{which}: when", Ask.ONCOLOGY, Sort.TIME, when=when, hint="Its first fraction."),
    )
    if number == COURSES[-1]:
        return asked
    return (*asked, Question(f"{prefix}_more", f"{which}: another course beside it", Ask.ONCOLOGY, when=when))


ONCOLOGY = Section("oncology", "Oncology assessment and staging", (
    Question("primary", "Primary", Ask.ONCOLOGY, choices={key: label for key, (label, _) in PRIMARIES.items()},
             makes={key: _identified(key, kind) for key, (_, kind) in PRIMARIES.items()}, also="primary"),
    Question("biopsy_changes_treatment", "A biopsy would change the treatment", Ask.ONCOLOGY, when=NO_PRIMARY,
             fact="biopsy_changes_treatment"),
    Question("immediate_treatment_needed", "Treatment is needed before a biopsy", Ask.ONCOLOGY, when=NO_PRIMARY,
             fact="immediate_treatment_needed"),
    Question("histology", "Histology known", Ask.ONCOLOGY, choices=HISTOLOGY),
    Question("stage", "Stage", Ask.ONCOLOGY, Sort.TEXT),
    Question("bone_metastases", "Metastases in bone", Ask.ONCOLOGY, fact="bone_metastases"),
    Question("visceral", "Metastases in organs", Ask.ONCOLOGY),
    Question("discrete_metastases", "How many metastases in the whole body", Ask.ONCOLOGY, Sort.NUMBER, high=500,
             fact="discrete_metastases"),
    Question("systemic", "On systemic treatment", Ask.ONCOLOGY),
    Question("systemic_drug", "Systemic treatment: which", Ask.ONCOLOGY, Sort.TEXT, when=TREATED),
    Question("systemic_last", "Systemic treatment: last given", Ask.ONCOLOGY, Sort.TIME, when=TREATED),
    Question("systemic_intent", "Systemic treatment: with what aim", Ask.ONCOLOGY, choices=INTENT, when=TREATED),
    Question("other_treatment", "Another effective treatment is left, beside steroids", Ask.ONCOLOGY,
             makes={"yes": {"no_other_effective_treatment": "no"}, "no": {"no_other_effective_treatment": "yes"}}),
    Question("previous_radiotherapy", "Radiotherapy to this part of the spine before", Ask.ONCOLOGY,
             fact="previous_radiotherapy"),
    *(question for number in COURSES for question in _course(number)),
    Question("good_response", "Earlier radiotherapy: helped well", Ask.ONCOLOGY, fact="good_response",
             when=HAD_RADIOTHERAPY),
    Question("recurrent_symptoms", "Symptoms have come back since", Ask.ONCOLOGY, fact="recurrent_symptoms",
             when=HAD_RADIOTHERAPY),
    Question("symptoms_back", "Symptoms came back: when", Ask.ONCOLOGY, Sort.TIME, when=When("recurrent_symptoms")),
    Question("months_since_radiotherapy", "Months from the first radiotherapy until they came back", Ask.ONCOLOGY,
             Sort.NUMBER, unit="months", high=600, fact="months_since_radiotherapy", when=When("recurrent_symptoms"),
             hint="Left empty, it is counted from the dates, where they and all courses are known."),
    Question("rt_high_risk", "High risk of side effects of radiotherapy", Ask.ONCOLOGY, fact="rt_high_risk",
             hint="A clinician’s judgement: a large field, or radiotherapy before."),
    Question("stem_cell_harvest", "Stem cells may be harvested", Ask.ONCOLOGY, fact="stem_cell_harvest",
             when=When("primary", BLOOD)),
    Question("prognosis", "Overall prognosis, in a clinician’s judgement", Ask.ONCOLOGY, choices=PROGNOSIS,
             fact="prognosis", hint="Never taken from a score."),
), (
    Shown("cancer", "Cancer diagnosis", Ask.REFERRER, "answers"),
    Shown("haematological", "Lymphoma or myeloma", Ask.ONCOLOGY, "answers"),
    Shown("oncologist", "Oncologist, centre", Ask.REFERRER, "details"),
    Shown("tokuhashi", "Revised Tokuhashi", Ask.ONCOLOGY, "score", ("tokuhashi",)),
))  # fmt: skip
