"""Two people have saved the same thing: where what one typed is not what stands by now."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms


def differing(form: forms.Form, fresh: Mapping[str, Any], *, marks: str) -> list[tuple[str, str, str]]:
    """Each question, what stands and what is typed, where they differ. `marks`: the field that says what was read."""
    return [each for each in _both(form, fresh, marks) if each[1] != each[2]]


def _both(form: forms.Form, fresh: Mapping[str, Any], marks: str) -> Iterator[tuple[str, str, str]]:
    for name, field in form.fields.items():
        if name != marks and name in fresh:
            said = {str(value): str(label) for value, label in getattr(field, "choices", ())}
            said |= {"True": "yes", "": "no"} if isinstance(field, forms.BooleanField) else {}
            stands, mine = str(fresh[name] or ""), str(form[name].value() or "")
            yield str(form[name].label), said.get(stands, stands) or "empty", said.get(mine, mine) or "empty"
