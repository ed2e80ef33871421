"""Where the invented people live: postcodes and small areas that nobody has, in the formats of the public tables."""

from pathlib import Path

from mscc.models import AreaDeprivation, Postcode
from mscc.place_tables import load_deprivation, load_postcodes
from mscc.places import written

TABLES = Path(__file__).parent / "places"
YEAR = 2025
CENTRE = "QQ99 9ZZ"


def load() -> dict[int, list[str]]:
    """Load the invented tables; returns the postcodes of each tenth, 1 the most deprived."""
    load_postcodes(TABLES / "postcodes.csv", lambda _: None)
    load_deprivation(TABLES / "deprivation.csv", YEAR, lambda _: None)
    tenths = dict(AreaDeprivation.objects.filter(year=YEAR, lsoa__startswith="E01999").values_list("lsoa", "decile"))
    homes: dict[int, list[str]] = {}
    for code, lsoa in Postcode.objects.filter(lsoa_2021__in=tenths).order_by("code").values_list("code", "lsoa_2021"):
        homes.setdefault(tenths[lsoa], []).append(written(code))
    return homes
