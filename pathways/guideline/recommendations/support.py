"""TABLE: section 1.2, information and support."""

from pathways.guideline.recommendations.entry import Recommendation, entry

ENTRIES: dict[str, Recommendation] = {
    "1.2.1": entry(
        "The person and those close to them can ask and worry aloud: diagnosis, treatments, risks, pain, what comes.",
        "The conversation is the treating team’s. Which of the six topics were talked about is recorded.",
        "record informed", "own treating team", "test tests/actions/test_care.py",
    ),
    "1.2.2": entry(
        "People with suspected or confirmed disease, and their families, know whom to ring if symptoms come or worsen.",
        "Said on the call where nothing acute is found, with the service’s number. A card in large type says whom to "
        "ring about what; whether the person knows is recorded, and a task stays open until they do.",
        "prompt pathways/guideline/words.py", "record advice_given", "record informed", "page task_templates",
        "test tests/actions/test_care.py",
    ),
    "1.2.3": entry(
        "A holistic needs assessment, as early after the first diagnosis as the person can bear it, and "
        "again on change.",
        "Making it is the treating team’s. It is recorded with the needs found and the day to look again; a task "
        "opens once metastases are reported, and another on that day.",
        "record needs_assessed", "page task_templates", "own treating team", "test tests/actions/test_care.py",
    ),
    "1.2.4": entry(
        "From that assessment, people are told how to get psychological, emotional, spiritual and financial help.",
        "Telling them is the treating team’s; a pathway document may list who helps locally. That they were told is "
        "recorded with the needs.",
        "page pathways", "record needs_assessed", "record service_asked", "own treating team",
        "test tests/actions/test_care.py",
    ),
    "1.2.5": entry(
        "Needs, wishes and the help at hand are talked over, for independence and for living with what is uncertain.",
        "The conversation is the treating team’s. Needs and wishes are recorded in the person’s words, dated.",
        "record needs_assessed", "record care_plan", "own treating team", "test tests/actions/test_care.py",
    ),
    "1.2.6": entry(
        "Person and family are asked what their care was like and what should change.",
        "Asking is the service’s. Answers kept as themes for the steering group: not yet.",
        "own service", "later steering group pack",
    ),
    "1.2.7": entry(
        "Advance care planning is offered, not only near the end of life.",
        "Offering is the treating team’s. Taken up, declined or to be asked again is recorded; a task asks for the "
        "offer, and another on the day named.",
        "record planning_ahead", "page task_templates", "own treating team", "test tests/actions/test_care.py",
    ),
    "1.2.8": entry(
        "End of life care when it is time, by NICE’s own guidance on it.",
        "Nothing is worked out from that guidance: it is another guideline, and a clinician’s judgement. The "
        "palliative "
        "care contact is in the directory.",
        "nothing", "page directory",
    ),
    "1.2.9": entry(
        "Everybody with either condition can use every kind of health support, and is helped to adapt.",
        "Giving access is for the services around; directory and pathways say where. Each service asked is recorded "
        "with its answer.",
        "page directory", "page pathways", "record service_asked", "own all services",
        "test tests/actions/test_care.py",
    ),
    "1.2.10": entry(
        "Training in care and equipment goes on in hospital and after it, for the person and theirs.",
        "Training is the ward’s and the community’s. Whether family and carers were taught is recorded; a task asks "
        "for it before discharge.",
        "record discharge_checked", "page task_templates", "own ward and community",
        "test tests/actions/test_care.py",
    ),
}  # fmt: skip
