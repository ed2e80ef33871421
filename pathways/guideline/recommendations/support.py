"""TABLE: section 1.2, information and support."""

from pathways.guideline.recommendations.entry import Recommendation, entry

ENTRIES: dict[str, Recommendation] = {
    "1.2.1": entry(
        "The person and those close to them can ask and worry aloud: diagnosis, treatments, risks, pain, what comes.",
        "The conversation is the treating team’s. Which topics were offered: not yet, comes with the record.",
        "own treating team", "later record",
    ),
    "1.2.2": entry(
        "People with suspected or confirmed disease, and their families, know whom to ring if symptoms come or worsen.",
        "Said on the call where nothing acute is found, with the service’s number. A card to give: not yet, comes with "
        "the letters.",
        "prompt pathways/guideline/words.py", "record advice_given", "later letters",
    ),
    "1.2.3": entry(
        "A holistic needs assessment, as early after the first diagnosis as the person can bear it, and "
        "again on change.",
        "Making it is the treating team’s. A task that opens at diagnosis: not yet, comes with the tasks.",
        "own treating team", "later tasks",
    ),
    "1.2.4": entry(
        "From that assessment, people are told how to get psychological, emotional, spiritual and financial help.",
        "Telling them is the treating team’s; a pathway document may list who helps locally. A record of it: not yet.",
        "page pathways", "own treating team", "later record",
    ),
    "1.2.5": entry(
        "Needs, wishes and the help at hand are talked over, for independence and for living with what is uncertain.",
        "The conversation is the treating team’s. Needs and wishes, dated: not yet, come with the record.",
        "own treating team", "later record",
    ),
    "1.2.6": entry(
        "Person and family are asked what their care was like and what should change.",
        "Asking is the service’s. Answers kept as themes for the steering group: not yet.",
        "own service", "later steering group pack",
    ),
    "1.2.7": entry(
        "Advance care planning is offered, not only near the end of life.",
        "Offering is the treating team’s. Offered, accepted or declined, and when to come back to it: not yet, comes "
        "with the tasks.",
        "own treating team", "later tasks",
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
        "Giving access is for the services around; directory and pathways say where. Referrals outstanding: not yet, "
        "come with the tasks.",
        "page directory", "page pathways", "own all services", "later tasks",
    ),
    "1.2.10": entry(
        "Training in care and equipment goes on in hospital and after it, for the person and theirs.",
        "Training is the ward’s and the community’s. What was taught and when: not yet, comes with the tasks.",
        "own ward and community", "later tasks",
    ),
}  # fmt: skip
