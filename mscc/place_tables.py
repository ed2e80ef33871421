"""Read and load the public tables of places, row by row: a file of a country needs no more memory than one of a town.

Postcodes: the columns of the National Statistics Postcode Lookup or of the postcode directory, in any order. Indices:
those of file 7 of the English Indices of Deprivation. A file that is no such table, or has a bad row, changes nothing.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

from mscc.models import AreaDeprivation, Postcode
from mscc.places import code_of

Row = list[str]
Cells = tuple[object, ...]
# What the columns are called over the years, small letters; the first that is there counts.
POSTCODE = ("pcds", "pcd7", "pcd", "pcd8", "pcd2", "postcode")
LSOA_2011, LSOA_2021 = ("lsoa11", "lsoa11cd"), ("lsoa21", "lsoa21cd")
LATITUDE, LONGITUDE = ("lat", "latitude"), ("long", "longitude")
RANK = "index of multiple deprivation (imd) rank"
DECILE = "index of multiple deprivation (imd) decile"
CENSUSES = (2021, 2011)
# A postcode without a position stands at latitude 99.999999 in the national table.
NO_LATITUDE = 90.0


class TableRefused(ValueError):
    """The file is not such a table, or a row of it is bad; the message says which and what is wrong."""


@dataclass(frozen=True)
class Loading:
    """How a table is written: its columns, what makes a row one of its own."""

    table: str
    columns: tuple[str, ...]
    once: tuple[str, ...]


POSTCODES = Loading(Postcode._meta.db_table, ("code", "lsoa_2011", "lsoa_2021", "latitude", "longitude"), ("code",))
AREAS = Loading(AreaDeprivation._meta.db_table, ("year", "census", "lsoa", "rank", "decile"), ("lsoa", "year"))


def load_postcodes(path: Path, tell: Callable[[int], None]) -> int:
    """Load postcodes. Those that stand are brought up to date; returns how many rows were read."""
    return _load(POSTCODES, _postcodes(path), tell)


def load_deprivation(path: Path, year: int, tell: Callable[[int], None]) -> int:
    """Load the index of a year; returns how many areas were read."""
    return _load(AREAS, _areas(path, year), tell)


def _load(into: Loading, rows: Iterator[Cells], tell: Callable[[int], None]) -> int:
    """Write every row, or with one bad row none."""
    columns, once = ", ".join(into.columns), ", ".join(into.once)
    new = ", ".join(f"{name} = excluded.{name}" for name in into.columns if name not in into.once)
    read = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE loading ON COMMIT DROP AS SELECT {columns} FROM {into.table} LIMIT 0")
        with cursor.copy(f"COPY loading ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
                read += 1
                tell(read)
        if not read:
            raise TableRefused("The file has headings and no row under them.")
        cursor.execute(
            f"INSERT INTO {into.table} ({columns}) SELECT DISTINCT ON ({once}) {columns} FROM loading "
            f"ON CONFLICT ({once}) DO UPDATE SET {new}"
        )
        cursor.execute("DROP TABLE loading")
    return read


def _postcodes(path: Path) -> Iterator[Cells]:
    rows = _rows(path)
    columns = _Columns(next(rows)[1])
    code = columns.place(POSTCODE, "a postcode (pcds)")
    areas = [columns.find(names) for names in (LSOA_2011, LSOA_2021)]
    if areas == [None, None]:
        raise TableRefused("The file has no column for the small area (lsoa11 or lsoa21).")
    position = [columns.find(names) for names in (LATITUDE, LONGITUDE)]
    for number, row in rows:
        postcode = code_of(row[code])
        if not postcode:
            raise TableRefused(f"Line {number}: “{row[code][:10]}” is not a whole postcode.")
        lsoas = ("" if place is None else row[place].strip()[:9] for place in areas)
        yield (postcode, *lsoas, *_position(row, position, number))


def _position(row: Row, position: list[int | None], number: int) -> tuple[float | None, float | None]:
    told = ["" if place is None else row[place].strip() for place in position]
    if "" in told:
        return None, None
    try:
        latitude, longitude = map(float, told)
    except ValueError:
        raise TableRefused(f"Line {number}: “{' '.join(told)[:30]}” is no latitude and longitude.") from None
    is_known = abs(latitude) < NO_LATITUDE and abs(longitude) <= 180
    return (latitude, longitude) if is_known else (None, None)


def _areas(path: Path, year: int) -> Iterator[Cells]:
    rows = _rows(path)
    columns = _Columns(next(rows)[1])
    census = next((each for each in CENSUSES if columns.find((f"lsoa code ({each})",)) is not None), 0)
    if not census:
        raise TableRefused("The file has no column “LSOA code (2021)” or “LSOA code (2011)”: it is not file 7.")
    area = columns.place((f"lsoa code ({census})",), "the small area")
    rank, decile = columns.starting(RANK), columns.starting(DECILE)
    for number, row in rows:
        if not row[area].strip():
            raise TableRefused(f"Line {number}: the small area is empty.")
        yield year, census, row[area].strip()[:9], _whole(row[rank], number), _tenth(row[decile], number)


def _whole(cell: str, number: int) -> int:
    text = cell.replace(",", "").strip()
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 8):
        raise TableRefused(f"Line {number}: the rank “{cell[:10]}” is not a whole number.")
    return int(text)


def _tenth(cell: str, number: int) -> int:
    decile = _whole(cell, number)
    if not 1 <= decile <= 10:
        raise TableRefused(f"Line {number}: the decile “{cell[:10]}” is not a number from 1 to 10.")
    return decile


class _Columns:
    """The headings of a file, by name."""

    def __init__(self, headings: Row) -> None:
        self.names = [" ".join(heading.lower().split()) for heading in headings]

    def find(self, names: tuple[str, ...]) -> int | None:
        return next((self.names.index(name) for name in names if name in self.names), None)

    def place(self, names: tuple[str, ...], what: str) -> int:
        found = self.find(names)
        if found is None:
            raise TableRefused(f"The file has no column for {what}.")
        return found

    def starting(self, words: str) -> int:
        for place, name in enumerate(self.names):
            if name.startswith(words):
                return place
        raise TableRefused(f"The file has no column that begins with “{words}”: it is not file 7.")


def _rows(path: Path) -> Iterator[tuple[int, Row]]:
    """The headings, then every row that is not empty, each with its line; each as long as the headings."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            width = 0
            for row in reader:
                width = width or len(row)
                if row and len(row) != width:
                    raise TableRefused(f"Line {reader.line_num}: {len(row)} cells, where the headings are {width}.")
                if row:
                    yield reader.line_num, row
            if not width:
                raise TableRefused("The file is empty.")
    except OSError as problem:
        raise TableRefused(f"The file cannot be read: {problem.strerror}.") from None
    except UnicodeDecodeError:
        raise TableRefused(
            "The file is not text in UTF-8. Take the CSV file, not the workbook or the archive."
        ) from None
    except csv.Error as problem:
        raise TableRefused(f"Line {reader.line_num}: this is not CSV: {problem}.") from None
