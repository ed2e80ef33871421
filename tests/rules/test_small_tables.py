"""A small table sent in: what is read, and what is refused in words before it costs anything."""

import io
import re
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from mscc.small_tables import TableRefused, as_text, of_text, read

ROWS = [["role", "person"], ["coordinator", "Sam Ünder, Dr"]]


def workbook(*rows: list) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        'role,person\r\ncoordinator,"Sam Ünder, Dr"\r\n'.encode(),
        b"\xef\xbb\xbf" + 'role,person\ncoordinator,"Sam Ünder, Dr"'.encode(),
        "role;person\ncoordinator; Sam  Ünder, Dr ;;\n;\n\n".encode(),
        "role\tperson\ncoordinator\tSam Ünder, Dr".encode(),
        workbook(*ROWS, [None, None]),
    ],
    ids=["commas", "byte order mark", "semicolons", "tabs", "workbook"],
)
def test_the_same_rows_however_they_are_written(content: bytes) -> None:
    assert read(content) == ROWS


def test_written_and_read_again_with_every_row_under_its_number() -> None:
    table = [["a", "b"], [], ["", 'x, "y"']]
    assert of_text(as_text(table)) == table


def test_the_cells_of_a_workbook_as_somebody_would_type_them() -> None:
    row = [
        datetime.fromisoformat("2026-12-01 20:00"), date(2026, 12, 1), 7, "=1+1",
        datetime.fromisoformat("2026-12-01 19:59:59.999999"),
    ]  # fmt: skip
    assert read(workbook(row)) == [["2026-12-01 20:00", "2026-12-01 00:00", "7", "=1+1", "2026-12-01 20:00"]]


CELL = b'<c t="inlineStr"><is><t>x</t></is></c>'


def wide() -> bytes:
    return with_rows(b'<row r="1">' + CELL * 100_000 + b"</row>")


def far_down() -> bytes:
    return with_rows(b'<row r="900000000">' + CELL + b"</row>")


def with_rows(rows: bytes) -> bytes:
    """A workbook whose sheet has these rows, as no spreadsheet would write them."""
    file, data = io.BytesIO(), b"<sheetData>" + rows + b"</sheetData>"
    with zipfile.ZipFile(io.BytesIO(workbook(["x"]))) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, re.sub(rb"<sheetData>.*</sheetData>", data, old.read(part), flags=re.S))
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\n\n;;;\n", "The file is empty."),
        (b"x" * 1_000_001, "larger than 1 MB"),
        (b"a,b\n" * 2_002, "more than 2,000 rows"),
        (b"role\nJos\xe9\n", "row 2: not UTF-8, permitted: a file saved as CSV (UTF-8)."),
        ("role".encode("utf-16"), "not UTF-8"),
        (b"\xd0\xcf\x11\xe0rest", "an old or a protected Excel file"),
        (b"a\0b", "not a table"),
        (b'role\n"open', "row 2: not readable as CSV"),
        (b"," * 60 + b"x", "row 1: more than 50 columns"),
        (b"role\n" + b"x" * 501, "row 2: a cell of more than 500 characters"),
        (b"PK\x03\x04 and no more", "damaged"),
        (zipped(a=b"\0" * 20_000_001), "unpack to far more"),
        (zipped(**{f"p{number}": b"" for number in range(201)}), "unpack to far more"),
        (zipped(a=b'<!DOCTYPE x [<!ENTITY y "z">]>'), "holds what no spreadsheet writes"),
        (zipped(a=b"no workbook"), "The workbook cannot be read"),
        (wide(), "row 1: more than 50 columns"),
        (far_down(), "more than 2,000 rows"),
    ],
)
def test_what_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(TableRefused) as refused:
        read(content)
    assert sentence in str(refused.value)
