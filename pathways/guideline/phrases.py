"""TABLE: how a condition on a fact is said in words, for the rules as coded. Every fact has its row."""

# A fact that is yes or no: the phrase for yes, the phrase for no.
YES_NO_PHRASES: dict[str, tuple[str, str]] = {
    "limb_weakness": ("limb weakness", "no limb weakness"),
    "gait_disturbance": ("difficulty walking", "no difficulty walking"),
    "sensory_loss": ("numbness or sensory loss", "no numbness or sensory loss"),
    "bladder_bowel_dysfunction": ("bladder or bowel change", "no bladder or bowel change"),
    "neurological_signs": ("signs of compression on examination", "no signs of compression on examination"),
    "radicular_pain": ("radicular pain", "no radicular pain"),
    "severe_unremitting_pain": ("severe, unremitting pain", "no severe, unremitting pain"),
    "progressive_pain": ("progressive pain", "no progressive pain"),
    "mechanical_pain": ("mechanical pain", "no mechanical pain"),
    "straining_pain": ("pain on straining", "no pain on straining"),
    "night_pain": ("pain at night", "no pain at night"),
    "localised_tenderness": ("localised tenderness", "no localised tenderness"),
    "claudication": ("claudication", "no claudication"),
    "back_pain": ("back pain", "no back pain at all"),
    "low_back_pain": ("low back pain", "no low back pain"),
    "disease_evidence": ("clinical evidence of spinal disease", "spinal disease looked for without any evidence"),
    "neurology": ("neurological symptoms or signs", "no neurological symptoms or signs"),
    "instability_neurology": (
        "neurological symptoms or signs of an unstable spine",
        "no neurological symptoms or signs of an unstable spine",
    ),
    "pain_controlled": ("pain controlled by analgesia", "pain not controlled by analgesia"),
    "neuropathic_features": ("neuropathic features", "no neuropathic features"),
    "opioid_unresponsive": ("pain that opioids do not relieve", "pain that opioids relieve"),
    "bone_metastases": ("bone metastases", "no bone metastases"),
    "in_trial": ("part of a randomised trial", "not part of a randomised trial"),
    "mri_contraindicated": ("MRI contraindicated", "MRI not contraindicated"),
    "surveillance_only": (
        "the only purpose of the MRI is to find compression early",
        "the MRI has another purpose than to find compression early",
    ),
    "overnight": ("the scan would be overnight", "the scan would not be overnight"),
    "treat_immediately": (
        "a diagnosis now would let treatment start at once",
        "a diagnosis now would not let treatment start at once",
    ),
    "immobilised": ("immobilised", "not immobilised"),
    "on_corticosteroid": ("on a corticosteroid", "not on a corticosteroid"),
    "dexamethasone_before_imaging": (
        "dexamethasone given before imaging",
        "no dexamethasone given before imaging",
    ),
    "awaiting_surgery_or_radiotherapy": (
        "awaiting surgery or radiotherapy",
        "awaiting neither surgery nor radiotherapy",
    ),
    "no_other_effective_treatment": ("no other effective treatment", "another effective treatment"),
    "steroid_stopped": ("dexamethasone stopped since", "dexamethasone not stopped"),
    "rt_regimen_includes_steroid": (
        "the steroid is part of a radiotherapy regimen",
        "the steroid is not part of a radiotherapy regimen",
    ),
    "surgery_suitable": ("surgery suitable", "surgery not suitable"),
    "surgery_able": ("able to have surgery", "not able to have surgery"),
    "plegia_complete": ("complete tetraplegia or paraplegia", "no complete tetraplegia or paraplegia"),
    "asymptomatic": ("no symptoms", "symptoms"),
    "mechanical_spinal_pain": ("mechanical spinal pain", "spinal pain not mechanical"),
    "impending_compression": ("impending compression on imaging", "no impending compression on imaging"),
    "rt_high_risk": ("high risk of side effects of radiation", "no high risk of side effects of radiation"),
    "stem_cell_harvest": ("stem cell harvest considered", "stem cell harvest not considered"),
    "had_surgery": ("had spinal surgery", "had no spinal surgery"),
    "recovered_from_surgery": ("recovered from it", "not recovered from it"),
    "previous_radiotherapy": ("had radiotherapy before", "had no radiotherapy before"),
    "good_response": ("good response to it", "no good response to it"),
    "recurrent_symptoms": ("symptoms returned", "symptoms not returned"),
    "primary_identified": ("primary identified", "primary not identified"),
    "biopsy_changes_treatment": (
        "identifying it may change treatment",
        "identifying it would not change treatment",
    ),
    "immediate_treatment_needed": ("immediate treatment needed", "no immediate treatment needed"),
    "mscc_suspected": ("MSCC suspected", "MSCC not suspected"),
}

# A fact of several values: what stands before the value.
SUBJECTS: dict[str, str] = {
    "cancer": "cancer",
    "spinal_metastases": "spinal metastases",
    "mscc": "MSCC",
    "spinal_instability": "spinal instability",
    "pain_severity": "pain",
    "movement_pain": "pain on moving",
    "primary": "primary",
    "haematological": "blood cancer",
    "bisphosphonate_aim": "the bisphosphonate is",
    "prognosis": "overall prognosis",
}

# A value that does not read as it is written.
VALUES: dict[str, str] = {
    "no": "absent",
    "none": "absent",
    "excluded": "ruled out",
    "radiologically_suspected": "suspected on imaging",
    "otherwise_suspected": "suspected on other grounds",
    "other_haematological": "another blood cancer",
    "other_solid": "another solid tumour",
    "unknown_primary": "not found",
    "pain": "for spinal pain",
    "prevent_mscc": "to prevent MSCC",
}

# A number: what is counted.
AMOUNTS: dict[str, str] = {
    "plegia_days": "days of complete paralysis",
    "discrete_metastases": "discrete metastases anywhere in the body",
    "months_since_radiotherapy": "months from first radiotherapy to the return of symptoms",
}
