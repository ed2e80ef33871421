"""Answer with a file to keep."""

import io
from collections.abc import Iterable, Mapping

import xlsxwriter
from django.http import HttpResponse

from mscc.models import KeptFile
from mscc.spreadsheets import AS_TEXT, BOM, write_csv

MOST_COLUMNS = 99
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def kept_file(row: KeptFile, content: bytes, what: str) -> HttpResponse:
    """A file that somebody handed in, for the person's own machine to keep or open: never shown as a page of ours."""
    response = HttpResponse(content, content_type=row.media_type)
    response["Content-Disposition"] = f'attachment; filename="{what}-{str(row.pk)[:8]}.{row.kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def csv_file(name: str, rows: Iterable[Iterable[object]]) -> HttpResponse:
    """Rows as a CSV file that a spreadsheet opens in the right letters and takes for words."""
    file = io.StringIO()
    write_csv(rows, file)
    response = HttpResponse(BOM + file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def xlsx_file(name: str, sheet: str, rows: Iterable[Iterable[object]]) -> HttpResponse:
    """Rows as a workbook of one sheet."""
    return workbook_file(name, {sheet: rows})


def workbook_file(name: str, sheets: Mapping[str, Iterable[Iterable[object]]], *, to_fill_in: str = "") -> HttpResponse:
    """Rows as a workbook, each sheet's heading in bold and always in sight; no cell is ever a formula.

    In a sheet to be filled in cells keep what is typed: no nought is lost, no day is turned about.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, AS_TEXT) as book:
        bold, typed = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        for sheet, rows in sheets.items():
            page = book.add_worksheet(sheet)
            if sheet == to_fill_in:
                page.set_column(0, MOST_COLUMNS, None, typed)
            page.freeze_panes(1, 0)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row, None if number else bold)
            page.autofit(300)
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
