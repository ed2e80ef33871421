"""TABLE: performance status and frailty: the scales, and the person behind them."""

from referrals.key_information.question import Ask, Question, Sort, When
from referrals.key_information.section import Section, Shown

LIVING = {"independent": "Independent", "some_help": "Some help", "daily_help": "Help every day",
          "care_home": "In a care home"}  # fmt: skip

PERFORMANCE = Section("performance", "Performance status", (
    Question("usual", "What the person could do before this", Ask.PERSON, Sort.LONG),
), (
    Shown("ecog_now", "ECOG now", Ask.WARD, "scales"),
    Shown("ecog_before", "ECOG before the cord was affected", Ask.ONCOLOGY, "scales"),
    Shown("karnofsky", "Karnofsky performance status", Ask.ONCOLOGY, "scales"),
))  # fmt: skip
FRAILTY = Section("frailty", "Frailty", (
    Question("living_before", "Lived before this illness", Ask.PERSON, choices=LIVING),
    Question("comorbid", "Other long-term illness", Ask.WARD),
    Question("comorbid_which", "Which long-term illness", Ask.WARD, Sort.LONG, when=When("comorbid")),
    Question("frailty_note", "How frailty was judged, below 65 or with a lifelong disability", Ask.WARD, Sort.LONG),
), (
    Shown("frailty", "Clinical Frailty Scale", Ask.WARD, "scales"),
))  # fmt: skip
