"""TABLE: for each recommendation a person to whom it applies, and every value of every fact that it looks at.

A sweep changes one fact of that person and leaves the others: what the recommendation then says is written by hand,
from the guideline's text and the settled readings of the contract.
"""

from dataclasses import dataclass, field

from box1_cases import NO_CORD, NO_PAIN, Facts

Sweep = dict[str | float | None, str]

# Cancer, back pain without a characteristic, everything of box 1 asked: no default of the contract is at work.
CALM: Facts = {
    "cancer": "past",
    "back_pain": "yes",
    **NO_PAIN,
    **NO_CORD,
    "low_back_pain": "yes",
    "disease_evidence": "no",
}
ILL: Facts = {"spinal_metastases": "confirmed", "mscc": "confirmed"}
METASTASES_ONLY: Facts = {"spinal_metastases": "confirmed", "mscc": "none"}
MSCC_ONLY: Facts = {"spinal_metastases": "none", "mscc": "confirmed"}

IF_YES: Sweep = {"yes": "yes", "no": "no", None: "unknown"}
IF_NO: Sweep = {"yes": "no", "no": "yes", None: "unknown"}
CONFIRMED: Sweep = {"none": "no", "suspected": "no", "confirmed": "yes", "excluded": "no", None: "unknown"}
SUSPECTED: Sweep = {"none": "no", "suspected": "yes", "confirmed": "no", "excluded": "no", None: "unknown"}
EITHER: Sweep = {"none": "no", "suspected": "yes", "confirmed": "yes", "excluded": "no", None: "unknown"}
RULED_OUT: Sweep = {"none": "no", "suspected": "no", "confirmed": "no", "excluded": "yes", None: "unknown"}
WITHOUT: Sweep = {"none": "yes", "suspected": "no", "confirmed": "no", "excluded": "yes", None: "unknown"}
NOT_CONFIRMED: Sweep = {"none": "yes", "suspected": "yes", "confirmed": "no", "excluded": "yes", None: "unknown"}
ALWAYS: Sweep = {"none": "yes", "suspected": "yes", "confirmed": "yes", "excluded": "yes", None: "yes"}
NO_MATTER: Sweep = {"yes": "yes", "no": "yes", None: "yes"}
SEVERE: Sweep = {"none": "no", "mild": "no", "moderate": "no", "severe": "yes", None: "unknown"}
NOT_SEVERE: Sweep = {"none": "yes", "mild": "yes", "moderate": "yes", "severe": "no", None: "unknown"}
BAD: Sweep = {"none": "no", "mild": "no", "moderate": "yes", "severe": "yes", None: "unknown"}
UNSTABLE: Sweep = {"none": "no", "suspected": "yes", "confirmed": "yes", None: "unknown"}
CANCER_KNOWN: Sweep = {"current": "yes", "past": "yes", "suspected": "no", "none": "no", None: "unknown"}
CANCER_SUSPECTED: Sweep = {"current": "no", "past": "no", "suspected": "yes", "none": "no", None: "unknown"}
BLOOD: Sweep = {
    "confirmed": "yes",
    "radiologically_suspected": "no",
    "otherwise_suspected": "no",
    "no": "no",
    None: "unknown",
}


def primaries(*applies: str, unknown: str = "unknown", rest: str = "no") -> Sweep:
    every = ("breast", "prostate", "myeloma", "lymphoma", "other_haematological", "other_solid", "unknown_primary")
    answer = "yes" if rest == "no" else "no"
    return {**{name: answer if name in applies else rest for name in every}, None: unknown}


@dataclass(frozen=True)
class Case:
    """Somebody to whom the recommendation applies, and what changes with each fact."""

    facts: Facts
    sweeps: dict[str, Sweep] = field(default_factory=dict)


NO_CORD_FEATURE = dict.fromkeys(NO_CORD, IF_NO)


def one_of(names: Facts, present: str) -> dict[str, Sweep]:
    """The sweeps of several facts of which this one alone is present."""
    return {name: IF_YES if name == present else NO_MATTER for name in names}


def with_cord(name: str) -> Facts:
    return {"cancer": "past", "back_pain": "no", **NO_CORD, name: "yes"}


def with_pain(name: str) -> Facts:
    return {"cancer": "past", **NO_PAIN, **NO_CORD, name: "yes"}


# An unstable spine with mechanical pain that analgesia does not control, in compression that is confirmed.
UNSTABLE_AND_PAINFUL: Facts = {
    **ILL,
    "spinal_instability": "suspected",
    "mechanical_spinal_pain": "yes",
    "pain_controlled": "no",
}
SWEPT_UNSTABLE: dict[str, Sweep] = {
    "mscc": CONFIRMED,
    "spinal_metastases": ALWAYS,
    "spinal_instability": UNSTABLE,
    "mechanical_spinal_pain": IF_YES,
    "pain_controlled": IF_NO,
    # However severe the deficit and whatever its age: it plays no part (1.11.5, 1.11.8).
    "plegia_complete": NO_MATTER,
    "plegia_days": {0: "yes", 14: "yes", 400: "yes", None: "yes"},
    "prognosis": {"poor": "yes", "good": "yes", "intermediate": "yes", None: "yes"},
}
UNSUITABLE: Facts = {**ILL, "surgery_suitable": "no"}
UNTIL_CERTAIN: Facts = {
    **UNSUITABLE, "prognosis": "good", "plegia_complete": "yes", "plegia_days": 13, "pain_controlled": "yes"
}  # fmt: skip

URGENT = [
    Case(
        UNTIL_CERTAIN,
        {
            "mscc": CONFIRMED,
            "spinal_metastases": ALWAYS,
            "surgery_suitable": IF_NO,
            "prognosis": {"poor": "no", "good": "yes", "intermediate": "yes", None: "yes"},
            "plegia_days": {0: "yes", 13: "yes", 13.99: "yes", 14: "no", 14.01: "no", 60: "no", None: "yes"},
            "plegia_complete": NO_MATTER,
            "pain_controlled": NO_MATTER,
        },
    ),
    Case(
        {**UNTIL_CERTAIN, "plegia_days": 14, "pain_controlled": "no"},
        {"pain_controlled": {"yes": "no", "no": "yes", None: "yes"}, "plegia_complete": NO_MATTER},
    ),
    Case(
        {**UNTIL_CERTAIN, "plegia_days": 14, "plegia_complete": "no"},
        {"plegia_complete": {"yes": "no", "no": "yes", None: "yes"}},
    ),
]

CASES: dict[str, list[Case]] = {
    "1.3.2": [Case(with_cord(name), {"cancer": CANCER_KNOWN, **one_of(NO_CORD, name)}) for name in NO_CORD],
    "1.3.3": [
        Case(with_pain(name), {"cancer": CANCER_KNOWN, **one_of(NO_PAIN, name), **NO_CORD_FEATURE}) for name in NO_PAIN
    ],
    "1.3.5": [
        Case(
            {**with_pain(name), "cancer": "suspected"},
            {"cancer": CANCER_SUSPECTED, **one_of(NO_PAIN, name), "limb_weakness": NO_MATTER},
        )
        for name in NO_PAIN
    ],
    "1.3.6": [
        Case(
            CALM,
            {
                "cancer": CANCER_KNOWN,
                "low_back_pain": IF_YES,
                "disease_evidence": IF_NO,
                **dict.fromkeys([*NO_PAIN, *NO_CORD], IF_NO),
            },
        )
    ],
    "1.4.1": [
        Case(
            {"mscc": "suspected", "instability_neurology": "yes", "spinal_metastases": "confirmed"},
            {"mscc": EITHER, "instability_neurology": IF_YES, "spinal_metastases": ALWAYS},
        )
    ],
    "1.4.2": [
        Case(
            {**MSCC_ONLY, "movement_pain": "moderate"},
            {"mscc": EITHER, "movement_pain": BAD, "spinal_metastases": ALWAYS},
        ),
        Case({**METASTASES_ONLY, "movement_pain": "severe"}, {"spinal_metastases": EITHER, "mscc": ALWAYS}),
    ],
    "1.4.4": [Case({"immobilised": "yes"}, {"immobilised": IF_YES})],
    "1.5.2": [
        Case({"mscc": "suspected"}, {"mscc": {**SUSPECTED, None: "no"}}),  # all six features are absent
    ],
    "1.5.3": [
        Case(
            {"spinal_metastases": "suspected", "mscc": "none"},
            {
                "spinal_metastases": SUSPECTED,
                "mscc": {"none": "yes", "suspected": "no", "confirmed": "yes", "excluded": "yes", None: "yes"},
            },
        )
    ],
    "1.5.4": [
        Case({"overnight": "yes", "treat_immediately": "yes"}, {"overnight": IF_YES, "treat_immediately": IF_YES})
    ],
    "1.5.6": [
        Case(
            {**METASTASES_ONLY, "surveillance_only": "yes"},
            {
                "spinal_metastases": CONFIRMED,
                "mscc": ALWAYS,
                "surveillance_only": IF_YES,
                "neurology": {"yes": "no", "no": "yes", None: "unknown"},
            },
        ),
        Case({**METASTASES_ONLY, "surveillance_only": "yes", "neurology": "no"}, NO_CORD_FEATURE),
    ],
    "1.5.7": [
        Case(
            {"mri_contraindicated": "yes", "spinal_metastases": "suspected", "mscc": "none"},
            {"mri_contraindicated": IF_YES, "spinal_metastases": SUSPECTED, "mscc": ALWAYS},
        ),
        Case(
            {"mri_contraindicated": "yes", "spinal_metastases": "excluded", "mscc": "suspected"},
            {"mscc": SUSPECTED},
        ),
    ],
    "1.7.8": [
        Case({"neuropathic_features": "yes", "opioid_unresponsive": "no"},
             {"neuropathic_features": IF_YES, "opioid_unresponsive": NO_MATTER}),
        Case({"neuropathic_features": "no", "opioid_unresponsive": "yes"}, {"opioid_unresponsive": IF_YES}),
    ],
    "1.7.11": [
        Case(
            {**METASTASES_ONLY, "primary": "breast", "pain_controlled": "yes"},
            {
                "spinal_metastases": CONFIRMED,
                "primary": primaries("breast", "myeloma"),
                "pain_controlled": NO_MATTER,
                "bisphosphonate_aim": {"pain": "yes", "prevent_mscc": "yes", None: "yes"},
            },
        )
    ],
    "1.7.12": [
        Case(
            {**METASTASES_ONLY, "primary": "prostate", "pain_controlled": "no"},
            {"spinal_metastases": CONFIRMED, "primary": primaries("prostate"), "pain_controlled": IF_NO},
        )
    ],
    "1.7.13": [
        Case(
            {**METASTASES_ONLY, "primary": "lymphoma", "bisphosphonate_aim": "pain", "in_trial": "yes",
             "pain_controlled": "yes"},
            {
                "spinal_metastases": CONFIRMED,
                "primary": primaries("breast", "myeloma", rest="yes", unknown="unknown"),
                "bisphosphonate_aim": {"pain": "yes", "prevent_mscc": "no", None: "unknown"},
                "in_trial": NO_MATTER,  # a trial lifts the second half alone
                "pain_controlled": NO_MATTER,
            },
        ),
        Case(
            {**METASTASES_ONLY, "primary": "prostate", "pain_controlled": "yes", "bisphosphonate_aim": "pain"},
            {
                "pain_controlled": IF_YES,
                "primary": {**primaries("breast", "myeloma", rest="yes", unknown="unknown")},
            },
        ),
        Case(
            {**METASTASES_ONLY, "primary": "lymphoma", "pain_controlled": "no", "bisphosphonate_aim": "pain"},
            {"primary": primaries("breast", "myeloma", "prostate", rest="yes")},
        ),
        Case(
            {"spinal_metastases": "none", "primary": "breast", "bisphosphonate_aim": "prevent_mscc", "in_trial": "no"},
            {
                "in_trial": IF_NO,
                "bisphosphonate_aim": {"pain": "no", "prevent_mscc": "yes", None: "unknown"},
                "spinal_metastases": ALWAYS,
                "primary": primaries(rest="yes", unknown="yes"),
            },
        ),
    ],
    "1.7.14": [
        Case(
            {"spinal_metastases": "none", "bone_metastases": "yes", "primary": "other_solid"},
            {"bone_metastases": IF_YES, "primary": primaries("breast", "other_solid"), "spinal_metastases": ALWAYS},
        )
    ],
    "1.8.1": [
        Case(
            {**ILL, "neurology": "yes"},
            {
                "neurology": IF_YES,
                "mscc": EITHER,
                # A suspicion about the blood never holds the dose back; a note says the conflict.
                "haematological": dict.fromkeys(BLOOD, "yes"),
                "spinal_metastases": ALWAYS,
            },
        )
    ],
    "1.8.2": [
        Case(
            {"spinal_metastases": "excluded", "mscc": "excluded", "dexamethasone_before_imaging": "yes"},
            {"spinal_metastases": RULED_OUT, "mscc": RULED_OUT, "dexamethasone_before_imaging": IF_YES},
        )
    ],
    "1.8.3": [
        Case(
            {**METASTASES_ONLY, "pain_severity": "severe", "haematological": "no"},
            {
                "spinal_metastases": CONFIRMED,
                "mscc": ALWAYS,
                "neurology": IF_NO,
                "pain_severity": SEVERE,
                "haematological": {
                    "confirmed": "no",  # 1.8.5
                    "radiologically_suspected": "no",  # 1.8.6
                    "otherwise_suspected": "yes",
                    "no": "yes",
                    None: "unknown",
                },
            },
        ),
        Case(
            {**MSCC_ONLY, "pain_severity": "mild", "haematological": "confirmed"},
            {
                "spinal_metastases": NOT_CONFIRMED,
                "mscc": CONFIRMED,
                "haematological": BLOOD,
                "pain_severity": {"none": "yes", "mild": "yes", "moderate": "yes", "severe": "yes", None: "yes"},
                "neurology": IF_NO,
            },
        ),
        Case(
            {**MSCC_ONLY, "pain_severity": "severe", "haematological": "radiologically_suspected"},
            {
                "pain_severity": SEVERE,
                "haematological": dict.fromkeys(BLOOD, "yes"),
                "spinal_metastases": NOT_CONFIRMED,
            },
        ),
        Case(
            {
                **METASTASES_ONLY,
                "pain_severity": "severe",
                "haematological": "radiologically_suspected",
                "primary": "other_haematological",
            },
            {"primary": primaries("other_haematological", unknown="no")},  # every other kind is for 1.8.6
        ),
    ],
    "1.8.4": [
        Case(
            {**MSCC_ONLY, "no_other_effective_treatment": "yes"},
            {"mscc": CONFIRMED, "no_other_effective_treatment": IF_YES, "spinal_metastases": ALWAYS},
        ),
        Case({**METASTASES_ONLY, "no_other_effective_treatment": "yes"}, {"spinal_metastases": CONFIRMED}),
    ],
    "1.8.5": [
        Case(
            {**METASTASES_ONLY, "haematological": "confirmed"},
            {
                "spinal_metastases": CONFIRMED,
                "mscc": ALWAYS,
                "haematological": BLOOD,
                "neurology": NO_MATTER,
                "pain_severity": dict.fromkeys(SEVERE, "yes"),
            },
        )
    ],
    "1.8.6": [
        Case(
            {**METASTASES_ONLY, "haematological": "radiologically_suspected", "primary": "lymphoma"},
            {
                "spinal_metastases": CONFIRMED,
                "mscc": ALWAYS,
                "neurology": IF_NO,
                "primary": primaries("other_haematological", rest="yes", unknown="yes"),
                "pain_severity": dict.fromkeys(SEVERE, "yes"),
                "haematological": {
                    "confirmed": "no",
                    "radiologically_suspected": "yes",
                    "otherwise_suspected": "no",
                    "no": "no",
                    None: "no",  # a primary of lymphoma implies confirmed
                },
            },
        )
    ],
    "1.8.7": [
        Case(
            {**METASTASES_ONLY, "pain_severity": "moderate", "haematological": "no"},
            {
                "spinal_metastases": CONFIRMED,
                "mscc": ALWAYS,
                "neurology": IF_NO,
                "pain_severity": NOT_SEVERE,
                "haematological": {
                    "confirmed": "no",
                    "radiologically_suspected": "no",
                    "otherwise_suspected": "yes",
                    "no": "yes",
                    None: "unknown",
                },
                "rt_regimen_includes_steroid": {"yes": "no", "no": "yes", None: "yes"},
            },
        ),
        Case(
            {**METASTASES_ONLY, "pain_severity": "mild", "haematological": "otherwise_suspected"},
            {"pain_severity": NOT_SEVERE},
        ),
        *(
            Case(
                {"mscc": "confirmed", "spinal_metastases": status, "pain_severity": "mild", "haematological": "no"},
                {"haematological": {**dict.fromkeys(BLOOD, "yes"), "confirmed": "no", None: "unknown"}},
            )
            for status in ("none", "suspected", "excluded")
        ),
        Case(
            {**MSCC_ONLY, "pain_severity": "mild", "haematological": "radiologically_suspected"},
            {
                "mscc": CONFIRMED,
                "spinal_metastases": NOT_CONFIRMED,
                "haematological": {**dict.fromkeys(BLOOD, "yes"), "confirmed": "no", None: "unknown"},
                "neurology": IF_NO,
                "pain_severity": NOT_SEVERE,
            },
        ),
        Case(
            {
                **METASTASES_ONLY,
                "pain_severity": "mild",
                "haematological": "radiologically_suspected",
                "primary": "other_haematological",
            },
            {"primary": primaries("other_haematological", unknown="no")},
        ),
    ],
    "1.8.8": [Case({"on_corticosteroid": "yes"}, {"on_corticosteroid": IF_YES})],
    "1.10.2": [
        Case(
            {**METASTASES_ONLY, "mechanical_spinal_pain": "no", "low_back_pain": None},
            {
                "spinal_metastases": CONFIRMED,
                "mscc": WITHOUT,
                "mechanical_spinal_pain": IF_NO,
                "back_pain": {"yes": "yes", "no": "no", None: "yes"},
                "plegia_complete": NO_MATTER,  # paralysis is no bar
                "prognosis": {"poor": "yes", "good": "yes", "intermediate": "yes", None: "yes"},
                "discrete_metastases": {1: "yes", 3: "yes", 4: "yes", None: "yes"},
            },
        )
    ],
    "1.10.3": [
        Case(
            {**METASTASES_ONLY, "haematological": "confirmed", "stem_cell_harvest": "yes"},
            {"spinal_metastases": CONFIRMED, "haematological": BLOOD, "stem_cell_harvest": IF_YES, "mscc": ALWAYS},
        )
    ],
    "1.10.4": URGENT,
    "1.10.5": [
        *(Case({**case.facts, "rt_high_risk": "no"}, {**case.sweeps, "rt_high_risk": IF_NO}) for case in URGENT),
        Case({**UNTIL_CERTAIN, "rt_high_risk": "no"}, {"previous_radiotherapy": NO_MATTER}),
    ],
    "1.10.6": [
        *(Case({**case.facts, "rt_high_risk": "yes"}, {**case.sweeps, "rt_high_risk": IF_YES}) for case in URGENT),
        Case({**UNTIL_CERTAIN, "rt_high_risk": "yes"}, {"previous_radiotherapy": NO_MATTER}),
    ],
    "1.10.7": [
        Case(
            {**METASTASES_ONLY, "asymptomatic": "yes", "in_trial": "no", "discrete_metastases": 3,
             "impending_compression": "no"},
            {
                "spinal_metastases": CONFIRMED,
                "mscc": ALWAYS,
                "asymptomatic": IF_YES,
                "discrete_metastases": {1: "yes", 2: "yes", 3: "yes", 3.5: "no", 4: "no", None: "unknown"},
                "in_trial": NO_MATTER,
                "impending_compression": NO_MATTER,
            },
        ),
        Case(
            {**METASTASES_ONLY, "asymptomatic": "yes", "in_trial": "yes", "discrete_metastases": 4,
             "impending_compression": "no"},
            {"in_trial": IF_YES},
        ),
        Case(
            {**METASTASES_ONLY, "asymptomatic": "yes", "in_trial": "no", "discrete_metastases": 4,
             "impending_compression": "yes"},
            {"impending_compression": IF_YES},
        ),
    ],
    "1.10.8": [
        Case(
            {**METASTASES_ONLY, "had_surgery": "yes", "recovered_from_surgery": "yes"},
            {"spinal_metastases": CONFIRMED, "had_surgery": IF_YES, "recovered_from_surgery": IF_YES, "mscc": ALWAYS},
        ),
        Case({**MSCC_ONLY, "had_surgery": "yes", "recovered_from_surgery": "yes"}, {"mscc": CONFIRMED}),
    ],
    "1.10.9": [
        Case(
            {
                **METASTASES_ONLY,
                "previous_radiotherapy": "yes",
                "good_response": "yes",
                "recurrent_symptoms": "yes",
                "months_since_radiotherapy": 3,
            },
            {
                "spinal_metastases": CONFIRMED,
                "mscc": ALWAYS,
                "previous_radiotherapy": IF_YES,
                "good_response": IF_YES,
                "recurrent_symptoms": IF_YES,
                "months_since_radiotherapy": {0: "no", 2.99: "no", 3: "yes", 3.01: "yes", 60: "yes", None: "unknown"},
            },
        ),
        Case(
            {
                **MSCC_ONLY,
                "previous_radiotherapy": "yes",
                "good_response": "yes",
                "recurrent_symptoms": "yes",
                "months_since_radiotherapy": 8,
            },
            {"mscc": CONFIRMED},
        ),
    ],
    "1.11.2": [
        Case(
            {"primary_identified": "no", "biopsy_changes_treatment": "yes", "immediate_treatment_needed": "no"},
            {"primary_identified": IF_NO, "biopsy_changes_treatment": IF_YES, "immediate_treatment_needed": IF_NO},
        )
    ],
    "1.11.3": [
        Case(
            {**ILL, "neurology": "yes", "surgery_suitable": "yes"},
            {"mscc": CONFIRMED, "neurology": IF_YES, "surgery_suitable": IF_YES, "spinal_metastases": ALWAYS,
             "plegia_days": {0: "yes", 14: "yes", 400: "yes", None: "yes"}},
        )
    ],
    "1.11.6": [
        Case(
            {**METASTASES_ONLY, "spinal_instability": "suspected", "pain_controlled": "yes"},
            {
                "spinal_metastases": CONFIRMED,
                "mscc": WITHOUT,
                "spinal_instability": UNSTABLE,
                "pain_controlled": NO_MATTER,
            },
        ),
        Case(
            {**METASTASES_ONLY, "spinal_instability": "none", "pain_controlled": "no"},
            {"pain_controlled": IF_NO, "spinal_instability": dict.fromkeys(UNSTABLE, "yes")},
        ),
    ],
    "1.11.7": [Case(ILL, {"spinal_metastases": CONFIRMED, "mscc": CONFIRMED})],
    "1.11.8": [
        Case(
            {**UNSTABLE_AND_PAINFUL, "surgery_suitable": "yes", "surgery_able": "yes"},
            {
                **SWEPT_UNSTABLE,
                "surgery_suitable": IF_YES,
                "surgery_able": {"yes": "yes", "no": "no", None: "yes"},  # not given = as suitable
            },
        )
    ],
    "1.11.9": [
        Case(
            {**UNSTABLE_AND_PAINFUL, "surgery_suitable": "no"},
            {**SWEPT_UNSTABLE, "surgery_suitable": IF_NO, "surgery_able": NO_MATTER},
        )
    ],
}  # fmt: skip

# What must go too, for a fact not to be known: it would be implied by these.
IMPLIED_BY: dict[str, Facts] = {
    "neurology": {"limb_weakness": None},
    "mechanical_spinal_pain": {"mechanical_pain": None},
}


def person(case: Case) -> Facts:
    return {**CALM, **case.facts}


def changed(case: Case, name: str, value: str | float | None) -> Facts:
    """The person with one fact otherwise; not known where the value is None."""
    facts = {**person(case), name: value}
    return {**facts, **IMPLIED_BY.get(name, {})} if value is None else facts


def examples(rec: str) -> list[tuple[str, Facts, str]]:
    """Every example of a recommendation: its name, the facts, and what the recommendation says of them."""
    found = []
    for number, case in enumerate(CASES[rec], start=1):
        found.append((f"{rec} {number}", person(case), "yes"))
        for name, sweep in case.sweeps.items():
            for value, answer in sweep.items():
                found.append((f"{rec} {number} {name}={value}", changed(case, name, value), answer))
    return found
