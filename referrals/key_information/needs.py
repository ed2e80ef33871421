"""TABLE: individual needs, preferences and circumstances."""

from referrals.key_information.question import Ask, Question, Sort, When
from referrals.key_information.section import Section

CAPACITY = {"yes": "Yes", "no": "No", "doubt": "In doubt"}
LIVES = {"alone": "Alone", "with_others": "With others", "care_home": "In a care home", "none": "No fixed home"}

NEEDS = Section("needs", "Individual needs, preferences, circumstances", (
    Question("language", "Language", Ask.PERSON, Sort.TEXT),
    Question("interpreter", "Interpreter needed", Ask.PERSON, also="needs_interpreter"),
    Question("communication", "Needs help to hear, see or speak", Ask.PERSON),
    Question("communication_what", "What helps to hear, see or speak", Ask.PERSON, Sort.TEXT,
             when=When("communication")),
    Question("disability", "Disability", Ask.PERSON),
    Question("disability_what", "Disability: which, and what is needed", Ask.PERSON, Sort.TEXT,
             when=When("disability")),
    Question("capacity", "Can decide about scan and treatment", Ask.WARD, choices=CAPACITY),
    Question("capacity_how", "Capacity: who assessed it, what was found", Ask.WARD, Sort.LONG,
             when=When("capacity", ("no", "doubt"))),
    Question("next_of_kin", "Next of kin or carer, and number", Ask.PERSON, Sort.TEXT),
    Question("next_of_kin_told", "Next of kin or carer told", Ask.WARD),
    Question("lives", "Lives now", Ask.PERSON, choices=LIVES),
    Question("cares_for", "Others depend on the person", Ask.PERSON, hint="Children, a partner, an animal."),
    Question("cares_for_whom", "Who depends, and who looks after them now", Ask.PERSON, Sort.TEXT,
             when=When("cares_for")),
    Question("gp", "GP practice", Ask.PERSON, Sort.TEXT),
    Question("wishes", "What matters to the person; wishes about treatment", Ask.PERSON, Sort.LONG),
))  # fmt: skip
