"""TABLE: section 1.7, pain management."""

from pathways.guideline.recommendations.entry import Recommendation, entry

ENTRIES: dict[str, Recommendation] = {
    "1.7.1": entry(
        "Pain relief promptly, also while waiting for tests or treatment.",
        "Said on every urgent call. Pain at rest and on moving is recorded from 0 to 10 at each assessment and "
        "review.",
        "record pain_assessed", "record pain_reviewed", "own treating team",
    ),
    "1.7.2": entry(
        "Pain is assessed for this person: how strong, where, of what kind, worsening, and what it takes "
        "from daily life.",
        "The call asks for the kinds of box 1 and pain on moving. The assessment is recorded: strength, place, kind, "
        "cause, what it takes from daily life; a task asks for it and for the plan within a day of the suspicion.",
        "record movement_pain", "record night_pain", "record graded", "record pain_assessed", "page task_templates",
        "own treating team", "test tests/actions/test_care.py",
    ),
    "1.7.3": entry(
        "A pain plan is agreed with the person: what was tried, what they fear and hope, options, when to "
        "ask for more.",
        "Agreeing it is the treating team’s. The plan is recorded with what was tried and hoped for, and whether the "
        "person agrees.",
        "record pain_plan", "own treating team", "test tests/actions/test_care.py",
    ),
    "1.7.4": entry(
        "After a pain plan starts or changes, somebody looks whether it works.",
        "The review is the treating team’s. Each plan, and each change of it, opens a task for its review within a "
        "day.",
        "record pain_reviewed", "page task_templates", "own treating team", "test tests/actions/test_care.py",
    ),
    "1.7.5": entry(
        "Pain hard to control, and severe or taking much of daily life: consider pain specialists or palliative care.",
        "Referring is the treating team’s; the palliative care contact is in the directory. That they were asked, and "
        "their answer, is recorded.",
        "page directory", "record service_asked", "record pain_plan", "own treating team",
    ),
    "1.7.6": entry(
        "Opioid or other pain relief, alone or together, chosen from how the pain is and from the plan.",
        "Choosing is the prescriber’s: nothing is prescribed or ranked here.",
        "nothing", "own prescribers",
    ),
    "1.7.7": entry(
        "Each review looks at dose, titration, how it is borne and what harm it does, and keeps or changes the plan.",
        "The review is the prescriber’s. Doses, how they are borne, whether the plan works and whether it goes on are "
        "recorded.",
        "record pain_reviewed", "own prescribers",
    ),
    "1.7.8": entry(
        "Neuropathic features, or pain that opioids do not touch: consider NICE’s guideline on neuropathic pain.",
        "Treating is the prescriber’s, by that guideline.",
        "rule 1.7.8", "own prescribers",
    ),
    "1.7.9": entry(
        "Strong opioids in palliative care are started and adjusted by NICE’s guideline on them.",
        "Nothing is worked out from that guideline: titration is the prescriber’s, in another system.",
        "nothing", "own prescribers",
    ),
    "1.7.10": entry(
        "Strong opioids are handled by NICE’s guideline on controlled drugs.",
        "Nothing: registers of controlled drugs are other systems under other law.",
        "nothing", "own prescribers and pharmacy",
    ),
    "1.7.11": entry(
        "Myeloma or breast cancer in the spine: offer bisphosphonates, against pain and against collapse.",
        "Offering is the prescriber’s. The primary is asked for on the call.",
        "rule 1.7.11", "record primary", "own prescribers", year="2008",
    ),
    "1.7.12": entry(
        "Prostate cancer in the spine: bisphosphonates for pain only where ordinary pain relief has failed.",
        "Offering is the prescriber’s. The primary is asked for on the call.",
        "rule 1.7.12", "record primary", "own prescribers", year="2008",
    ),
    "1.7.13": entry(
        "No bisphosphonates for spinal pain from other tumours; none to prevent MSCC outside a randomised trial.",
        "The prescriber decides; nothing is blocked. The primary is asked for on the call.",
        "rule 1.7.13", "record primary", "own prescribers", year="2008",
    ),
    "1.7.14": entry(
        "Denosumab for bone metastases of breast or other solid tumours, not prostate, by NICE’s appraisal of it.",
        "Offering is the prescriber’s, by that appraisal.",
        "rule 1.7.14", "record primary", "own prescribers",
    ),
}  # fmt: skip
