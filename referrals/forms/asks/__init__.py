"""TABLE: every field that an event may ask for, by its name; a new one goes into the table of its sense."""

from django import forms

from referrals.forms.asks import call, care, imaging, treatment

ASKS: dict[str, forms.Field] = {**call.ASKS, **imaging.ASKS, **treatment.ASKS, **care.ASKS}
