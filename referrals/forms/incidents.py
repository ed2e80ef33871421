"""The form of an incident: an entry, and the same entry as it is looked into."""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from mscc.access import Access
from mscc.models import Service, User
from mscc.moments import show_day
from mscc.roles import Permission
from pathways.forms import day, one_of, words
from pathways.incidents import CANDOUR, PHYSICAL, PSYCHOLOGICAL, STAGE_WORDS
from referrals.models import Incident, Referral

OWN = ("happened_on", "stage", "what", "physical_harm", "psychological_harm", "candour", "lfpse", "investigation",
       "learning", "closed_on")  # fmt: skip


class IncidentForm(forms.Form):
    """What happened and what harm it did; what was found, what was learned, whose it is, when it was closed."""

    service = one_of("Service", [])
    happened_on = day("When it happened", help_text="Such as 22 Nov 2026.")
    stage = one_of("Where on the way", [("", "Choose"), *STAGE_WORDS.items()])
    referral = words("Referral", 20, required=False, help_text="Its reference, such as TST-26-000123, if about one.")
    what = words("What happened", 4000, help_text="Without names: who may read this log may read the referral.")
    physical_harm = one_of("Physical harm", list(PHYSICAL.items()), required=False)
    psychological_harm = one_of("Psychological harm", list(PSYCHOLOGICAL.items()), required=False)
    candour = one_of("Duty of candour", list(CANDOUR.items()), required=False)
    lfpse = words("LFPSE reference", 40, required=False, help_text="Once it is recorded there.")
    owner = one_of("Who sees to it", [], required=False)
    investigation = words("Investigation", 4000, required=False, help_text="What is looked into, and what was found.")
    learning = words("Learning", 4000, required=False, help_text="What is done differently now.")
    closed_on = day("Closed on", required=False, help_text="Empty while it is open.")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | None, *, showing: dict[str, Any], access: Access) -> None:
        super().__init__(data, initial=showing)
        self.access = access
        here = Service.objects.filter(alliance_id=access.alliance_id)
        self.services = {str(it.pk): it for it in here if access.may_in(Permission.LOG_INCIDENT, it)}
        active = access.alliance.users.filter(is_active=True).order_by("name")
        self.colleagues: dict[str, User] = {str(it.pk): it for it in active}
        self._offer("service", [(pk, it.name) for pk, it in self.services.items()])
        self._offer("owner", [("", "Nobody named yet"), *((pk, it.name) for pk, it in self.colleagues.items())])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    @staticmethod
    def showing(incident: Incident) -> dict[str, Any]:
        """What stands now, as it would have been typed."""
        now = {name: getattr(incident, name) for name in OWN}
        now |= {name: show_day(value) for name, value in now.items() if isinstance(value, date)}
        reference = incident.referral.reference if incident.referral else ""
        other = {"service": incident.service_id, "referral": reference, "owner": incident.owner_id}
        return {**now, **other, "version": incident.version}

    def clean_referral(self) -> Referral | None:
        reference = self.cleaned_data["referral"].strip().upper()
        if not reference:
            return None
        found = Referral.seen_by(self.access).filter(reference=reference).first()
        if found is None:
            raise ValidationError(
                "No referral of this alliance has that reference. Leave it empty if it is about none."
            )
        return found

    def answers(self) -> dict[str, Any]:
        """As the action takes them."""
        given = {name: self.cleaned_data[name] for name in OWN}
        return {
            **given,
            "service": self.services[self.cleaned_data["service"]],
            "referral": self.cleaned_data["referral"],
            "owner": self.colleagues.get(self.cleaned_data["owner"]),
        }
