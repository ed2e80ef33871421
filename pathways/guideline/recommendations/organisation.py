"""TABLE: section 1.1, organising and delivering services."""

from pathways.guideline.recommendations.entry import Recommendation, entry

ENTRIES: dict[str, Recommendation] = {
    "1.1.1": entry(
        "Commissioners and alliance agree pathways from referral to ongoing care, pay for them and audit as they go.",
        "The agreed pathways are kept with version, date, who agreed and when review is due: the service lead is told "
        "four weeks before, and every week once it is overdue. One may set local limits, shorter than the guideline’s: "
        "alarms run on them, the audit never does. The audit is drawn from the live record, and leaves as a workbook "
        "or PDF, exact or rounded for sharing.",
        "page pathways", "page audit:overview", "clock review-672", "own commissioners and alliance",
        "test tests/views/test_local_pathways.py", "test tests/actions/test_local_limits.py",
        "test tests/actions/test_reviews.py", "test tests/actions/test_report_whole.py",
    ),
    "1.1.2": entry(
        "The alliance has an MSCC lead, agreed written pathways, an audit of its own and two steering meetings a year.",
        "Appointing the lead and meeting are the alliance’s. The role of alliance lead is given here, reads the "
        "figures, signs the packs and keeps the register of meetings: who attended, which pack and which agreed "
        "pathways were looked at, minutes, actions. The lead is told eight and four weeks before a year would have "
        "fewer than two meetings, and every week once it has.",
        "page pathways", "page audit:packs", "page audit:group", "clock meeting-1344", "own alliance",
        "test tests/actions/test_group.py", "test tests/rules/test_meetings.py",
    ),
    "1.1.3": entry(
        "Each service names an MSCC lead who spreads the pathways, keeps people talking and supports the audit.",
        "Naming the lead is the service’s. Whoever has the role of service lead keeps ladders, pathways and directory "
        "and is told when a clock has run out. A list of services without a lead: not yet.",
        "page directory", "page pathways", "own service", "later administration",
    ),
    "1.1.4": entry(
        "The alliance has a steering group with people who have lived it, every care sector and the MSCC service.",
        "Who sits on the group is the alliance’s to arrange. Its members are kept with whom they speak for, whether "
        "they have lived it and from when to when; its page names those for whom nobody speaks. Links with the groups "
        "for primary tumours show only as members. The figures it reviews are frozen in numbered packs, signed by the "
        "alliance lead and never changed; each lists what was put right in the last.",
        "page audit:group", "page audit:packs", "own alliance", "test tests/actions/test_group.py",
        "test tests/views/test_group.py", "test tests/actions/test_packs.py", "test tests/rules/test_packs_apart.py",
    ),
    "1.1.5": entry(
        "Everybody with suspected or confirmed disease reaches a designated service, as urgently as they need.",
        "Every call is logged, triaged and owned, whatever it comes to; the referral criteria are one link from it. "
        "A local limit makes the service quicker than the guideline asks, never slower.",
        "page new_call", "page pathways", "record call_received", "test tests/rules/test_triage.py",
        "test tests/rules/test_local_limits.py",
    ),
    "1.1.6": entry(
        "The coordinator is the first contact; off duty, somebody with the knowledge holds the role.",
        "The role is held by a named person, shown on every page; every past holder is kept. Nobody takes it whose "
        "competence a service lead has not signed off or whose sign-off has run out.",
        "page handovers", "page competences", "record call_received", "test tests/views/test_duty.py",
        "test tests/actions/test_rota.py",
    ),
    "1.1.7": entry(
        "The coordinator role is filled day and night, every day, from within an oncology service.",
        "When nobody holds the role every page says so and alerts go to everyone at once; a handover is complete only "
        "when it is accepted. The rota shows the weeks ahead; a gap in it alarms three days and one day before.",
        "page handovers", "page rota", "clock handover", "clock cover-72", "test tests/views/test_handover.py",
        "test tests/actions/test_rota.py",
    ),
    "1.1.8": entry(
        "The service arranges how specialties work together: criteria, sharing of information, ways to reach "
        "each other.",
        "Referral criteria and pathways with versions, a directory of contact points, and one timeline that all read.",
        "page pathways", "page directory", "page worklist", "test tests/views/test_directory.py",
    ),
    "1.1.9": entry(
        "Eight disciplines work together: surgery, radiology, physiotherapy, palliative care, oncology, "
        "acute oncology, "
        "histopathology, haematology.",
        "The directory shows at which hospital one of the eight has no contact point. Which of them took "
        "part in a discussion is recorded with it.",
        "page directory", "record mdt", "record decision", "own service", "test tests/views/test_directory.py",
    ),
    "1.1.10": entry(
        "Each treating specialty names one point of contact.",
        "The directory takes one for each specialty and hospital, with number, hours and when it was last verified; "
        "after 90 days it asks for that again.",
        "page directory", "own specialties", "test tests/views/test_directory.py",
    ),
    "1.1.11": entry(
        "Links with primary, community, palliative and social care carry people’s needs across, for a safe discharge.",
        "A pathway document can say how; where somebody was discharged to is recorded. Letters to GP and community "
        "services: not yet, come with the letters.",
        "page pathways", "record discharged", "later letters",
    ),
    "1.1.12": entry(
        "The service has systems to record data, audit itself, and look into incidents.",
        "Everything done or seen is in an append-only trail; the audit is drawn from the record. Incidents are logged "
        "by stage with harm, candour, investigation and learning; a limit that ran out offers one and makes none. The "
        "trust’s own reporting, to LFPSE, stays the trust’s.",
        "page audit:overview", "page incidents", "own trust", "test tests/actions/test_incidents.py",
        "test tests/views/test_incidents.py", "test tests/infra/test_database_roles.py",
    ),
    "1.1.13": entry(
        "Inequalities are looked for in the data, taught about, and met with reasonable adjustments.",
        "Education is the service’s. Every measure is told by deprivation and distance, fixed at the referral, by "
        "ethnicity, sex, age, need of an interpreter, hospital and hour, and by whether an adjustment is needed and it "
        "is recorded what helps; not known is a group.",
        "page audit:overview", "measure T-1", "own service",
        "test tests/actions/test_report_whole.py", "test tests/actions/test_places.py",
        "test tests/rules/test_groups.py", "test tests/actions/test_adjustments.py",
    ),
    "1.1.14": entry(
        "Hospital, community and social services agree on joint pathways for a safe and timely discharge.",
        "The agreed document is kept as a pathway with its review date; discharge planning is a state of its own. "
        "What must be in place for home is asked for, and what is not stands on the referral.",
        "page pathways", "record discharge_planned", "record discharge_checked",
        "own hospital, community and social services", "test tests/rules/test_mobilising.py",
    ),
    "1.1.15": entry(
        "What is on record of each person: presentation, neurology, performance, frailty, imaging, oncology, needs.",
        "Seven sections and the head of the record: each answer is yes, no, not known or not asked, with who told and "
        "when it was true, beside those of before; what has become worse is said and assessed again. How much of each "
        "is answered, and whom to ask for the rest, is one list: a prompt and never a gate.",
        "page new_call", "prompt pathways/guideline/words.py", "record walking", "record graded",
        "record key_information", "test tests/views/test_call.py", "test tests/views/test_scores.py",
        "test tests/views/test_key_information.py",
    ),
    "1.1.16": entry(
        "The coordinator advises referrers first on pain, stability, immobilising, dexamethasone, referral "
        "and transfer.",
        "What to say stands beside the call, and on the referral by the five topics: what applies to this person, why, "
        "and what to ask first. What became of each piece, to whom it was given and whether it was read back is "
        "recorded.",
        "page new_call", "prompt pathways/guideline/prompts.py", "record prompt_answered", "record advice_given",
        "test tests/views/test_advice.py",
    ),
    "1.1.17": entry(
        "A senior, expert clinician makes a plan together with the person.",
        "The plan is recorded with the senior who leads it, who took part, the person’s wishes and the day to look at "
        "it again; a task asks for it once metastases are reported.",
        "record care_plan", "record decision", "own senior clinicians", "test tests/actions/test_care.py",
    ),
    "1.1.18": entry(
        "A treating centre has a senior clinician ready to advise at any hour.",
        "The ladder of a clock tells the senior whom the rota has on; their post can be set to be filled day and "
        "night, and then a gap alarms.",
        "page guideline", "page rota", "clock cover-72", "own treating centres", "test tests/rules/test_escalation.py",
        "test tests/actions/test_rota.py",
    ),
    "1.1.19": entry(
        "MRI can be had locally within 24 hours, out of hours too where treatment hangs on it.",
        "Providing it is the imaging service’s. T-1 shows how often it was done in time, and each late scan asks why.",
        "measure T-1", "record mri_delay", "own imaging service", "test tests/rules/test_measures_t1.py",
    ),
    "1.1.20": entry(
        "Imaging departments can fit a spine in at short notice, the more urgent first.",
        "Keeping the capacity is theirs. Request, slot and start of each scan are recorded; a slot after the due time "
        "is a warning.",
        "record mri_requested", "record mri_booked", "own imaging service", "test tests/rules/test_next_steps.py",
    ),
    "1.1.21": entry(
        "Radiotherapy is to be had every day of the week, so that 24 hours from the decision can be kept.",
        "Having the sessions is the centre’s. The radiotherapy clock starts at the decision and never pauses; T-5 "
        "shows how often it was met.",
        "clock radiotherapy-24", "measure T-5", "own radiotherapy centre", "test tests/rules/test_measures_t5.py",
    ),
    "1.1.22": entry(
        "People with suspected or confirmed disease, and theirs, can have community nursing, rehabilitation, "
        "equipment.",
        "Providing these is for the services around; the directory may hold their numbers and a pathway how to refer. "
        "Whom the person was referred to, and the answer, is recorded.",
        "page directory", "page pathways", "record service_asked", "own community services",
        "test tests/actions/test_care.py",
    ),
    "1.1.23": entry(
        "Whoever with MSCC is likely to gain from specialist rehabilitation can have it, in a unit if need be.",
        "Providing it is for those services; a pathway document may hold the criteria. That specialist rehabilitation "
        "or a unit was asked, and its answer, is recorded. The assessment itself is theirs.",
        "page pathways", "record service_asked", "own rehabilitation services", "test tests/actions/test_care.py",
    ),
    "1.1.24": entry(
        "A named member of the team in charge leads the discharge and brings everybody in who matters.",
        "Who leads the discharge is asked for from admission on, by a task; which of the five parties is involved, "
        "still to be asked or not needed is recorded, and who lacks stands on the referral.",
        "record discharge_planned", "record discharge_checked", "page tasks", "own ward",
        "test tests/rules/test_mobilising.py",
    ),
    "1.1.25": entry(
        "Going home with MSCC comes with equipment and support that hospital, community and social care have arranged.",
        "The agreed document is kept as a pathway. Equipment ordered and delivered is recorded; a task asks for it "
        "from the planning of the discharge on.",
        "page pathways", "record discharge_checked", "page task_templates",
        "own hospital, community and social services", "test tests/actions/test_care.py",
    ),
    "1.1.26": entry(
        "Family and carers are taught and supported before the person with MSCC leaves hospital.",
        "Teaching is the ward’s. Whether family and carers were taught is recorded, and a task asks for it before "
        "discharge.",
        "record discharge_checked", "page task_templates", "own ward and rehabilitation",
        "test tests/actions/test_care.py",
    ),
    "1.1.27": entry(
        "Discharge follows NICE’s guideline on the move between hospital and home for people with social care needs.",
        "Nothing is worked out from it: it is another guideline, for the ward that plans the discharge. A pathway "
        "document can link to it.",
        "nothing", "page pathways",
    ),
    "1.1.28": entry(
        "Rehabilitation keeps to the principles of NICE’s guideline on recovery after critical illness.",
        "Nothing is worked out from it: it is another guideline, for the rehabilitation team. A pathway document can "
        "link to it.",
        "nothing", "page pathways",
    ),
}  # fmt: skip
