"""TABLE: section 1.6, mobilisation and assessment of spinal stability."""

from pathways.guideline.recommendations.entry import Recommendation, entry

ENTRIES: dict[str, Recommendation] = {
    "1.6.1": entry(
        "Where imaging makes a stable spine likely, sitting up by degrees, then standing, before treatment or after.",
        "Done by the ward. Each step is recorded; advice on stability opens a task to say whether it can begin.",
        "record stability_advice", "record mobilised", "page task_templates", "own ward and rehabilitation",
        "test tests/actions/test_care.py",
    ),
    "1.6.2": entry(
        "While somebody is being mobilised, neurology and pain are watched without a break.",
        "Watching is the ward’s. Each step asks for pressure, pain and neurology; one that is not known holds the "
        "next step back.",
        "record mobilised", "own ward and rehabilitation", "test tests/rules/test_mobilising.py",
    ),
    "1.6.3": entry(
        "On to unsupported sitting, transfers and walking only without a fall in pressure, more pain or "
        "worse neurology.",
        "Judged at the bedside. The three answers of each step come to: on, no further, or back; said before it is "
        "saved and on the referral.",
        "record mobilised", "own ward and rehabilitation", "test tests/rules/test_mobilising.py",
    ),
    "1.6.4": entry(
        "If sitting or moving brings clearly more pain or symptoms: back to where they go, and look at "
        "stability anew.",
        "A step with more pain or worse neurology says to go back, and opens a task to look at the stability anew "
        "within four hours (a local time). Worse neurology is assessed again as a sign of box 1: new, it is an "
        "emergency that starts the clock and the alerts.",
        "record mobilised", "record cord_feature", "page task_templates", "own ward and rehabilitation",
        "test tests/rules/test_mobilising.py", "test tests/actions/test_care.py",
    ),
    "1.6.5": entry(
        "Where no treatment of the cancer is right for somebody with MSCC, they are mobilised all the same "
        "if they can.",
        "Done by the ward. Supportive care is recorded as the decision, and mobilising is recorded as for everybody.",
        "record decision", "record mobilised", "own ward and palliative care",
    ),
    "1.6.6": entry(
        "A specialist is asked about orthoses, to help moving and to keep the limbs supple.",
        "Asking is the ward’s; the physiotherapy contact is in the directory. The advice is recorded with who gave "
        "it.",
        "page directory", "record orthosis_advice", "own ward and rehabilitation",
    ),
}  # fmt: skip
