"""TABLE: what is written in each column of an earlier log: on the page, in the template and in docs/import.md."""

from collections.abc import Iterator, Sequence

from pathways.guideline.terms import CANCER, CORD, PAIN
from referrals.logbook.columns import CHOICES, REQUIRED

A_MOMENT = "date and time, `2026-03-29 14:30` or `29/03/2026 14:30`; the day alone where the time is not known"
A_DAY = "a day, `2026-03-29` or `29/03/2026`"


def _of(values: Sequence[str]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _items(names: Sequence[str]) -> str:
    return f"those of box 1 that are present, with `;` between them: {_of(names)}; `none`: asked, and none present"


# In the order of the template: who, how they came, imaging, result, treatment, outcome.
MEANINGS: dict[str, str] = {
    "reference": "the old log’s own number, up to 100 characters; each once",
    "received_at": f"when the referral came: {A_MOMENT}",
    "nhs_number": "10 digits of which the last fits; spaces and dashes are allowed",
    "surname": "text, up to 100 characters",
    "forename": "text, up to 100 characters",
    "date_of_birth": A_DAY,
    "sex": _of(CHOICES["sex"]),
    "postcode": "of the person’s home",
    "imd_decile": "1 (most deprived) to 10, as it was at the referral",
    "ethnicity": "national 16+1 code, one letter; `Z` is not stated",
    "interpreter": "`yes`, `no`: whether one is needed",
    "resident": "`yes`, `no`: whether the person lives in the alliance; empty is yes",
    "referring_site": "ODS code of the hospital or practice that referred",
    "presented_at": f"first contact with the NHS with these symptoms: {A_MOMENT}",
    "suspected_at": f"when compression of the cord was first suspected: {A_MOMENT}",
    "coordinator_contact_at": f"when the coordinator was first reached: {A_MOMENT}",
    "cancer": _of(tuple(CANCER)),
    "primary": "the primary tumour as text, or `myeloma`, `lymphoma`, `unknown_primary` and the like",
    "pain": f"characteristics of the pain, {_items(tuple(PAIN))}",
    "cord": f"symptoms and signs of the cord, {_items(tuple(CORD))}",
    "mri_requested_at": A_MOMENT,
    "mri_started_at": f"start of the first scan: {A_MOMENT}",
    "mri_reported_at": f"first result that was told, by word or in writing: {A_MOMENT}",
    "mri_whole_spine": "`yes`, `no`; empty is yes where `mri_started_at` is given",
    "mri_contraindicated": "`yes`, `no`",
    "ct_started_at": f"where a CT was done instead: {A_MOMENT}",
    "mri_exclusion": f"why there was to be no scan: {_of(CHOICES['mri_exclusion'])}",
    "outcome": f"what was found: {_of(CHOICES['outcome'])}",
    "confirmed_at": f"when compression was confirmed: {A_MOMENT}",
    "surgery_suitable": "`yes`, `no`",
    "rt_decision_at": f"when radiotherapy was decided on: {A_MOMENT}",
    "rt_first_fraction_at": f"first fraction given: {A_MOMENT}",
    "rt_dose_gy": "dose in Gy in all, such as `8`",
    "rt_fractions": "number of fractions",
    "rt_exclusion": f"why there was to be no radiotherapy: {_of(CHOICES['rt_exclusion'])}",
    "rt_reason_multifraction": "why more than one fraction, text",
    "surgery_at": A_MOMENT,
    "systemic_at": f"start of systemic treatment: {A_MOMENT}",
    "walking_at_presentation": _of(CHOICES["walking_at_presentation"]),
    "walking_at_discharge": _of(CHOICES["walking_at_discharge"]),
    "discharged_at": A_MOMENT,
    "discharge_plan": "`yes`, `no`: whether there was a plan for the time after",
    "died_on": A_DAY,
    "last_known_alive": A_DAY,
}  # fmt: skip
HEAD = ("Column", "What is written in it")


def plain() -> Iterator[tuple[str, str]]:
    """Each column with its words, as a page or a sheet shows them."""
    for name, words in MEANINGS.items():
        yield name, f"{'Required: ' if name in REQUIRED else ''}{words.replace('`', '')}"


def drawn() -> str:
    """The table of docs/import.md."""
    return "\n".join(
        ["| column | value |", "|---|---|", *(f"| `{name}` | {words} |" for name, words in MEANINGS.items())]
    )


def template() -> dict[str, list[Sequence[str]]]:
    """The sheets of the template: one to fill in, one that says what is written where."""
    about = [
        ("Any column", "Leave the cell empty where nothing is known. Columns that are not kept may be left out."),
        ("Times", "What a clock in London showed, without a formula. Where only the day is known, the day alone."),
    ]
    return {"Log": [tuple(MEANINGS)], "Columns": [HEAD, *about, *plain()]}
