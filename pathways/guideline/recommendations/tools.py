"""TABLE: section 1.9, tools for assessing spinal stability and prognosis."""

from pathways.guideline.recommendations.entry import Recommendation, entry

ENTRIES: dict[str, Recommendation] = {
    "1.9.1": entry(
        "A proven stability score, such as SINS, may be used beside the clinical look at the spine.",
        "SINS is reckoned from all of its items; a partial total is refused and the possible range given. Its form "
        "on the referral: not yet, comes with the record.",
        "own surgery, oncology and radiology", "later record", "test tests/rules/test_scores.py",
    ),
    "1.9.2": entry(
        "A proven prognostic score, such as the revised Tokuhashi, may be used beside what else bears on prognosis.",
        "The revised Tokuhashi is reckoned from all of its items. Its form on the referral: not yet, comes with the "
        "record. Prognosis is a clinician’s answer to the rules and never a sum.",
        "own surgery and oncology", "later record", "test tests/rules/test_scores.py",
    ),
    "1.9.3": entry(
        "Scores only within a full clinical assessment, to support what is decided and talked over.",
        "No rule reads a score: none is among the facts a rule may ask for.",
        "page guideline", "test tests/rules/test_traceability.py",
    ),
}  # fmt: skip
