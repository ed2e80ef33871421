"""TABLE: section 1.11, invasive interventions."""

from pathways.guideline.recommendations.entry import Recommendation, entry

ENTRIES: dict[str, Recommendation] = {
    "1.11.1": entry(
        "A treatment plan agreed with the specialists before an invasive treatment is offered.",
        "Opinions are recorded as asked and as given, an MDT discussion with who took part, the decision with who "
        "decided; the time waited for each is shown.",
        "prompt referrals/next_steps.py", "prompt referrals/awaited.py", "record opinion_asked",
        "record surgical_opinion", "record mdt", "record decision", "own surgery and oncology",
        "test tests/rules/test_next_steps.py",
    ),
    "1.11.2": entry(
        "Primary unknown: a biopsy guided by imaging if it could change treatment and treatment can wait for it.",
        "The team decides; an unknown primary can be recorded, whether a steroid was given, and how far a biopsy is.",
        "rule 1.11.2", "record primary", "record dexamethasone", "record biopsy", "own surgery, oncology and radiology",
    ),
    "1.11.3": entry(
        "Surgery against neurological loss as soon as possible after the first sign of it.",
        "Deciding is the surgeon’s; the time of surgery is recorded. From onset to surgery as a figure: not yet, comes "
        "with the measures.",
        "rule 1.11.3", "record surgery", "own surgery", "later measures",
    ),
    "1.11.4": entry(
        "How fast neurology came and goes on worsening tells how urgent surgery is.",
        "The call asks over what time it worsens and when the person last walked; a new feature alerts the "
        "role holder.",
        "record speed", "record last_walked", "record cord_feature", "own surgery",
        "test tests/actions/test_triage_actions.py",
    ),
    "1.11.5": entry(
        "How long paralysis has been complete is never by itself the reason against surgery for function.",
        "Deciding is the surgeon’s; no rule reads it as a reason. Where surgery does not suit, the reasons are asked "
        "for, and this one alone is refused.",
        "own surgery", "record unsuitable_because",
        "test tests/views/test_record_checks.py", "test tests/rules/test_traceability.py",
    ),
    "1.11.6": entry(
        "Metastases without MSCC, spine unstable or pain not controlled: cement, ablation, stabilising or preventive "
        "surgery may be considered.",
        "The team decides; the treatment decided on is recorded, and when cement or ablation was done.",
        "rule 1.11.6", "record decision", "record cement", "own surgery and interventional radiology",
    ),
    "1.11.7": entry(
        "With MSCC: decompression and stabilising surgery may be considered.",
        "The surgeon decides; whether surgery is suitable is recorded with the opinion and the decision, and by whom.",
        "rule 1.11.7", "record surgical_opinion", "record decision", "own surgery",
    ),
    "1.11.8": entry(
        "MSCC, spine unstable, mechanical pain not controlled: offer stabilising if fit for it, however severe the "
        "deficit.",
        "The surgeon decides; how severe the deficit is is not among the facts this reads.",
        "rule 1.11.8", "record decision", "own surgery",
    ),
    "1.11.9": entry(
        "An unstable spine with MSCC and such pain, but no surgery: offer support from outside, as a halo or brace.",
        "The team decides; what was fitted is recorded. A brace beside radiotherapy leaves its clock alone.",
        "rule 1.11.9", "record decision", "record brace", "own surgery and orthotics",
        "test tests/actions/test_record_facts.py",
    ),
}  # fmt: skip
