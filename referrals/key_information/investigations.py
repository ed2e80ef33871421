"""TABLE: investigations, with the imaging and its reports."""

from referrals.key_information.question import Ask, Question, Sort, When
from referrals.key_information.section import Section, Shown

INSTABILITY = {"none": "Stable", "suspected": "Suspected unstable", "confirmed": "Unstable"}


def blood(name: str, label: str, unit: str, low: float, high: float) -> Question:
    return Question(name, label, Ask.WARD, Sort.NUMBER, unit=unit, low=low, high=high)


INVESTIGATIONS = Section("investigations", "Investigations and imaging reports", (
    Question("earlier_imaging", "Earlier imaging of spine or body", Ask.RADIOLOGY),
    Question("earlier_when", "Earlier imaging: when", Ask.RADIOLOGY, Sort.TIME, when=When("earlier_imaging")),
    Question("earlier_report", "Earlier imaging: what it showed, where the images are", Ask.RADIOLOGY, Sort.LONG,
             when=When("earlier_imaging")),
    Question("surveillance_only", "The MRI is only to look for compression early", Ask.REFERRER,
             fact="surveillance_only"),
    Question("spinal_instability", "Stability of the spine", Ask.RADIOLOGY, choices=INSTABILITY,
             fact="spinal_instability"),
    Question("bloods", "Blood taken at", Ask.WARD, Sort.TIME),
    blood("hb", "Haemoglobin", "g/l", 20, 250),
    blood("platelets", "Platelets", "× 10⁹/l", 0, 3000),
    blood("inr", "INR", "", 0.5, 20),
    blood("creatinine", "Creatinine", "µmol/l", 10, 3000),
    blood("sodium", "Sodium", "mmol/l", 90, 190),
    blood("calcium", "Calcium, adjusted", "mmol/l", 0.5, 6),
    blood("albumin", "Albumin", "g/l", 5, 70),
    blood("glucose", "Glucose", "mmol/l", 0.5, 80),
    Question("markers", "PSA and other markers", Ask.ONCOLOGY, Sort.TEXT),
), (
    Shown("imaging", "Imaging of this referral", Ask.RADIOLOGY, "record", ("reported",)),
    Shown("escc", "Epidural compression grade", Ask.RADIOLOGY, "scales"),
    Shown("sins", "SINS", Ask.RADIOLOGY, "score", ("sins",)),
))  # fmt: skip
