"""TABLE: the head of the record: what everybody must see before anything is done."""

from referrals.key_information.question import Ask, Question, Sort, When
from referrals.key_information.section import Section

RESUSCITATION = {"full": "For resuscitation", "dnacpr": "Not for resuscitation (DNACPR in place)",
                 "discussed": "Being discussed"}  # fmt: skip
ESCALATION = {"full": "Full, with critical care", "ward": "Ward-based, no critical care",
              "comfort": "Comfort and symptom control"}  # fmt: skip
THINNERS = {"no": "None", "anticoagulant": "Anticoagulant", "antiplatelet": "Antiplatelet", "both": "Both"}
TAKES_ONE = When("thinner", ("anticoagulant", "antiplatelet", "both"))

SAFETY = Section("safety", "Alerts and safety", (
    Question("allergies", "Allergies and reactions", Ask.WARD, Sort.TEXT, also="allergies",
             hint="What, and what happened; “none known” where that was asked."),
    Question("thinner", "Anticoagulant or antiplatelet", Ask.WARD, choices=THINNERS),
    Question("thinner_drug", "Anticoagulant or antiplatelet: which, what dose", Ask.WARD, Sort.TEXT, when=TAKES_ONE),
    Question("thinner_last", "Its last dose at", Ask.WARD, Sort.TIME, when=TAKES_ONE),
    Question("pacemaker", "Pacemaker or other implanted device", Ask.WARD),
    Question("pacemaker_kind", "The device: which, and whether it is safe in MRI", Ask.WARD, Sort.TEXT,
             when=When("pacemaker")),
    Question("metal", "Metal in the body: clips, fragments, prostheses", Ask.WARD),
    Question("metal_what", "The metal: what, and where", Ask.WARD, Sort.TEXT, when=When("metal")),
    Question("lies_flat", "Can lie flat for the scan", Ask.WARD),
    Question("claustrophobia", "Claustrophobia", Ask.PERSON),
    Question("egfr", "eGFR", Ask.WARD, Sort.NUMBER, unit="ml/min", high=200),
    Question("weight", "Weight", Ask.WARD, Sort.NUMBER, unit="kg", low=20, high=350,
             hint="For the scanner and transport."),
    Question("diabetes", "Diabetes", Ask.WARD, hint="Dexamethasone raises glucose."),
    Question("resuscitation", "Resuscitation", Ask.WARD, choices=RESUSCITATION),
    Question("escalation", "Treatment escalation", Ask.WARD, choices=ESCALATION),
    Question("escalation_note", "Escalation: what was agreed, with whom", Ask.WARD, Sort.LONG,
             when=When("escalation", tuple(ESCALATION))),
))  # fmt: skip
