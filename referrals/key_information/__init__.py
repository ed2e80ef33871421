"""TABLE: the key information of a referral (1.1.15): the record's head and the seven sections, in order."""

from referrals.key_information.function import FRAILTY, PERFORMANCE
from referrals.key_information.investigations import INVESTIGATIONS
from referrals.key_information.needs import NEEDS
from referrals.key_information.neurology import NEUROLOGY
from referrals.key_information.oncology import ONCOLOGY
from referrals.key_information.presentation import PRESENTATION
from referrals.key_information.safety import SAFETY
from referrals.key_information.section import Section

HEAD = SAFETY
SEVEN = (PRESENTATION, NEUROLOGY, PERFORMANCE, FRAILTY, INVESTIGATIONS, ONCOLOGY, NEEDS)
SECTIONS: dict[str, Section] = {section.slug: section for section in (HEAD, *SEVEN)}
QUESTIONS = {question.name: question for section in SECTIONS.values() for question in section.questions}
