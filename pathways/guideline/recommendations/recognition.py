"""TABLE: section 1.3 with box 1, recognising spinal metastases or MSCC; and the guideline's terms."""

from pathways.guideline.recommendations.entry import Recommendation, entry

ENTRIES: dict[str, Recommendation] = {
    "1.3.1": entry(
        "Any factor of box 1 is a reason to think of spinal metastases or MSCC.",
        "The call asks every item as yes, no or not asked; where a factor is present and no recommendation routes it, "
        "the answer says so and gives the service’s own safe reading.",
        "page new_call", "page guideline", "record limb_weakness", "test tests/rules/test_triage.py",
    ),
    "1.3.2": entry(
        "Cancer, past or current, with a symptom or sign of cord compression: ring the coordinator at once: emergency.",
        "One feature suffices. Emergency: 24-hour MRI clock, alert until somebody acknowledges.",
        "rule 1.3.2", "clock mri-24", "clock acknowledgement", "prompt pathways/guideline/words.py",
        "record cord_feature", "test tests/rules/test_triage.py",
    ),
    "1.3.3": entry(
        "Cancer, past or current, with pain of the kinds in box 1: advice through the coordinator within 24 hours.",
        "Advice clock of 24 hours and MRI clock of a week.",
        "rule 1.3.3", "clock coordinator_advice-24", "clock mri-168", "record advice_given",
        "test tests/rules/test_triage.py",
    ),
    "1.3.4": entry(
        "The first steps of care are talked through with the coordinator, by the five topics of 1.1.16.",
        "The advice stands beside the call and on the referral by those topics; what was said, to whom and whether it "
        "was read back is recorded.",
        "page new_call", "prompt pathways/guideline/prompts.py", "record prompt_answered", "record advice_given",
        "test tests/views/test_advice.py",
    ),
    "1.3.5": entry(
        "No cancer known, but suspected, with pain of those kinds: urgent oncology assessment.",
        "Urgent oncology; with a cord feature an emergency all the same (beyond the guideline’s text). A letter: not "
        "yet, comes with the letters.",
        "rule 1.3.5", "prompt pathways/guideline/words.py", "record accepted", "later letters",
        "test tests/rules/test_triage.py",
    ),
    "1.3.6": entry(
        "Cancer and low back pain with no evidence of spinal disease: explain what to watch for.",
        "Only when every item of box 1 was asked and absent. A leaflet: not yet, comes with the letters.",
        "rule 1.3.6", "prompt pathways/guideline/words.py", "record advice_given", "later letters",
        "test tests/rules/test_triage.py",
    ),
    "box 1": entry(
        "The factors that suggest disease: two of cancer, seven kinds of pain, six symptoms or signs of compression.",
        "All fifteen are asked on the call as yes, no or not asked; one cord feature suffices, and all six must be "
        "asked before there is none.",
        "page new_call", "page guideline", "record limb_weakness", "record night_pain", "record cancer",
        "test tests/rules/test_triage.py",
    ),
    "term: cancer alliance": entry(
        "Clinical and managerial leaders of several organisations who together improve cancer care in their area.",
        "A service belongs to one alliance, or an equal partnership of another name; nobody sees over its wall.",
        "page audit:overview", "test tests/views/test_matrix.py",
    ),
    "term: direct malignant infiltration": entry(
        "A cancer that grows into the spine from beside it.",
        "Counts as spinal metastases to every rule and clock. Which of the two it was: not yet, comes with the record.",
        "page guideline", "later record",
    ),
    "term: holistic needs assessment": entry(
        "A look at the whole of somebody’s wellbeing: spiritual, cultural, health, social.",
        "A form for it: not yet, comes with the record.",
        "own treating team", "later record",
    ),
}  # fmt: skip
