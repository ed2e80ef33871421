"""The papers of clinical safety and governance: data and words in docs/governance, read and drawn here."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "governance"
