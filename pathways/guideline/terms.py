"""The vocabulary: every fact a rule may ask for, its permitted values, and the words shown for box 1."""

from dataclasses import dataclass

YES_NO = ("yes", "no")
SEVERITY = ("none", "mild", "moderate", "severe")
STATUS = ("none", "suspected", "confirmed", "excluded")
NUMBER = ()  # a number, or not known


@dataclass(frozen=True)
class Item:
    """An item of box 1, as the call screen shows it: a short label and the question to put to the caller."""

    label: str
    question: str


# Box 1, symptoms or signs that suggest cord compression: any one suffices (1.3.2 and its rationale).
CORD: dict[str, Item] = {
    "limb_weakness": Item("Limb weakness", "Any weakness of the legs or arms?"),
    "gait_disturbance": Item("Gait change, difficulty walking", "Any change in walking?"),
    "sensory_loss": Item("Numbness, tingling, sensory loss", "Any numbness, tingling or loss of feeling?"),
    "bladder_bowel_dysfunction": Item("Bladder or bowel change", "Any change in bladder or bowel?"),
    "neurological_signs": Item("Signs on examination", "Any signs of cord or cauda equina compression?"),
    "radicular_pain": Item("Radicular pain", "Any pain radiating along a nerve root?"),
}

# Box 1, pain characteristics: any one suffices, at any level of the spine (safe reading).
PAIN: dict[str, Item] = {
    "severe_unremitting_pain": Item("Severe, unremitting", "Is the pain severe and never letting up?"),
    "progressive_pain": Item("Progressive", "Is the pain getting worse?"),
    "mechanical_pain": Item("Mechanical", "Is it worse on standing, sitting or moving?"),
    "straining_pain": Item("Worse on straining", "Is it worse on coughing, sneezing or opening bowels?"),
    "night_pain": Item("At night", "Does it disturb sleep?"),
    "localised_tenderness": Item("Localised tenderness", "Is the spine tender in one place?"),
    "claudication": Item("Claudication", "Leg pain or cramp on walking?"),
}

CANCER = {
    "current": "Current",
    "past": "Past",
    "suspected": "Suspected",
    "none": "None",
}

FACTS: dict[str, tuple[str, ...]] = {
    "cancer": tuple(CANCER),
    **dict.fromkeys([*PAIN, *CORD], YES_NO),
    **dict.fromkeys(["back_pain", "low_back_pain", "disease_evidence"], YES_NO),
    **dict.fromkeys(["spinal_metastases", "mscc"], STATUS),
    **dict.fromkeys(["neurology", "instability_neurology"], YES_NO),
    "spinal_instability": ("none", "suspected", "confirmed"),
    **dict.fromkeys(["pain_severity", "movement_pain"], SEVERITY),
    **dict.fromkeys(["pain_controlled", "neuropathic_features", "opioid_unresponsive"], YES_NO),
    "primary": (
        "breast",
        "prostate",
        "myeloma",
        "lymphoma",
        "other_haematological",
        "other_solid",
        "unknown_primary",
    ),
    "haematological": ("confirmed", "radiologically_suspected", "otherwise_suspected", "no"),
    "bone_metastases": YES_NO,
    "bisphosphonate_aim": ("pain", "prevent_mscc"),
    **dict.fromkeys(
        ["in_trial", "mri_contraindicated", "surveillance_only", "overnight", "treat_immediately", "immobilised"],
        YES_NO,
    ),
    **dict.fromkeys(
        [
            "on_corticosteroid",
            "dexamethasone_before_imaging",
            "awaiting_surgery_or_radiotherapy",
            "no_other_effective_treatment",
            "rt_regimen_includes_steroid",
            "steroid_stopped",
        ],
        YES_NO,
    ),
    **dict.fromkeys(["surgery_suitable", "surgery_able", "plegia_complete"], YES_NO),
    "plegia_days": NUMBER,
    "prognosis": ("poor", "good", "intermediate"),
    "discrete_metastases": NUMBER,
    **dict.fromkeys(
        [
            "asymptomatic",
            "mechanical_spinal_pain",
            "impending_compression",
            "rt_high_risk",
            "stem_cell_harvest",
            "had_surgery",
            "recovered_from_surgery",
            "previous_radiotherapy",
            "good_response",
            "recurrent_symptoms",
        ],
        YES_NO,
    ),
    "months_since_radiotherapy": NUMBER,
    **dict.fromkeys(["primary_identified", "biopsy_changes_treatment", "immediate_treatment_needed"], YES_NO),
}

# Words for the facts that the service asks for beside box 1.
LABELS: dict[str, str] = {
    "cancer": "cancer, past or current",
    "back_pain": "any back pain",
    "low_back_pain": "low back pain",
    "disease_evidence": "clinical evidence of spinal disease",
    "immobilised": "immobilised",
    "instability_neurology": "signs of an unstable spine",
    "mri_contraindicated": "a reason against MRI",
    **{name: item.label.lower() for name, item in {**CORD, **PAIN}.items()},
}

# The primaries offered on the telephone, and what each is to the rules.
PRIMARIES: dict[str, tuple[str, str]] = {
    "breast": ("Breast", "breast"),
    "prostate": ("Prostate", "prostate"),
    "lung": ("Lung", "other_solid"),
    "kidney": ("Kidney", "other_solid"),
    "bowel": ("Bowel", "other_solid"),
    "upper_gi": ("Oesophagus, stomach, pancreas", "other_solid"),
    "thyroid": ("Thyroid", "other_solid"),
    "melanoma": ("Melanoma", "other_solid"),
    "sarcoma": ("Sarcoma", "other_solid"),
    "other_solid": ("Other solid tumour", "other_solid"),
    "myeloma": ("Myeloma", "myeloma"),
    "lymphoma": ("Lymphoma", "lymphoma"),
    "other_haematological": ("Other blood cancer", "other_haematological"),
    "unknown_primary": ("Primary not found", "unknown_primary"),
}
