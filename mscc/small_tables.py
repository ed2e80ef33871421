"""A small table that somebody sends in, CSV or XLSX, as rows of text; what is hostile is refused in words.

Row 1 is the first of the file, as a spreadsheet counts; empty rows stay, so that every number holds.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

LARGEST = 1_000_000  # bytes
LARGEST_UNPACKED = 20_000_000
MOST_ROWS, MOST_COLUMNS, MOST_PARTS, LONGEST_CELL = 2_000, 50, 200, 500
ZIPPED, OLD_EXCEL, UTF_16 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", (b"\xff\xfe", b"\xfe\xff")
SEPARATORS = ",;\t"
SECOND = timedelta(seconds=1)
SAVE_AS = "Save it as CSV (UTF-8) or as an Excel workbook (.xlsx)."
Table = list[list[str]]


class TableRefused(Exception):
    """The table cannot be read at all; the message says where and why."""


def read(content: bytes) -> Table:
    """The rows of a file, by what it begins with, whatever its name."""
    if len(content) > LARGEST:
        raise TableRefused("The file is larger than 1 MB. Split it.")
    if content.startswith(OLD_EXCEL):
        raise TableRefused(f"This is an old or a protected Excel file. {SAVE_AS}")
    return _checked(_workbook(content)) if content.startswith(ZIPPED) else of_text(_decoded(content))


def of_text(text: str) -> Table:
    """The rows of CSV; also with semicolons, or with tabs as a spreadsheet copies them."""
    if "\0" in text:
        raise TableRefused(f"This is not a table. {SAVE_AS}")
    first = text.lstrip("\r\n").partition("\n")[0]
    return _checked(_records(text, max(SEPARATORS, key=first.count)))


def as_text(table: Iterable[list[str]]) -> str:
    """The rows as CSV, to be read again by `of_text`."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(table)
    return file.getvalue()


def _decoded(content: bytes) -> str:
    try:
        if content.startswith(UTF_16):
            raise TableRefused(f"The file is not UTF-8. {SAVE_AS}")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        row = content.count(b"\n", 0, problem.start) + 1
        raise TableRefused(f"row {row}: not UTF-8, permitted: a file saved as CSV (UTF-8).") from None


def _records(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 1
    try:
        for cells in reader:
            yield cells
            number += 1
    except csv.Error as problem:
        raise TableRefused(f"row {number}: not readable as CSV ({problem}). {SAVE_AS}") from None


def _checked(rows: Iterable[list[str]]) -> Table:
    """Without the empty cells and rows at the end; not more of anything than a small table has."""
    table: Table = []
    for number, cells in enumerate(rows, start=1):
        if number > MOST_ROWS + 1:
            raise TableRefused(f"The file has more than {MOST_ROWS:,} rows. Split it.")
        table.append(_row(number, cells))
    while table and not table[-1]:
        table.pop()
    if not table:
        raise TableRefused("The file is empty.")
    return table


def _row(number: int, cells: list[str]) -> list[str]:
    kept = [" ".join(cell.split()) for cell in cells]
    while kept and not kept[-1]:
        kept.pop()
    if len(kept) > MOST_COLUMNS:
        raise TableRefused(f"row {number}: more than {MOST_COLUMNS} columns. Is it the right file?")
    if any(len(cell) > LONGEST_CELL for cell in kept):
        raise TableRefused(f"row {number}: a cell of more than {LONGEST_CELL} characters. Is it the right file?")
    return kept


# XLSX


def _workbook(content: bytes) -> Iterator[list[str]]:
    import openpyxl

    _check_parts(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size need not be so
        for cells in sheet.iter_rows():
            yield [_as_text(cell) for cell in cells]
    except Exception as problem:  # whatever is wrong inside, the file is what is to be mended
        raise TableRefused(f"The workbook cannot be read ({type(problem).__name__}). {SAVE_AS}") from None


def _check_parts(content: bytes) -> None:
    """Look at what it would unpack to before any of it is unpacked; a part never yields more than it says."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise TableRefused(f"The workbook would unpack to far more than a small table. {SAVE_AS}")
            if any(b"<!DOCTYPE" in archive.read(part) for part in parts):
                raise TableRefused(f"The workbook holds what no spreadsheet writes. {SAVE_AS}")
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, zlib.error, EOFError):
        raise TableRefused(f"The workbook is damaged or protected. {SAVE_AS}") from None


def _as_text(cell: Any) -> str:
    """A cell as somebody would have typed it into a CSV file; a formula as one."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return str(value) if str(value).startswith("=") else "=…"
    if isinstance(value, datetime):
        value = (value + SECOND / 2).replace(microsecond=0)
        return f"{value:%Y-%m-%d %H:%M}" if value.second == 0 else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)
