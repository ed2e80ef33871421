"""TABLE: the recommendations that the service uses, in our own words, and what the system does about each.

The guideline is the authority; these sentences are the project's. The other recommendations follow with their rules.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recommendation:
    """A numbered recommendation: what it asks, and what happens here because of it."""

    says: str
    does: str


RECOMMENDATIONS: dict[str, Recommendation] = {
    "1.1.5": Recommendation(
        "Everybody with suspected or confirmed disease reaches a designated service, as urgently as they need.",
        "Every call is logged, triaged and owned, whatever it comes to.",
    ),
    "1.1.6": Recommendation(
        "The coordinator is the first contact; off duty, somebody with the knowledge holds the role.",
        "The role is held by a named person, shown on every page.",
    ),
    "1.1.15": Recommendation(
        "What is on record of each person: presentation, neurology, performance, frailty, imaging, oncology, needs.",
        "The call asks for it; what is missing is a prompt and never a gate.",
    ),
    "1.1.21": Recommendation(
        "Radiotherapy can be given within 24 hours of the decision to treat, every day of the week.",
        "The radiotherapy clock starts at the decision and never pauses.",
    ),
    "1.2.2": Recommendation(
        "People with suspected or confirmed disease, and their families, know whom to ring if symptoms come or worsen.",
        "Said on the call where nothing acute is found.",
    ),
    "1.3.2": Recommendation(
        "Cancer, past or current, with a symptom or sign of cord compression: ring the coordinator at once: emergency.",
        "One feature suffices. Emergency: 24-hour MRI clock, alert until somebody acknowledges.",
    ),
    "1.3.3": Recommendation(
        "Cancer, past or current, with pain of the kinds in box 1: advice through the coordinator within 24 hours.",
        "Advice clock of 24 hours and MRI clock of a week.",
    ),
    "1.3.5": Recommendation(
        "No cancer known, but suspected, with pain of those kinds: urgent oncology assessment.",
        "Urgent oncology; with a cord feature an emergency all the same (beyond the guideline's text).",
    ),
    "1.3.6": Recommendation(
        "Cancer and low back pain with no evidence of spinal disease: explain what to watch for.",
        "Only when every item of box 1 was asked and absent.",
    ),
    "1.4.1": Recommendation(
        "MSCC suspected or confirmed, neurology suggesting an unstable spine: immobilise without delay, transfer too.",
        "Said on the call when such signs are present; asked for when they are not known.",
    ),
    "1.4.2": Recommendation(
        "Moderate or severe pain on moving: consider immobilising.",
        "Said on the call when the pain on moving is moderate or severe.",
    ),
    "1.4.4": Recommendation(
        "Whoever is immobilised has expert advice on stability within 24 hours.",
        "A clock of 24 hours from immobilisation.",
    ),
    "1.5.1": Recommendation(
        "A radiologist oversees the imaging and reports it urgently.",
        "The time waited for a report is shown; the guideline sets no limit.",
    ),
    "1.5.2": Recommendation(
        "Suspected MSCC: MRI as soon as possible, always within 24 hours, locally where it can be.",
        "A clock of 24 hours from the first suspicion, alerts before and at its end.",
    ),
    "1.5.3": Recommendation(
        "Suspected spinal metastases without suspected MSCC: MRI within a week.",
        "A clock of 168 hours, replaced by the 24-hour clock on any new cord feature.",
    ),
    "1.5.4": Recommendation(
        "MRI overnight only where treatment would start at once.",
        "Said on the call; a night never stretches the 24 hours.",
    ),
    "1.5.6": Recommendation(
        "No MRI merely to look for compression early in known metastases without symptoms of it.",
        "Said where nothing acute is found.",
    ),
    "1.5.7": Recommendation(
        "Where MRI cannot be done: CT.",
        "The CT takes over the clock and its limit.",
    ),
    "1.5.9": Recommendation(
        "No plain X-ray to find or rule out spinal metastases or MSCC.",
        "An X-ray is never an answer to triage.",
    ),
    "1.7.1": Recommendation(
        "Pain relief promptly, also while waiting for tests or treatment.",
        "Said on every urgent call.",
    ),
    "1.8.1": Recommendation(
        "Neurological features of MSCC: offer dexamethasone 16 mg as soon as possible.",
        "Said on the call when a feature is present; nothing is prescribed.",
    ),
    "1.8.5": Recommendation(
        "Confirmed blood cancer with spinal metastases: offer dexamethasone 16 mg; what follows with haematology.",
        "Said on the call for a known blood cancer.",
    ),
    "1.8.6": Recommendation(
        "Lymphoma or myeloma suspected on imaging, no neurological features: haematology's advice before any steroid.",
        "Said loudly on the call when it is suspected.",
    ),
    "1.8.8": Recommendation(
        "With steroids: watch glucose, offer a proton pump inhibitor, plan withdrawal.",
        "Said together with the steroid.",
    ),
    "1.10.4": Recommendation(
        "MSCC not suitable for surgery: radiotherapy as soon as possible and within 24 hours, save for two exceptions.",
        "A clock of 24 hours from the decision; an exception is recorded by its limb and by whom.",
    ),
    "1.11.1": Recommendation(
        "A treatment plan agreed with the specialists before an invasive treatment is offered.",
        "The decision is recorded with who decided; time waited for it is shown.",
    ),
    "1.12.3": Recommendation(
        "Planning for discharge and rehabilitation starts on admission.",
        "Asked for as soon as treatment is under way.",
    ),
}  # fmt: skip
