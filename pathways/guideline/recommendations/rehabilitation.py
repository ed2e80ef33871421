"""TABLE: section 1.12, rehabilitation and supportive care."""

from pathways.guideline.recommendations.entry import Recommendation, entry

ENTRIES: dict[str, Recommendation] = {
    "1.12.1": entry(
        "Support and rehabilitation are offered from the diagnosis on, as plan and needs are looked at again.",
        "Offering is the treating team’s. The offer and its answer: not yet, come with the tasks.",
        "own treating team", "later tasks",
    ),
    "1.12.2": entry(
        "Rehabilitation follows the person’s own goals.",
        "Setting them is the rehabilitation team’s. Goals in the person’s words: not yet, come with the record.",
        "own rehabilitation services", "later record",
    ),
    "1.12.3": entry(
        "Planning for discharge and rehabilitation starts on admission.",
        "Asked for as soon as treatment is under way; whoever leads it is recorded, and P-2 shows how often there was "
        "a plan.",
        "prompt referrals/next_steps.py", "record discharge_planned", "measure P-2", "own ward",
        "test tests/rules/test_next_steps.py", "test tests/rules/test_measures_plans.py",
    ),
    "1.12.4": entry(
        "Specialist rehabilitation, in a unit where that fits, for people with MSCC who are likely to gain from it.",
        "Offering is the clinical team’s; a pathway document may hold the criteria. Assessed, offered, taken up: not "
        "yet, comes with the tasks.",
        "page pathways", "own rehabilitation services", "later tasks",
    ),
    "1.12.5": entry(
        "Supportive care heads off clots, pressure sores, bladder and bowel trouble, in hospital and after.",
        "Given by the ward and the community, by NICE’s guidelines on each; nothing is worked out from those here. A "
        "list with owners: not yet, comes with the tasks.",
        "own ward and community", "later tasks",
    ),
}  # fmt: skip
