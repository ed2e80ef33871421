"""TABLE: what is asked of opinions, the decision and the treatment."""

from django import forms

from pathways.directory import EIGHT
from referrals.forms.asks.parts import YES_NO_UNKNOWN, amount, answer, one_of, said, several
from referrals.late import RADIOTHERAPY
from referrals.models import Timeline

TREATMENTS = [("radiotherapy", "Radiotherapy"), ("surgery", "Surgery"), ("systemic", "Systemic treatment"),
              ("cement", "Vertebroplasty or kyphoplasty"), ("brace", "Brace or other external support"),
              ("supportive", "Supportive care"), ("other", "Other")]  # fmt: skip
OPINIONS = [("surgery", "Spinal surgeon"), ("oncology", "Oncologist"), ("haematology", "Haematologist"),
            ("palliative_care", "Palliative care"), ("radiology", "Radiologist"), ("other", "Other")]  # fmt: skip
TIME_SINCE_PARALYSIS = "time_since_paralysis"
UNSUITABLE = [("prognosis", "Prognosis"), ("fitness", "Not fit for it"), ("extent", "Extent of the disease"),
              ("wish", "The person does not want it"), ("other_treatment", "Another treatment is better"),
              (TIME_SINCE_PARALYSIS, "Time since paralysis"), ("other", "Other")]  # fmt: skip
FERTILITY = [("yes", "Yes"), ("referred", "Yes, and referred"), ("not_relevant", "Does not apply"), ("no", "No")]
RT_EXCLUSIONS = [choice for choice in Timeline.RadiotherapyExclusion.choices if choice[0] not in {"", "died"}]
OPERATIONS = [("decompression", "Decompression"), ("stabilisation", "Stabilisation"), ("other", "Other")]
CEMENTS = [("vertebroplasty", "Vertebroplasty"), ("kyphoplasty", "Kyphoplasty"),
           ("ablation", "Radiofrequency ablation")]  # fmt: skip
BIOPSY = [("asked", "Asked for"), ("taken", "Taken"), ("result", "Result there"), ("not_done", "Not to be done")]
AGENTS = [("bisphosphonate", "Bisphosphonate"), ("denosumab", "Denosumab"), ("other", "Other")]
AGENT_STAGES = [("proposed", "Proposed"), ("given", "Given"), ("declined", "Declined"), ("stopped", "Stopped")]
AIMS = [("pain", "Pain"), ("prevent_mscc", "To prevent MSCC"), ("other", "Bone health, calcium")]
ASKS: dict[str, forms.Field] = {
    "decided_by": said("Decided by (name)", required=True),
    "opinion_of": one_of("Whose opinion", OPINIONS),
    "asked_of": said("Who was asked (name)"),
    "opinion": said("What they said", 1000, required=True),
    "mdt_plan": said("What was agreed", 1000, required=True),
    "mdt_attended": several("Who took part", [(each.value, str(each.label)) for each in EIGHT]),
    "mdt_names": said("Names", 300),
    "treatment": one_of("Treatment decided on", TREATMENTS),
    "surgery_suitable": one_of("Suitable for surgery?", YES_NO_UNKNOWN),
    "unsuitable_because": several("Not suitable: why", UNSUITABLE),
    # 1.8.4: where none is left, dexamethasone is tapered off.
    "other_treatment": answer("Another effective treatment left, beside steroids?"),
    "rt_exclusion": one_of("Why", RT_EXCLUSIONS),
    # The limbs of the exception of 1.10.4, each recorded for itself.
    "plegia_days": forms.FloatField(
        label="Days of complete paralysis (for that exception)", min_value=0, max_value=10_000, required=False
    ),
    "pain_controlled": answer("Pain well controlled (for that exception)"),
    "fertility": answer("Fertility talked about", FERTILITY),
    "stem_cell_harvest": answer("Might stem cells be harvested?"),
    "rt_high_risk": answer("High risk of side effects (large field, earlier radiotherapy)"),
    "rt_regimen_includes_steroid": answer("A steroid is part of the regimen"),
    "dose_gy": amount("Dose, Gy in all", "0", 100),
    "fractions": forms.IntegerField(label="Fractions", min_value=1, max_value=40, required=False),
    "fractions_reason": said("More than one fraction: why", 200),
    "rt_site": said("Site, such as T5 to T9"),
    "rt_delay_reason": one_of("Why is it late?", [(each, each) for each in RADIOTHERAPY.reasons]),
    "rt_completed": answer("All fractions given", [("yes", "Yes"), ("no", "No, stopped early")]),
    "fractions_given": forms.IntegerField(label="Fractions given", min_value=1, max_value=40, required=False),
    "operation": several("What was done", OPERATIONS),
    "surgeon": said("Surgeon"),
    "cement": one_of("What was done", CEMENTS),
    "brace": said("What was fitted, such as a collar", required=True),
    "drug": said("Which treatment"),
    "supportive": said("By which team"),
    "bone_agent": one_of("Which", AGENTS),
    "bone_agent_stage": one_of("Where it stands", AGENT_STAGES),
    "bisphosphonate_aim": answer("What for", AIMS),
    "biopsy_stage": one_of("Where it stands", BIOPSY),
    "biopsy_changes_treatment": answer("Would its result change the treatment?"),
    "immediate_treatment_needed": answer("Is treatment needed at once?"),
    "biopsy_result": said("Result, or why not", 300),
}
SAID_WITH = {
    "other_treatment": "another effective treatment left",
    "surgery_suitable": "suitable for surgery", "unsuitable_because": "because", "plegia_days": "days of paralysis",
    "pain_controlled": "pain controlled", "mdt_attended": "with", "decided_by": "decided by", "given_by": "by",
    "asked_of": "asked of", "fertility": "fertility talked about", "stem_cell_harvest": "stem cells harvested",
    "rt_high_risk": "high risk of side effects", "rt_regimen_includes_steroid": "a steroid in the regimen",
    "fractions": "fractions", "fractions_given": "fractions given", "rt_site": "site",
    "rt_completed": "all given", "bone_agent_stage": "it is", "surgeon": "surgeon", "bisphosphonate_aim": "for",
    "biopsy_changes_treatment": "would change the treatment",
    "immediate_treatment_needed": "treatment needed at once",
}  # fmt: skip
