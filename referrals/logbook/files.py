"""The file of an earlier log -> its rows as text, numbered as a spreadsheet does; what is hostile is refused."""

import csv
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any

MOST_COLUMNS, MOST_ROWS = 200, 500_000
LONGEST_LINE = 1_000_000  # characters: no row with cells of the permitted length comes near it
LARGEST_CSV = 500_000_000  # bytes
LARGEST_XLSX = 100_000_000
LARGEST_UNPACKED = 800_000_000
LARGEST_STRINGS = 150_000_000  # the table of texts is held in memory
MOST_PARTS = 2000
MOST_PACKED = 400  # times; an honest sheet packs to a tenth
SMALL_PART = 5_000_000
LONGEST_RUN = 1 << 18  # bytes without a mark of XML: more than the longest text of a cell
MOST_MARKS = 150_000_000  # of XML: more than a full sheet of the permitted rows and columns has
ZIPPED, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
SECOND = timedelta(seconds=1)
SAVE_AS = "Save it as CSV (UTF-8) or as an Excel workbook (.xlsx)."
UNDECODED = re.compile("[\udc80-\udcff]")
SPLIT = "Split it by year, and clear what is empty but formatted."
SEPARATORS = {";": "semicolons", "\t": "tabs"}
Row = tuple[int, list[str]]


class FileRefused(Exception):
    """The file cannot be read at all; the message says where and why."""


@dataclass(frozen=True)
class Limits:
    """How much of a file is read: while a page waits for it less than at a command."""

    rows: int = MOST_ROWS
    marks: int = MOST_MARKS


@dataclass
class Source:
    """A file that is being read: its headings, about how many rows it has, and the rows, which can be read once."""

    headings: list[str]
    total: int | None
    rows: Iterator[Row]


@contextmanager
def opened(path: Path, limits: Limits | None = None) -> Iterator[Source]:
    """The log in a file, by what the file begins with, whatever its name. Raises FileRefused."""
    if not path.is_file():
        raise FileRefused(f"There is no file “{path.name}”.")
    with path.open("rb") as file:
        start = file.read(4)
    if start == OLD_EXCEL:
        raise FileRefused(f"This is an old or a protected Excel file. {SAVE_AS}")
    limits = limits or Limits()
    with _workbook(path, limits.marks) if start == ZIPPED else _csv(path) as source:
        source.rows = _not_too_many(source.rows, limits.rows)
        yield source


def _not_too_many(rows: Iterator[Row], most: int) -> Iterator[Row]:
    for number, cells in rows:
        if number > most:
            raise FileRefused(f"The file has more than {most:,} rows. Split it by year.")
        if len(cells) > MOST_COLUMNS:
            raise FileRefused(f"row {number}: more than {MOST_COLUMNS} columns: this is not a log.")
        yield number, cells


# CSV


@contextmanager
def _csv(path: Path) -> Iterator[Source]:
    if path.stat().st_size > LARGEST_CSV:
        raise FileRefused(f"The file is larger than {LARGEST_CSV // 1_000_000} MB. Split it by year.")
    csv.field_size_limit(LONGEST_LINE)
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        rows = _records(file)
        _, headings = next(rows, (1, []))
        _check_encoding(1, headings, [])
        _check_headings(headings)
        yield Source(headings, _lines(path), _decoded(rows, headings))


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def _records(file: IO[str]) -> Iterator[Row]:
    number = 0
    reader = csv.reader(_whole_lines(file), strict=True)
    while True:
        number += 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            raise FileRefused(f"row {number}: not readable as CSV ({problem}). {SAVE_AS}") from None


def _whole_lines(file: IO[str]) -> Iterator[str]:
    while line := file.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise FileRefused(f"A line has more than {LONGEST_LINE:,} characters: this is not a log. {SAVE_AS}")
        yield line


def _decoded(rows: Iterator[Row], headings: list[str]) -> Iterator[Row]:
    for number, cells in rows:
        _check_encoding(number, cells, headings)
        yield number, cells


def _check_encoding(number: int, cells: list[str], headings: list[str]) -> None:
    for place, cell in enumerate(cells):
        is_utf_16 = number == 1 and "\0" in cell  # half of it, where no mark says so
        if is_utf_16 or (not cell.isascii() and UNDECODED.search(cell)):
            name = headings[place] if place < len(headings) else str(place + 1)
            raise FileRefused(f"row {number}, column {name}: not UTF-8, permitted: a file saved as CSV (UTF-8).")


def _check_headings(headings: list[str]) -> None:
    if len(headings) > MOST_COLUMNS:
        raise FileRefused(f"The file has more than {MOST_COLUMNS} columns: this is not a log.")
    if not any(heading.strip() for heading in headings):
        raise FileRefused("row 1: no headings, permitted: the names of the columns in the first row.")
    for sign, name in SEPARATORS.items():
        if len(headings) == 1 and sign in headings[0]:
            raise FileRefused(f"row 1: the columns are separated by {name}, permitted: commas. {SAVE_AS}")


# XLSX


@contextmanager
def _workbook(path: Path, most_marks: int) -> Iterator[Source]:
    import openpyxl

    _check_parts(path, most_marks)
    with path.open("rb") as file:
        try:
            book = openpyxl.load_workbook(file, read_only=True)
        except Exception as problem:  # whatever is wrong inside, the file is what is to be mended
            raise FileRefused(f"The workbook cannot be read ({type(problem).__name__}). {SAVE_AS}") from None
        try:
            yield _first_sheet(book)
        finally:
            book.close()


def _first_sheet(book: Any) -> Source:
    if not book.worksheets:
        raise FileRefused("The workbook has no sheet.")
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what the file says of its size need not be so
    rows = _sheet_rows(sheet)
    _, headings = next(rows, (1, []))
    _check_headings(headings)
    return Source(headings, None, rows)


def _check_parts(path: Path, most_marks: int) -> None:
    """Look at what the file would unpack to before any of it is unpacked."""
    if path.stat().st_size > LARGEST_XLSX:
        raise FileRefused(f"The workbook is larger than {LARGEST_XLSX // 1_000_000} MB. Split it by year.")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_sizes(parts)
            _check_marks(archive, parts, most_marks)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, zlib.error, EOFError):
        raise FileRefused(f"The workbook is damaged. {SAVE_AS}") from None


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    swollen = (p for p in parts if p.file_size > SMALL_PART and p.file_size > MOST_PACKED * max(1, p.compress_size))
    strings = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    too_much = sum(part.file_size for part in parts) > LARGEST_UNPACKED or strings > LARGEST_STRINGS
    if len(parts) > MOST_PARTS or too_much or any(swollen):
        raise FileRefused(f"The workbook would unpack to far more than a log holds. {SAVE_AS}")


def _check_marks(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], most: int) -> None:
    """No part, whatever its name, holds more marks than may be read, nor a text so long that it fills the memory."""
    marks = 0
    for part in parts:
        with archive.open(part) as stream:
            while block := stream.read(LONGEST_RUN):
                found = block.count(b"<")
                marks += found
                if len(block) == LONGEST_RUN and not found:
                    raise FileRefused(f"The workbook holds a cell that is far too long. {SAVE_AS}")
                if marks > most:
                    raise FileRefused(f"The workbook holds far more cells than can be read at once. {SPLIT}")


def _sheet_rows(sheet: Any) -> Iterator[Row]:
    try:
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            yield number, [_as_text(cell) for cell in cells]
    except FileRefused:
        raise
    except Exception as problem:
        raise FileRefused(f"The sheet cannot be read ({type(problem).__name__}). {SAVE_AS}") from None


def _as_text(cell: Any) -> str:
    """A cell as somebody would have typed it into a CSV file."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str) and cell.data_type != "f":
        return value
    if cell.data_type == "f":
        return str(value) if str(value).startswith("=") else "=…"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return _as_moment(value, cell.number_format)
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)


def _as_moment(value: datetime, shown_as: str) -> str:
    """A day where the cell shows no hours; else to the second, which is as precisely as a spreadsheet counts."""
    if "h" not in shown_as.lower() and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    return (value + SECOND / 2).replace(microsecond=0).isoformat(sep=" ")
