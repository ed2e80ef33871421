"""TABLE: clinical presentation."""

from referrals.key_information.question import Ask, Question, Sort, When
from referrals.key_information.section import Section, Shown

SEVERITY = {"none": "None", "mild": "Mild", "moderate": "Moderate", "severe": "Severe"}
SPEED = {"hours": "Hours", "days": "Days", "weeks": "Weeks"}
SITE = {"neck": "Neck", "thoracic": "Thoracic", "lumbar": "Lumbar", "sacral": "Sacral", "several": "Several places"}
OPIOIDS = {"yes": "Yes", "no": "No", "none": "Takes none"}
HURTS = When("pain_severity", ("mild", "moderate", "severe"))

PRESENTATION = Section("presentation", "Clinical presentation", (
    Question("asymptomatic", "Found on a scan, without any symptom", Ask.REFERRER, fact="asymptomatic"),
    Question("pain_severity", "Pain now", Ask.WARD, choices=SEVERITY, fact="pain_severity"),
    Question("pain_site", "Where the pain is", Ask.WARD, choices=SITE, when=HURTS),
    Question("pain_levels", "Levels of the pain", Ask.WARD, Sort.LEVELS, when=HURTS),
    Question("pain_since", "Pain since", Ask.REFERRER, Sort.TIME, when=HURTS),
    Question("pain_controlled", "Pain well controlled", Ask.WARD, fact="pain_controlled", when=HURTS),
    Question("opioids_help", "Opioids relieve it", Ask.WARD, choices=OPIOIDS, when=HURTS,
             makes={"yes": {"opioid_unresponsive": "no"}, "no": {"opioid_unresponsive": "yes"}}),
    Question("neuropathic_features", "Neuropathic features", Ask.WARD, fact="neuropathic_features", when=HURTS,
             hint="Burning, shooting, or pain from a light touch."),
    Question("symptom_since", "Weakness, numbness or bladder trouble since", Ask.REFERRER, Sort.TIME),
    Question("speed", "Getting worse over", Ask.REFERRER, choices=SPEED),
    Question("professional_since", "First seen by a professional with these symptoms", Ask.REFERRER, Sort.TIME),
    Question("history", "In the caller’s words", Ask.REFERRER, Sort.LONG),
), (
    Shown("box_1_cord", "Cord symptoms and signs (box 1)", Ask.REFERRER, "answers"),
    Shown("box_1_pain", "Pain characteristics (box 1)", Ask.REFERRER, "answers"),
    Shown("pain_scores", "Pain from 0 to 10", Ask.WARD, "scales"),
))  # fmt: skip
