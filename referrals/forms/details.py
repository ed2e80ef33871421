"""Who the person is, who called and where they are: put right after the call."""

from datetime import date, datetime
from typing import Any

from django import forms

from mscc.moments import day_in_london
from referrals.forms.call import text
from referrals.forms.fields import BornField, NhsNumberField, PostcodeField
from referrals.models import Person, Referral

ON_PERSON = ("nhs_number", "surname", "forename", "sex", "postcode", "ethnicity", "is_resident")
ON_REFERRAL = ("caller_kind", "caller_name", "caller_team", "caller_phone", "caller_phone_reason",
               "oncologist", "referring_place")  # fmt: skip


RESIDENT = [("", "Not known"), ("yes", "Yes"), ("no", "No")]
RESIDENT_VALUES = {"yes": True, "no": False}
YES_NO = {True: "yes", False: "no", None: ""}


class DetailsForm(forms.Form):
    nhs_number = NhsNumberField(label="NHS number")
    surname = text("Surname", 100)
    forename = text("First name", 100)
    born = BornField(label="Born, or age")
    sex = forms.ChoiceField(label="Sex", choices=Person.Sex)
    postcode = PostcodeField(label="Postcode")
    has_moved = forms.BooleanField(label="They have moved since the referral", required=False)
    ethnicity = forms.ChoiceField(label="Ethnicity", choices=Person.Ethnicity, required=False)
    is_resident = forms.TypedChoiceField(
        label="Lives in the alliance", choices=RESIDENT, coerce=RESIDENT_VALUES.get, empty_value=None, required=False
    )
    oncologist = text("Oncologist, centre")
    caller_phone = text("Caller’s direct number", 40)
    caller_phone_reason = text("No number: why", 200)
    caller_kind = forms.ChoiceField(label="Who rang", choices=Referral.CallerKind, required=False)
    caller_name = text("Caller’s name")
    caller_team = text("Grade and team")
    referring_place = text("Referring place, if not in the list")
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def showing(cls, referral: Referral) -> dict[str, Any]:
        """What stands now, as it would have been typed."""
        person = referral.person
        born = f"{person.date_of_birth:%d %b %Y}" if person.date_of_birth else person.age_given
        now = {name: getattr(person, name) for name in ON_PERSON} | {
            name: getattr(referral, name) for name in ON_REFERRAL
        }
        now["is_resident"] = YES_NO[person.is_resident]
        return {**now, "born": "" if born is None else str(born), "version": referral.version}

    def person_values(self, at: datetime) -> dict[str, Any]:
        """What is said of the person. An age that was not touched was given when it was given, not now."""
        values = {name: self.cleaned_data[name] for name in ON_PERSON}
        if "born" not in self.changed_data:
            return values
        born = self.cleaned_data["born"]
        is_age = isinstance(born, int)
        return values | {
            "date_of_birth": born if isinstance(born, date) else None,
            "age_given": born if is_age else None,
            "age_given_on": day_in_london(at) if is_age else None,
        }

    def referral_values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ON_REFERRAL}
