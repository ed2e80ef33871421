"""TABLE: section 1.8, corticosteroid therapy."""

from pathways.guideline.recommendations.entry import Recommendation, entry

ENTRIES: dict[str, Recommendation] = {
    "1.8.1": entry(
        "Neurological features of MSCC: offer dexamethasone 16 mg as soon as possible; taper after surgery or from the "
        "first fraction.",
        "Said on the call when a feature is present; nothing is prescribed. Each dose is in a log with its time; from "
        "surgery or the first fraction on, a plan to taper is asked for until it is there.",
        "rule 1.8.1", "record dexamethasone", "record steroid_dose", "record steroid_plan",
        "prompt referrals/awaited.py", "test tests/rules/test_awaited.py",
    ),
    "1.8.2": entry(
        "Dexamethasone begun before imaging stops when the imaging has ruled out metastases and MSCC.",
        "Stopping is the prescriber’s. Once a report finds neither, it is a next step until the stop is recorded.",
        "rule 1.8.2", "record dexamethasone", "record reported", "record steroid_stopped", "own prescribers",
        "prompt referrals/awaited.py", "test tests/actions/test_record_facts.py",
    ),
    "1.8.3": entry(
        "No neurological features: consider steroids if pain is severe or the cancer is of the blood.",
        "The prescriber decides; with a blood cancer only suspected, haematology is asked first (1.8.6).",
        "rule 1.8.3", "own prescribers",
    ),
    "1.8.4": entry(
        "With no other treatment left, dexamethasone is tapered off and goes on only if symptoms return or worsen.",
        "Whether another effective treatment is left is asked with the decision to treat. Tapering is the "
        "prescriber’s. A task for it: not yet, comes with the tasks.",
        "rule 1.8.4", "record decision", "own prescribers", "later tasks",
    ),
    "1.8.5": entry(
        "Confirmed blood cancer with spinal metastases: offer dexamethasone 16 mg; what follows with haematology.",
        "Said on the call for a known blood cancer; haematology’s contact is in the directory.",
        "rule 1.8.5", "record haematological", "page directory",
    ),
    "1.8.6": entry(
        "Lymphoma or myeloma suspected on imaging, no neurological features: haematology’s advice before any steroid.",
        "Said loudly on the call when it is suspected; haematology’s contact is in the directory.",
        "rule 1.8.6", "record haematological", "page directory",
    ),
    "1.8.7": entry(
        "Without neurological features steroids are no routine at the start, save within a radiotherapy regimen.",
        "The prescriber decides; nothing is blocked. On the call dexamethasone is only spoken of where it is offered.",
        "rule 1.8.7", "own prescribers",
    ),
    "1.8.8": entry(
        "With steroids: watch glucose, offer a proton pump inhibitor, plan withdrawal.",
        "Said together with the steroid. The log names which of the three is not on record while the course runs.",
        "rule 1.8.8", "record ppi", "record steroid_checked", "record steroid_plan",
        "test tests/rules/test_summaries.py",
    ),
}  # fmt: skip
