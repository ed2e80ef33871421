"""TABLE: section 1.6, mobilisation and assessment of spinal stability."""

from pathways.guideline.recommendations.entry import Recommendation, entry

ENTRIES: dict[str, Recommendation] = {
    "1.6.1": entry(
        "Where imaging makes a stable spine likely, sitting up by degrees, then standing, before treatment or after.",
        "Done by the ward. Advice on stability is recorded with who gave it; the steps themselves: not yet, come with "
        "the record.",
        "record stability_advice", "own ward and rehabilitation", "later record",
    ),
    "1.6.2": entry(
        "While somebody is being mobilised, neurology and pain are watched without a break.",
        "Watching is the ward’s. Observations at each step: not yet, come with the record.",
        "own ward and rehabilitation", "later record",
    ),
    "1.6.3": entry(
        "On to unsupported sitting, transfers and walking only without a fall in pressure, more pain or "
        "worse neurology.",
        "Judged at the bedside. The three answers at each step: not yet, come with the record.",
        "own ward and rehabilitation", "later record",
    ),
    "1.6.4": entry(
        "If sitting or moving brings clearly more pain or symptoms: back to where they ease, and look at "
        "stability anew.",
        "Done by the ward. A new cord feature recorded here is a new emergency: it starts the clock and the alerts.",
        "record cord_feature", "own ward and rehabilitation", "test tests/actions/test_triage_actions.py",
    ),
    "1.6.5": entry(
        "Where no treatment of the cancer is right for somebody with MSCC, they are mobilised all the same "
        "if they can.",
        "Done by the ward. Supportive care can be recorded as the decision; the choice about mobilising: not yet, "
        "comes with the record.",
        "record decision", "own ward and palliative care", "later record",
    ),
    "1.6.6": entry(
        "A specialist is asked about orthoses, to help moving and to keep the limbs supple.",
        "Asking is the ward’s; the physiotherapy contact is in the directory. The request and its answer: not yet, "
        "come with the tasks.",
        "page directory", "own ward and rehabilitation", "later tasks",
    ),
}  # fmt: skip
