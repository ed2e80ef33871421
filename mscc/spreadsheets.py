"""CSV and workbooks that no spreadsheet mistakes for a formula."""

import csv
import unicodedata
from collections.abc import Iterable
from typing import IO

# A cell that begins with one of these, after spaces, is a formula to some spreadsheet.
FORMULA = frozenset("=+-@|%")
BOM = "\ufeff"
# How a workbook takes its cells: words stay words.
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def write_csv(rows: Iterable[Iterable[object]], file: IO[str]) -> None:
    """Write rows with every cell quoted and harmless, and an empty cell for what is not known."""
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerows([harmless(cell) for cell in row] for row in rows)


def harmless(cell: object) -> object:
    """A cell that a spreadsheet takes for words: text that looks like a formula gets an apostrophe before it."""
    if not isinstance(cell, str):
        return "" if cell is None else cell
    # Full-width signs are folded to plain ones by some spreadsheets, so they are looked at folded.
    plain = unicodedata.normalize("NFKC", cell)
    risky = plain[:1] in ("\t", "\r", "\n") or plain.lstrip()[:1] in FORMULA
    return f"'{cell}" if risky and plain.strip() else cell
