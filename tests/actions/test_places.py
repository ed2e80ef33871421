"""Where somebody lives: public tables loaded, the tenth fixed at the referral with its index, and kept."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit.demonstration import homes
from mscc.access import Access
from mscc.models import AreaDeprivation, Organisation, Postcode
from mscc.places import code_of, distance, place_of, written
from referrals.actions import details, intake, places
from referrals.call import Call
from referrals.models import Referral
from tests import factories
from tests.logs import write

pytestmark = pytest.mark.django_db
# The columns of the lookup as they were called in 2021 and as they are called now.
OLD = "pcd,pcd2,pcds,dointr,lsoa11,lat,long\n"
NEW = "pcd7,pcd8,pcds,dointr,doterm,lsoa21cd,lat,long\n"
INDEX = (
    "LSOA code ({}),LSOA name,Index of Multiple Deprivation (IMD) Score,"
    "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived),"
    "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)\n"
)


def load(command: str, tmp_path: Path, text: str | bytes, **options: object) -> str:
    path, out = tmp_path / "table.csv", io.StringIO()
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    call_command(command, str(path), stdout=out, **options)
    return out.getvalue()


def postcodes(tmp_path: Path, *rows: str, headings: str = NEW) -> str:
    return load("load_postcodes", tmp_path, headings + "".join(f"{row}\n" for row in rows))


def index(tmp_path: Path, *rows: str, year: int = 2025, census: int = 2021) -> str:
    return load("load_deprivation", tmp_path, INDEX.format(census) + "".join(f"{row}\n" for row in rows), year=year)


@pytest.fixture
def tables(tmp_path: Path) -> None:
    postcodes(
        tmp_path,
        "QQ1 1AA,QQ1  1AA,QQ1 1AA,202001,,E01999001,54.5,2.0",
        "QQ2 2BB,QQ2  2BB,QQ2 2BB,202001,,E01999002,54.5,2.5",
        "QQ3 3CC,QQ3  3CC,QQ3 3CC,202001,202406,,99.999999,0.0",
    )
    index(tmp_path, "E01999001,One,40.1,900,1", "E01999002,Two,3.2,33000,10")


# Reading postcodes


@pytest.mark.parametrize(
    ("typed", "code", "shown"),
    [
        ("qq1 1aa", "QQ11AA", "QQ1 1AA"),
        (" QQ11AA ", "QQ11AA", "QQ1 1AA"),
        ("EC1A 1BB", "EC1A1BB", "EC1A 1BB"),
        ("ZZ99 3WZ", "ZZ993WZ", "ZZ99 3WZ"),
        ("QQ1", "", ""),
        ("no fixed home", "", ""),
        ("", "", ""),
    ],
)
def test_a_whole_postcode_is_read_however_it_is_typed(typed: str, code: str, shown: str) -> None:
    assert (code_of(typed), written(typed)) == (code, shown)


def test_a_quarter_of_the_way_round_is_a_quarter_of_the_way_round() -> None:
    assert distance((0, 0), (0, 90)) == pytest.approx(6371 * 3.14159265 / 2, rel=1e-6)
    assert distance((54.5, 2.0), (54.5, 2.0)) == 0


# The tables


def test_the_columns_of_other_years_are_read_too(tmp_path: Path) -> None:
    said = postcodes(tmp_path, "QQ1 1AA,QQ1  1AA,QQ1 1AA,202001,E01999009,54.5,2.0", headings=OLD)
    assert said.startswith("1 postcodes are loaded.")
    assert Postcode.objects.values_list("code", "lsoa_2011", "lsoa_2021").get() == ("QQ11AA", "E01999009", "")


def test_a_second_file_brings_up_to_date_what_stands(tables: None, tmp_path: Path) -> None:
    postcodes(tmp_path, "QQ1 1AA,QQ1  1AA,QQ1 1AA,202001,,E01999002,54.6,2.1")
    assert Postcode.objects.count() == 3
    assert Postcode.objects.get(code="QQ11AA").lsoa_2021 == "E01999002"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "The file is empty"),
        (NEW, "no row under them"),
        ("a,b\n1,2\n", "no column for a postcode"),
        ("pcds,lat\nQQ1 1AA,1\n", r"no column for the small area \(lsoa11 or lsoa21\)"),
        (f"{NEW}QQ1 1AA,x,QQ1 1AA,2020,,E01999001,54.5,2.0\nx,x,QQ1,1,,E,1,1\n", "Line 3: “QQ1” is not a whole"),
        (f"{NEW}x,x,QQ1 1AA,1,,E,north,1\n", "Line 2: “north 1” is no latitude"),
        (f"{NEW}x,x,QQ1 1AA\n", "Line 2: 3 cells, where the headings are 8"),
        (b"PK\x03\x04\xff\xfe", "not text in UTF-8"),
        (f'{NEW}"x', "this is not CSV"),
    ],
)
def test_a_file_that_is_no_table_of_postcodes_changes_nothing(
    tables: None, tmp_path: Path, text: str | bytes, says: str
) -> None:
    with pytest.raises(CommandError, match=says) as refusal:
        load("load_postcodes", tmp_path, text)
    assert str(refusal.value).endswith("Nothing was changed.")
    assert Postcode.objects.count() == 3


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("LSOA,Rank\nE01999001,1\n", "it is not file 7"),
        ("LSOA code (2021),Rank\nE01999001,1\n", "begins with “index of multiple deprivation"),
        (INDEX.format(2021) + "E01999001,One,40,900,11\n", "the decile “11” is not a number from 1 to 10"),
        (INDEX.format(2021) + "E01999001,One,40,first,1\n", "the rank “first” is not a whole number"),
        (INDEX.format(2021) + ",One,40,1,1\n", "the small area is empty"),
    ],
)
def test_a_file_that_is_no_index_changes_nothing(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(CommandError, match=says):
        load("load_deprivation", tmp_path, text, year=2025)
    assert not AreaDeprivation.objects.exists()


@pytest.mark.parametrize("year", ["", "soon", "19", "1850"])
def test_an_index_needs_its_year(tmp_path: Path, year: str) -> None:
    with pytest.raises(CommandError, match="the year of the index, such as 2025"):
        load("load_deprivation", tmp_path, INDEX.format(2021), year=year)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("load_postcodes", str(tmp_path / "nil.csv"))


# Looking up


def test_a_place_has_its_tenth_the_year_of_the_index_and_the_way_to_the_nearest_centre(tables, service) -> None:
    alliance = service.alliance
    assert place_of("qq11aa", alliance).fields() == {"imd_decile": 1, "imd_year": 2025, "centre_km": None}
    for postcode in ("QQ2 2BB", "QQ3 3CC"):
        Organisation.objects.create(
            alliance=alliance, ods_code=postcode[:3], name=postcode, kind="cancer_centre", postcode=postcode
        )
    assert place_of("QQ1 1AA", alliance).centre_km == 32
    assert place_of("QQ3 3CC", alliance).fields() == {"imd_decile": None, "imd_year": None, "centre_km": None}
    assert place_of("QQ9 9ZZ", alliance).decile is None


def test_the_newest_index_counts_by_the_areas_of_its_own_census(tmp_path: Path, service) -> None:
    load(
        "load_postcodes", tmp_path,
        "pcds,lsoa11cd,lsoa21cd\nQQ1 1AA,E01999001,E01999002\nQQ2 2BB,E01999002,E01999001\n",
    )  # fmt: skip
    rows = ("E01999001,One,1,900,1", "E01999002,Two,1,33000,10")
    index(tmp_path, *rows, year=2019, census=2011)
    assert place_of("QQ1 1AA", service.alliance).fields() == {"imd_decile": 1, "imd_year": 2019, "centre_km": None}
    index(tmp_path, *rows, year=2025, census=2021)
    assert [place_of(code, service.alliance).decile for code in ("QQ1 1AA", "QQ2 2BB")] == [10, 1]


def test_any_number_of_postcodes_takes_four_queries(tables, service, django_assert_num_queries) -> None:
    with django_assert_num_queries(4):
        places.places_of([f"QQ{n} {n}AA" for n in range(1, 10)], service.alliance)
    with django_assert_num_queries(0):
        places.places_of(["", "unknown"], service.alliance)


# Fixed at the referral


def standing(referral: Referral) -> tuple:
    return Referral.objects.values_list("imd_decile", "imd_year").get(pk=referral.pk)


@pytest.fixture
def placed(tables, people, service, at) -> Referral:
    return factories.referral(people.coordinator, service, at, postcode="QQ1 1AA")


def corrected(referral: Referral, people, at, postcode: str, **how: bool) -> Referral:
    referral = Referral.objects.select_related("person").get(pk=referral.pk)
    return details.correct(
        referral=referral, person={"postcode": postcode}, values={}, version=referral.version,
        by=Access(people.coordinator), at=at, **how,
    )  # fmt: skip


def test_a_referral_keeps_the_tenth_and_the_year_of_its_index(placed, tmp_path: Path) -> None:
    assert standing(placed) == (1, 2025)
    index(tmp_path, "E01999001,One,1,9000,3", year=2030)
    assert standing(placed) == (1, 2025)


def test_a_postcode_that_was_wrong_is_put_right_at_the_referral(placed, people, at) -> None:
    corrected(placed, people, at, "QQ2 2BB")
    assert standing(placed) == (10, 2025)
    corrected(placed, people, at, "")
    assert standing(placed) == (None, None)


def test_of_somebody_who_moved_the_referral_keeps_where_they_lived(placed, people, at) -> None:
    corrected(placed, people, at, "QQ2 2BB", has_moved=True)
    assert standing(placed) == (1, 2025)
    assert Referral.objects.get(pk=placed.pk).person.postcode == "QQ2 2BB"


def test_a_postcode_told_later_is_taken_where_none_was_known(tables, people, service, at) -> None:
    referral = factories.referral(people.coordinator, service, at)
    assert standing(referral) == (None, None)
    corrected(referral, people, at, "QQ2 2BB", has_moved=True)
    assert standing(referral) == (10, 2025)


def test_who_is_restricted_is_left_out_of_geography(tables, people, service, at, monkeypatch) -> None:
    monkeypatch.setattr(places, "is_restricted", lambda person: True)
    assert standing(factories.referral(people.coordinator, service, at, postcode="QQ1 1AA")) == (None, None)


def test_no_call_waits_for_a_postcode(tables, people, service, at) -> None:
    referral = factories.referral(people.coordinator, service, at, postcode="by a mill")
    assert (standing(referral), referral.person.postcode) == ((None, None), "by a mill")


def test_a_call_about_a_referral_brings_the_postcode_that_was_not_known(tables, people, service, at) -> None:
    referral = factories.referral(people.coordinator, service, at)
    access = Access(people.coordinator)
    draft = factories.draft(access, service, at)
    intake.track(draft=draft, call=Call(postcode="QQ2 2BB", caller_phone="1"), referral=referral, by=access, at=at)
    assert standing(referral) == (10, 2025)


def test_an_imported_log_is_placed_too_and_keeps_a_tenth_that_it_brings(tables, service, tmp_path: Path) -> None:
    rows = [
        {"reference": "1", "received_at": "2026-03-10", "postcode": "QQ1 1AA"},
        {"reference": "2", "received_at": "2026-03-10", "postcode": "QQ1 1AA", "imd_decile": "7"},
        {"reference": "3", "received_at": "2026-03-10"},
    ]
    path = write(tmp_path / "log.csv", *rows)
    call_command("import_referrals", str(path), "--service", service.code, stdout=io.StringIO())
    found = Referral.objects.order_by("imported_reference").values_list("imd_decile", "imd_year")
    assert list(found) == [(1, 2025), (7, None), (None, None)]


def test_the_invented_tables_of_the_demonstration_load_and_have_every_tenth(db: None) -> None:
    found = homes.load()
    assert sorted(found) == list(range(1, 11))
    assert all(len(each) >= 20 for each in found.values())
    assert Postcode.objects.exclude(code__startswith="QQ").count() == 0
