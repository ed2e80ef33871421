"""Invented people: names that nobody has, NHS numbers of the 999 range, ages as published audits give them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

SURNAMES = (
    "Testpatient", "Sample", "Example", "Specimen", "Fiction", "Placeholder", "Pretend", "Notreal", "Invented",
    "Imaginary", "Standin", "Makebelieve", "Template", "Draftperson", "Mockman", "Dummyford", "Fauxley", "Madeup",
    "Nonesuch", "Proxywell", "Synthetic", "Trialname", "Unreal", "Wordless", "Nobodyson", "Figment", "Storybook",
    "Cardboard", "Papermoon", "Rehearsal",
)  # fmt: skip
FORENAMES = (
    "Alex", "Blair", "Casey", "Dana", "Ellis", "Frankie", "Gale", "Harper", "Indra", "Jules", "Kit", "Lou", "Morgan",
    "Noor", "Oakley", "Pat", "Quinn", "Robin", "Sandy", "Toni", "Umi", "Val", "Wren", "Xen", "Yuri", "Zaki",
)  # fmt: skip
FIRST_NUMBER = 999_000_001


def nhs_numbers() -> Iterator[str]:
    """Valid numbers of the 999 range, one after the other."""
    body = FIRST_NUMBER
    while True:
        digits = str(body)
        check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(digits)) % 11
        if check != 10:
            yield f"{digits}{check % 11}"
        body += 1


def details(random: Random, numbers: Iterator[str], at: datetime) -> dict:
    """A person as a caller gives them; now and then something is not known."""
    age = min(97, max(24, round(random.gauss(67, 12))))
    born = (at - timedelta(days=round(age * 365.25) + random.randrange(365))).date()
    person: dict = {
        "surname": random.choice(SURNAMES),
        "forename": random.choice(FORENAMES),
        "sex": random.choice(("male", "male", "female", "female", "male")),
        "is_resident": random.random() < 0.94,
        "nhs_number": next(numbers),
        "date_of_birth": born,
    }
    if random.random() < 0.03:
        person |= {"nhs_number": ""}
    if random.random() < 0.02:
        person |= {"date_of_birth": None, "age": age}
    return person
