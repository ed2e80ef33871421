"""TABLE: section 1.5, imaging investigations."""

from pathways.guideline.recommendations.entry import Recommendation, entry

ENTRIES: dict[str, Recommendation] = {
    "1.5.1": entry(
        "A radiologist oversees the imaging and reports it urgently.",
        "The time waited for a report is shown; the guideline sets no limit. A report by word of mouth and the one in "
        "writing are recorded each with its time and the radiologist.",
        "prompt referrals/next_steps.py", "record reported", "record radiologist", "own radiology",
        "test tests/rules/test_next_steps.py",
    ),
    "1.5.2": entry(
        "Suspected MSCC: MRI as soon as possible, always within 24 hours, locally where it can be.",
        "A clock of 24 hours from the first suspicion, alerts before and at its end; nights and weekends count. A move "
        "for imaging alone is recorded with why it could not be done locally.",
        "rule 1.5.2", "clock mri-24", "clock ct-24", "record mri_started", "record imaging_elsewhere",
        "measure T-1", "measure T-1b", "test tests/rules/test_measures_t1.py",
    ),
    "1.5.3": entry(
        "Suspected spinal metastases without suspected MSCC: MRI within a week.",
        "A clock of 168 hours, replaced by the 24-hour clock on any new cord feature; T-2 shows how often it was met.",
        "rule 1.5.3", "clock mri-168", "clock ct-168", "record mri_started",
        "measure T-2", "test tests/rules/test_assess.py", "test tests/rules/test_measures_t2.py",
    ),
    "1.5.4": entry(
        "MRI overnight only where treatment would start at once.",
        "Said on the call and asked for with an overnight scan; a night never stretches the 24 hours.",
        "rule 1.5.4", "record mri_overnight", "test tests/rules/test_words.py",
    ),
    "1.5.5": entry(
        "The MRI takes in the whole spine, with the sequences the guideline names, and cuts through what looks wrong.",
        "Choosing them is the radiologist’s. Whether it was the whole spine, and which sequences, is asked for; a part "
        "of it neither stops the clock nor meets T-1.",
        "record mri_started", "record whole_spine", "record sequences", "measure T-1", "own radiology",
        "test tests/rules/test_measures_t1.py",
    ),
    "1.5.6": entry(
        "No MRI merely to look for compression early in known metastases without symptoms of it.",
        "Asked for with the request, and said where nothing acute is found; never where a cord feature is present.",
        "rule 1.5.6", "record surveillance_only",
        "prompt pathways/guideline/words.py", "test tests/rules/test_words.py",
    ),
    "1.5.7": entry(
        "Where MRI cannot be done: CT.",
        "The CT takes over the clock and its limit; the reason and who confirmed it are recorded, and T-1c counts it.",
        "rule 1.5.7", "clock ct-24", "clock ct-168", "measure T-1c",
        "record mri_contraindicated", "record ct_started", "test tests/rules/test_assess.py",
    ),
    "1.5.8": entry(
        "A myelogram, if one is needed at all, only at a neuroscience or spinal surgical centre.",
        "Recorded with where, and what it is to tell that CT has not told; any other site asks for the reason.",
        "record myelography", "record site_reason", "test tests/views/test_record_checks.py",
    ),
    "1.5.9": entry(
        "No plain X-ray to find disease of the spine or to rule it out.",
        "An X-ray is never an answer to triage; the call says so.",
        "prompt pathways/guideline/words.py",
    ),
    "1.5.10": entry(
        "CT rebuilt in several planes may help to judge stability and to plan cement or surgery.",
        "Choosing it is the surgeon’s and the radiologist’s; whether it was done is asked for with the CT.",
        "record ct_started", "record ct_reconstruction", "own radiology and surgery",
    ),
}  # fmt: skip
