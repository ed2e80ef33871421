"""TABLE: the letters and summaries, each with the wording that comes with the service; an alliance may keep its own."""

from dataclasses import dataclass
from enum import StrEnum


class LetterKind(StrEnum):
    ADVICE_REFERRER = "advice_referrer"
    ADVICE_CONSULTANT = "advice_consultant"
    GP_SUMMARY = "gp_summary"
    MDT_SUMMARY = "mdt_summary"
    TRANSFER_NOTE = "transfer_note"
    DISCHARGE_SUMMARY = "discharge_summary"


@dataclass(frozen=True)
class About:
    """A kind's name, to whom it goes unless somebody says otherwise (with placeholders), and its wording."""

    label: str
    to_whom: str
    wording: str


RING = """# If anything changes
Ring {service}, {service_phone}, day and night: at once for new weakness, numbness, unsteadiness, pain \
along a nerve, or a change of bladder or bowel; also if what is asked for here cannot be done."""

STANDS = """# Where it stands
{disposition}: {why}.
First suspected: {suspected}. Cancer: {cancer}.
Where now: {where_now}, {where_phone}.

# Advice given
{advice}

# Precautions and medicine
Immobilised: {immobilised}.
Dexamethasone: {dexamethasone}.
Allergies: {allergies}.
{head}

# What was told
Walking: {walking}.
{findings}

# Imaging
{imaging}

# Time limits
{clocks}

"""
SIGNED = "\n\n{author}, {service}, {today}"

ADVICE_REFERRER = """Dear colleague,

Thank you for ringing about this person on {received}. This confirms what was said; nothing in it replaces your own \
judgement at the bedside.

""" + STANDS + RING + SIGNED  # fmt: skip

ADVICE_CONSULTANT = """Dear colleague,

A patient of yours was discussed with us on {received}: {caller}, {referred_from}, rang. This confirms what was said; \
whoever rang is told the same.

""" + STANDS + "# Decisions so far\n{decision}\n\n" + RING + SIGNED  # fmt: skip

GP_SUMMARY = """Dear doctor,

Your patient was referred to us on {received} by {caller}, {referred_from}.

# In short
{disposition}: {why}.
Cancer: {cancer}. Result of imaging: {result}.

# Treatment
{treatment}

# Advice given
{advice}

# Discharge
{discharge}
Walking at discharge: {walking_at_discharge}.

# Still to be done
{to_do}

# What we ask of you
Please look at steroids, pain relief and stomach protection with the person, and watch for new symptoms.

""" + RING + SIGNED  # fmt: skip

MDT_SUMMARY = """# Question for the meeting


# Referral
Referred on {received} by {caller}, {referred_from}. First suspected: {suspected}.
{disposition}: {why}.
Where now: {where_now}. Oncologist: {oncologist}.

# Clinical presentation
Cancer: {cancer}. Walking, as the call told it: {walking}.
{findings}
{presentation}

# Neurological assessment
{neurology}

# Performance status
{performance}

# Frailty
{frailty}

# Investigations
{investigations}

# Imaging
Result: {result}.
{imaging}

# Oncology and staging
{oncology}

# Scores and scales
{scores}

# Needs and preferences
{needs}

# Precautions, medicine, safety
Immobilised: {immobilised}. Dexamethasone: {dexamethasone}. Allergies: {allergies}.
{safety}

# Decisions so far
{decision}

# Treatment so far
{treatment}

# Time limits
{clocks}

Prepared by {author}, {service}, {today}"""

TRANSFER_NOTE = """# Who goes where
From: {where_now}, {where_phone}.
To: {transfer_to}, {transfer_phone}.
Accepted by: {accepted_by}.
{moves}

# Must be in place before anybody leaves
{transfer}

# Why
{disposition}: {why}. Result of imaging: {result}.

# Spinal precautions
Immobilised: {immobilised}.

# Medicine and safety
Dexamethasone: {dexamethasone}. Allergies: {allergies}.
{head}

# Advice given
{advice}

# Imaging
{imaging}

# Decisions so far
{decision}

# Treatment so far
{treatment}

# Time limits that run
{clocks}

""" + RING + SIGNED  # fmt: skip

DISCHARGE_SUMMARY = """Dear colleague,

# In short
Referred on {received}. {disposition}: {why}.
Cancer: {cancer}. Result of imaging: {result}.

# What happened
{course}

# Treatment
{treatment}

# Neurological assessment
{neurology}

# Care plan and needs
{care}

# Language, home, wishes
{needs}

# Discharge
Walking at first: {walking}. Walking at discharge: {walking_at_discharge}.
{discharge}

# For home
{lacks_for_home}

# Still to be done
{to_do}

# Resuscitation and safety
Allergies: {allergies}.
{head}

# Scores and scales
{scores}

# What is asked of you


""" + RING + SIGNED  # fmt: skip

K = LetterKind
KINDS: dict[LetterKind, About] = {
    K.ADVICE_REFERRER: About("Advice to the referrer", "{caller}, {referred_from}", ADVICE_REFERRER),
    K.ADVICE_CONSULTANT: About("Advice to the consultant", "{oncologist}", ADVICE_CONSULTANT),
    K.GP_SUMMARY: About("Summary for the GP", "The GP practice of {person}", GP_SUMMARY),
    K.MDT_SUMMARY: About("Summary for the MDT", "MDT coordinator", MDT_SUMMARY),
    K.TRANSFER_NOTE: About("Transfer note", "The receiving ward, {transfer_to}", TRANSFER_NOTE),
    K.DISCHARGE_SUMMARY: About("Discharge summary", "The GP practice of {person}", DISCHARGE_SUMMARY),
}
