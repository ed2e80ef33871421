"""Answer with a file to keep."""

import io
from collections.abc import Iterable

from django.http import HttpResponse

from mscc.spreadsheets import BOM, write_csv


def csv_file(name: str, rows: Iterable[Iterable[object]]) -> HttpResponse:
    """Rows as a CSV file that a spreadsheet opens in the right letters and takes for words."""
    file = io.StringIO()
    write_csv(rows, file)
    response = HttpResponse(BOM + file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
