"""Where somebody lives, as far as the figures need it: fixed at the referral, and not looked up again."""

from collections.abc import Iterable

from mscc.models import Alliance
from mscc.places import NOWHERE, place_of, places_of
from referrals.models import Person, Referral
from referrals.restricted import is_restricted


def fixed(person: Person, alliance: Alliance) -> dict[str, int | None]:
    """The fields of a referral that say how deprived the person's area is, and how far the centre."""
    is_open = person.postcode and not is_restricted(person)
    return (place_of(person.postcode, alliance) if is_open else NOWHERE).fields()


def missing(referral: Referral, person: Person) -> dict[str, int | None]:
    """The same for a referral of which it was not known where the person lived; nothing where it is fixed."""
    told = (referral.imd_decile, referral.centre_km)
    return fixed(person, referral.alliance) if person.postcode and told == (None, None) else {}


def fix_all(referrals: Iterable[Referral], alliance: Alliance) -> None:
    """Fix the place of referrals that are about to be written, all at once. A tenth that was given stays."""
    asked = [it for it in referrals if it.person.postcode and not is_restricted(it.person)]
    found = places_of({it.person.postcode for it in asked}, alliance)
    for it in asked:
        place = found[it.person.postcode]
        it.centre_km = place.centre_km
        if it.imd_decile is None:
            it.imd_decile, it.imd_year = place.decile, place.year
