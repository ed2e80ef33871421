"""The forms of the steering group's register: a member, a meeting, an action, a paper."""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from mscc.access import Access
from mscc.moments import show_day
from pathways import documents
from pathways.forms import day, one_of, words
from pathways.models import GroupAction, GroupMember, LocalPathway, Meeting
from pathways.register import packs_of

Data = QueryDict | None
CHOOSE = ("", "Choose")


class RegisterForm(forms.Form):
    """A row of the register as it stands, to be changed; `version` is what was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Data, *, initial: dict[str, Any]) -> None:
        shown = {name: show_day(it) if isinstance(it, date) else it for name, it in initial.items()}
        super().__init__(data, initial=shown)

    def offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def answers(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    @property
    def read(self) -> int:
        """The version that was read; of a new row none."""
        return self.cleaned_data["version"] or 0


class MemberForm(RegisterForm):
    name = words("Name", 120)
    role = words("Role or specialty", 120, help_text="Such as GP, clinical oncologist, person with myeloma.")
    sector = one_of("Speaks for", [CHOOSE, *GroupMember.Sector.choices])
    has_lived_experience = one_of("Lived experience of MSCC or of cancer in the spine", [("yes", "Yes"), ("no", "No")])
    joined_on = day("Member from", help_text="Such as 2 Nov 2026.")
    left_on = day("Member until", required=False, help_text="Empty while they are.")

    def __init__(self, data: Data, *, of: GroupMember | None, access: Access) -> None:
        own = {name: getattr(of, name) for name in self.base_fields} if of else {}
        if of:
            own["has_lived_experience"] = "yes" if of.has_lived_experience else "no"
        super().__init__(data, initial=own)

    def clean_has_lived_experience(self) -> bool:
        return bool(self.cleaned_data["has_lived_experience"] == "yes")


class MeetingForm(RegisterForm):
    day = day("Day", help_text="Such as 2 Nov 2026.")
    state = one_of("What became of it", [CHOOSE, *Meeting.State.choices])
    attended = forms.MultipleChoiceField(label="Members who attended", required=False)
    guests = words("Others who attended", 300, required=False, help_text="Names, or how many and from where.")
    pack = one_of("Pack that was looked at", [], required=False)
    reviewed = forms.MultipleChoiceField(label="Agreed pathways that were reviewed", required=False)
    minutes = words(
        "Minutes", 20_000, required=False,
        help_text="Nothing about a person who was referred. Or attach them as a file, once this is saved.",
    )  # fmt: skip

    def __init__(self, data: Data, *, of: Meeting | None, access: Access) -> None:
        own: dict[str, Any] = {}
        if of:
            own = {name: getattr(of, name) for name in ("day", "state", "guests", "minutes", "version")}
            own |= {name: [str(each.pk) for each in getattr(of, name).all()] for name in ("attended", "reviewed")}
            own["pack"] = of.pack_id
        super().__init__(data, initial=own)
        self.members = {str(it.pk): it for it in GroupMember.seen_by(access)}
        self.packs = {str(it.pk): it for it in packs_of(access)}
        self.pathways = {str(it.pk): it for it in _pathways(access, of)}
        self.offer("attended", [(pk, f"{it.name}, {it.role}") for pk, it in self.members.items()])
        self.offer("pack", [("", "None"), *((pk, str(it)) for pk, it in self.packs.items())])
        self.offer("reviewed", [(pk, str(it)) for pk, it in self.pathways.items()])

    def answers(self) -> dict[str, Any]:
        given = super().answers()
        return {
            **given,
            "attended": [self.members[each] for each in given["attended"]],
            "reviewed": [self.pathways[each] for each in given["reviewed"]],
            "pack": self.packs.get(given["pack"]),
        }


def _pathways(access: Access, of: Meeting | None) -> list[LocalPathway]:
    """What stands now, and the versions that this meeting looked at."""
    kept = list(of.reviewed.all()) if of else []
    return [*kept, *(it for it in documents.standing(access) if it not in kept and it.is_in_use)]


class ActionForm(RegisterForm):
    what = words("What is to be done", 400)
    owner = words("Who does it", 120, help_text="A name or a role.")
    meeting = one_of("Agreed at", [], required=False)
    due_on = day("Due on", help_text="Such as 2 Dec 2026.")
    done_on = day("Done on", required=False, help_text="Empty while it is open.")
    outcome = words("What came of it", 400, required=False)

    def __init__(self, data: Data, *, of: GroupAction | None, access: Access, at: str = "") -> None:
        own = {name: getattr(of, name) for name in self.base_fields} if of else {"meeting": at}
        own |= {"meeting": of.meeting_id} if of else {}
        super().__init__(data, initial=own)
        held = Meeting.seen_by(access).exclude(state=Meeting.State.CANCELLED)
        self.meetings = {str(it.pk): it for it in held}
        self.offer("meeting", [("", "No meeting"), *((pk, show_day(it.day)) for pk, it in self.meetings.items())])

    def answers(self) -> dict[str, Any]:
        given = super().answers()
        return {**given, "meeting": self.meetings.get(given["meeting"])}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("outcome") and not given.get("done_on") and "done_on" not in self.errors:
            raise ValidationError({"done_on": "Say on which day it was done, or leave empty what came of it."})
        return given


class PaperForm(forms.Form):
    what = words("What it is", 120, help_text="Such as minutes, or slides.")
