"""TABLE: every field that an event may ask for, by its name; a new one goes into the table of its sense.

SAID_WITH has the answers that say nothing without their question, with what stands before them in a sentence; UNITS
what stands behind.
"""

from django import forms

from referrals.forms.asks import call, care, imaging, steroid, support, transfer, treatment

UNITS = {"dose_mg": "mg", "dose_gy": "Gy", "glucose": "mmol/L"}
SENSES = (call, imaging, treatment, steroid, transfer, support, care)
ASKS: dict[str, forms.Field] = {name: field for sense in SENSES for name, field in sense.ASKS.items()}
SAID_WITH: dict[str, str] = {name: words for sense in SENSES for name, words in sense.SAID_WITH.items()}
