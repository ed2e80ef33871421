"""TABLE: section 1.9, tools for assessing spinal stability and prognosis."""

from pathways.guideline.recommendations.entry import Recommendation, entry

ENTRIES: dict[str, Recommendation] = {
    "1.9.1": entry(
        "A proven stability score, such as SINS, may be used beside the clinical look at the spine.",
        "SINS is scored on a form that shows the points of every answer; without every item there is no total but the "
        "range that is possible. Each is kept with level, version, who and when, beside those of before.",
        "record scored", "own surgery, oncology and radiology", "test tests/rules/test_scores.py",
        "test tests/views/test_scores.py",
    ),
    "1.9.2": entry(
        "A proven prognostic score, such as the revised Tokuhashi, may be used beside what else bears on prognosis.",
        "The revised Tokuhashi is scored on a form like that of SINS, which says the published band and no more. "
        "Prognosis is a clinician’s answer to the rules, asked with the advice, and never a sum.",
        "record scored", "page guideline", "own surgery and oncology", "test tests/rules/test_scores.py",
        "test tests/views/test_scores.py",
    ),
    "1.9.3": entry(
        "Scores only within a full clinical assessment, to support what is decided and talked over.",
        "No rule reads a score: none is among the facts a rule may ask for, and recording one sets no fact, time or "
        "clock. Each form says so.",
        "page guideline", "test tests/rules/test_traceability.py", "test tests/actions/test_scores_actions.py",
    ),
}  # fmt: skip
