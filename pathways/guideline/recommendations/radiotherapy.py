"""TABLE: section 1.10, radiotherapy."""

from pathways.guideline.recommendations.entry import Recommendation, entry

ENTRIES: dict[str, Recommendation] = {
    "1.10.1": entry(
        "Radiotherapy and fertility: explain, ask what matters, refer if it fits, and let nothing urgent wait for it.",
        "The conversation is the oncologist’s. No step about fertility can hold up the radiotherapy clock: nothing "
        "pauses it. Whether it was had is recorded.",
        "clock radiotherapy-24", "own clinical oncology", "record fertility",
    ),
    "1.10.2": entry(
        "Metastases without MSCC, pain not mechanical: one fraction of 8 Gy, or stereotactic treatment if prognosis is "
        "good or metastases few.",
        "The oncologist decides; dose and fractions given are recorded.",
        "rule 1.10.2", "record decision", "record rt_first_fraction", "own clinical oncology",
    ),
    "1.10.3": entry(
        "Blood cancers: radiotherapy can spoil a later stem cell harvest; where one is thought of, ask haematology.",
        "The oncologist asks; haematology’s contact is in the directory, and the answer is recorded.",
        "rule 1.10.3", "record stem_cell_harvest", "page directory", "own clinical oncology",
    ),
    "1.10.4": entry(
        "MSCC not suitable for surgery: radiotherapy at once, 24 hours at most, save for two exceptions.",
        "A clock of 24 hours from the decision; an exception is recorded by its limb and by whom, and stays in T-5.",
        "rule 1.10.4", "clock radiotherapy-24", "prompt referrals/next_steps.py", "record rt_exception",
        "record decision", "record rt_delay", "measure T-5", "test tests/rules/test_measures_t5.py",
    ),
    "1.10.5": entry(
        "MSCC: one fraction of 8 Gy, unless side effects are a high risk.",
        "The oncologist decides; dose and fractions are recorded, with several of them the reason. P-1 shows how often "
        "it was one.",
        "rule 1.10.5", "record rt_first_fraction", "measure P-1", "own clinical oncology",
        "test tests/rules/test_measures_plans.py",
    ),
    "1.10.6": entry(
        "High risk of side effects, as with a large field or radiotherapy before: consider several fractions.",
        "The oncologist decides; whether the risk is high, dose and fractions are recorded.",
        "rule 1.10.6", "record rt_high_risk", "record rt_first_fraction", "own clinical oncology",
    ),
    "1.10.7": entry(
        "Metastases without symptoms: radiotherapy only in a trial, for few metastases, or where compression impends.",
        "The oncologist decides; impending compression can be the outcome of a report.",
        "rule 1.10.7", "record reported", "own clinical oncology",
    ),
    "1.10.8": entry(
        "After surgery, radiotherapy once the person has recovered from it.",
        "The 24-hour clock does not run for it, and T-5 leaves it out. A task that opens after surgery: not yet, comes "
        "with the tasks.",
        "rule 1.10.8", "record surgery", "record recovered", "measure T-5",
        "later tasks", "test tests/rules/test_measures_t5.py",
    ),
    "1.10.9": entry(
        "Radiotherapy again may be considered: a good response before, symptoms back after three months or more.",
        "The oncologist decides. Up to three earlier courses stand in the key information: levels, dose, fractions, "
        "when, each known or not; the months are told, or counted from the dates where all are known.",
        "rule 1.10.9", "record key_information", "own clinical oncology", "test tests/rules/test_courses.py",
    ),
    "1.10.10": entry(
        "Before radiotherapy again: talk over gain and harm; weigh dose so far, time since, and volume.",
        "Earlier doses, fractions, levels and times are on record for whoever weighs them. Nothing is reckoned here: "
        "dose belongs to the planning system, the talk to the oncologist.",
        "record key_information", "own clinical oncology",
    ),
}  # fmt: skip
