"""TABLE: section 1.12, rehabilitation and supportive care."""

from pathways.guideline.recommendations.entry import Recommendation, entry

ENTRIES: dict[str, Recommendation] = {
    "1.12.1": entry(
        "Support and rehabilitation are offered from the diagnosis on, as plan and needs are looked at again.",
        "Offering is the treating team’s. Goals and each service asked are recorded; tasks ask for plan, needs and "
        "goals once metastases are reported.",
        "record goals", "record service_asked", "page task_templates", "own treating team",
        "test tests/actions/test_care.py",
    ),
    "1.12.2": entry(
        "Rehabilitation follows the person’s own goals.",
        "Setting them is the rehabilitation team’s. Goals are recorded in the person’s words.",
        "record goals", "own rehabilitation services", "test tests/actions/test_care.py",
    ),
    "1.12.3": entry(
        "Planning for discharge and rehabilitation starts on admission.",
        "A task asks from admission on who leads it; whoever leads it is recorded, and P-2 shows how often there was "
        "a plan.",
        "prompt referrals/next_steps.py", "record admitted", "record discharge_planned", "page task_templates",
        "measure P-2", "own ward", "test tests/rules/test_next_steps.py", "test tests/rules/test_measures_plans.py",
        "test tests/actions/test_tasks.py",
    ),
    "1.12.4": entry(
        "Specialist rehabilitation, in a unit where that fits, for people with MSCC who are likely to gain from it.",
        "Offering is the clinical team’s; a pathway document may hold the criteria. That a unit or service was asked, "
        "and its answer, is recorded.",
        "page pathways", "record service_asked", "own rehabilitation services", "test tests/actions/test_care.py",
    ),
    "1.12.5": entry(
        "Supportive care heads off clots, pressure sores, bladder and bowel trouble, in hospital and after.",
        "Given by the ward and the community, by NICE’s guidelines on each; nothing is worked out from those here. "
        "Clots, pressure, bladder and bowel are checked on a list; tasks ask for it on admission and while "
        "immobilised.",
        "record complications", "page task_templates", "own ward and community", "test tests/actions/test_care.py",
    ),
}  # fmt: skip
