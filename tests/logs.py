"""Earlier logs, written for the tests of the import."""

import csv
from pathlib import Path
from typing import Any

ROW = {"reference": "OLD-1", "received_at": "2026-03-10 10:00"}


def write(path: Path, *rows: dict[str, Any], bom: bool = False) -> Path:
    """A CSV file of these rows, with every column that one of them has."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
    return path


def row(**cells: Any) -> dict[str, Any]:
    """A row with the two required cells, and others."""
    return ROW | cells
