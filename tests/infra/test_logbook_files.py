"""The files of earlier logs: CSV and workbooks as people have them, and those that are meant to do harm."""

import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from referrals.logbook import FileRefused, Limits, opened

HEADINGS = ["reference", "received_at", "surname"]


def rows(path: Path) -> list[tuple[int, list[str]]]:
    with opened(path) as source:
        return [(1, source.headings), *source.rows]


def refused(path: Path) -> str:
    with pytest.raises(FileRefused) as refusal:
        rows(path)
    assert len(str(refusal.value)) < 250
    return str(refusal.value)


def csv(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "log.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a byte-order mark"])
def test_csv_is_numbered_as_a_spreadsheet_does(tmp_path: Path, mark: bytes) -> None:
    content = mark + 'reference,received_at\r\n"1","2026-06-10\r\n"\r\n\r\n2,Émile\r\n'.encode()
    assert rows(csv(tmp_path, content)) == [
        (1, ["reference", "received_at"]), (2, ["1", "2026-06-10\r\n"]), (3, []), (4, ["2", "Émile"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "at"),
    [
        (b"reference,surname\n1,ok\n2,M\xfcller\n", "row 3, column surname: not UTF-8"),
        (b"reference,sur\xffname\n", "row 1, column 2: not UTF-8"),
        ("reference,received_at\n1,2\n".encode("utf-16"), "row 1, column 1: not UTF-8"),
        ("reference,received_at\n1,2\n".encode("utf-16-le"), "row 1, column 1: not UTF-8"),
        (b"a,b\n1,2,\xff\n", "row 2, column 3: not UTF-8"),
    ],
)
def test_what_is_not_utf_8_is_refused_with_the_first_bad_cell(tmp_path: Path, content: bytes, at: str) -> None:
    assert refused(csv(tmp_path, content)).startswith(at)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no headings"),
        (b"\n1,2\n", "no headings"),
        (b"reference;received_at\n1;2\n", "semicolons"),
        (b"reference\treceived_at\n1\t2\n", "tabs"),
        (b'a,b\n1,"2\n' + b"3,4\n" * 400_000, "row 2: not readable as CSV"),
        (b'a,b\n1,"2"x\n', "row 2: not readable as CSV"),
        (b",".join(b"c%d" % n for n in range(201)), "more than 200 columns"),
        (b"a,b\n1,2" + b",x" * 400_000, "row 2: more than 200 columns"),
        (b"," * 1_000_001, "1,000,000 characters"),
        (b"a,b\n" + b"x" * 1_000_001, "1,000,000 characters"),
        (b"\xd0\xcf\x11\xe0 old", "old or a protected Excel"),
        (b"PK\x03\x04 torn", "damaged"),
    ],
)
def test_what_is_no_log_is_refused_in_one_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    assert says in refused(csv(tmp_path, content))


def test_a_page_reads_fewer_rows_than_a_command(tmp_path: Path) -> None:
    path = csv(tmp_path, b"a,b\n1,2\n3,4\n5,6\n")
    with opened(path, Limits(rows=3)) as source, pytest.raises(FileRefused, match="more than 3 rows"):
        list(source.rows)
    assert len(rows(path)) == 4


def test_a_gigabyte_is_refused_unread(tmp_path: Path) -> None:
    path = csv(tmp_path, b"a,b\n")
    with path.open("r+b") as file:
        file.truncate(1_000_000_000)
    assert "larger than 500 MB" in refused(path)
    with path.open("r+b") as file:
        file.write(b"PK\x03\x04")
    assert "larger than 100 MB" in refused(path)


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "no file" in refused(tmp_path / "nowhere.csv")
    assert "no file" in refused(tmp_path)


# Workbooks


def book(tmp_path: Path, *lines: list, name: str = "log.xlsx") -> Path:
    path = tmp_path / name
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        day, minute = (workbook.add_format({"num_format": form}) for form in ("dd/mm/yyyy", "dd/mm/yyyy hh:mm"))
        for number, line in enumerate([HEADINGS, *lines]):
            for place, cell in enumerate(line):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, place, cell, minute)
                elif isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, day)
                else:
                    sheet.write(number, place, cell)
        workbook.add_worksheet().write(0, 0, "another sheet")
    return path


def local(*parts: int) -> datetime:
    """A time as a spreadsheet keeps it, of no zone."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[arg-type,misc]


def test_the_first_sheet_of_a_workbook_reads_like_a_csv(tmp_path: Path) -> None:
    found = rows(
        book(
            tmp_path,
            [9990000018, local(2026, 6, 10, 14, 30, 20), "Émile"],
            ["2", date(2026, 6, 10), None],
            [],
            [3.5, local(2026, 6, 10), True],
        )
    )
    assert [number for number, _ in found] == [1, 2, 3, 4, 5]
    assert found[0][1] == HEADINGS
    assert found[1][1] == ["9990000018", "2026-06-10 14:30:20", "Émile"]
    assert found[2][1][:2] == ["2", "2026-06-10"], "a day that shows no hours stays a day"
    assert not any(found[3][1])
    assert found[4][1] == ["3.5", "2026-06-10 00:00:00", "yes"]


def test_a_formula_is_never_worked_out(tmp_path: Path) -> None:
    assert rows(book(tmp_path, ["=1+1", "2026-06-10", "x"]))[1][1][0].startswith("=")


def test_a_workbook_under_another_name_is_known_by_what_it_is(tmp_path: Path) -> None:
    assert rows(book(tmp_path, ["1"], name="log.csv"))[1][1][0] == "1"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = book(tmp_path, ["1"])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"0" * 20_000_000)
    assert "far more than a log holds" in refused(path)


def test_a_cell_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path, ["1"])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"0" * 2_000_000)
    assert "far too long" in refused(path)


def sheet(tmp_path: Path, *inside: bytes, before: bytes = b"") -> Path:
    """A workbook whose first sheet is written by hand."""
    path, other = book(tmp_path, ["1"]), tmp_path / "other.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                start = content.index(b"<worksheet")
                content = content[:start] + before + content[start:].replace(b"</sheetData>", b"".join(inside) + END)
            new.writestr(part.filename, content)
    return other


END = b"</sheetData>"


def test_a_cell_a_million_columns_away_is_refused_before_the_next_row(tmp_path: Path) -> None:
    far = (b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (number, number) for number in range(3, 5000))
    assert refused(sheet(tmp_path, *far)) == "row 3: more than 200 columns: this is not a log."


def test_a_sheet_full_of_empty_cells_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = sheet(tmp_path, b"<row>" + b"<c/>" * 150 + b"</row>", *[b"<row>" + b"<c/>" * 150 + b"</row>"] * 300)
    with pytest.raises(FileRefused, match="far more cells"), opened(path, Limits(marks=40_000)):
        pass
    assert len(rows(path)) == 303


def test_a_row_at_the_foot_of_the_sheet_is_refused(tmp_path: Path) -> None:
    assert "more than 500,000 rows" in refused(sheet(tmp_path, b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'))


@pytest.mark.parametrize(
    "entity",
    [
        b'<!ENTITY a "' + b"x" * 1000 + b'"><!ENTITY b "' + b"&a;" * 100 + b'"><!ENTITY e "' + b"&b;" * 1000 + b'">',
        b'<!ENTITY e SYSTEM "file:///etc/hostname">',
    ],
    ids=["one that grows", "one that reads another file"],
)
def test_a_sheet_that_declares_words_of_its_own_is_refused(tmp_path: Path, entity: bytes) -> None:
    row = b'<row r="3"><c r="A3" t="inlineStr"><is><t>&e;</t></is></c></row>'
    assert "cannot be read" in refused(sheet(tmp_path, row, before=b"<!DOCTYPE x [" + entity + b"]>"))


def test_thousands_of_parts_are_refused(tmp_path: Path) -> None:
    path = book(tmp_path, ["1"])
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(2001):
            archive.writestr(f"x{number}", b"")
    assert "far more than a log holds" in refused(path)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "cannot be read" in refused(path)


def test_a_sheet_that_lies_about_its_size_is_read_as_it_is(tmp_path: Path) -> None:
    path, other = book(tmp_path, ["1", "2026-06-10", "x"]), tmp_path / "other.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                content = content.replace(b'<dimension ref="A1:C2"/>', b'<dimension ref="A1:XFD1048576"/>')
                assert b"XFD" in content
            new.writestr(part, content)
    assert [len(cells) for _, cells in rows(other)] == [3, 3]
