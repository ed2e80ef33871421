"""The new-referral form, in the order of the call: blank is not known, only the caller's number is required."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms

from mscc.access import Access
from pathways.guideline.editions import in_force
from pathways.guideline.terms import CANCER, CORD, FACTS, PAIN, PRIMARIES
from referrals.call import Call
from referrals.forms.fields import (
    BornField,
    MomentField,
    NhsNumberField,
    PostcodeField,
    TimedForm,
    answer_field,
)
from referrals.key_information.question import UNKNOWN
from referrals.models import Person, Referral, Timeline

WALKING = [choice for choice in Timeline.Walking.choices if choice[0]]
SPEED = [("hours", "Hours"), ("days", "Days"), ("weeks", "Weeks")]
IMAGING = [("none", "None"), ("requested", "Requested"), ("done", "Done")]
SEVERITY = [("none", "None"), ("mild", "Mild"), ("moderate", "Moderate"), ("severe", "Severe")]
BLOOD = [("", "Not asked"), ("no", "No"), ("radiologically_suspected", "Suspected on imaging"),
         ("otherwise_suspected", "Suspected otherwise")]  # fmt: skip
NOTHING = (None, "", UNKNOWN, Person.Sex.NOT_KNOWN)
# Answers on the form that are facts to the rules under the same name.
FACT_FIELDS = ("cancer", *CORD, *PAIN, "back_pain", "low_back_pain", "disease_evidence", "instability_neurology",
               "movement_pain", "immobilised", "mri_contraindicated", "haematological")  # fmt: skip
# What is said on the telephone and kept with the call, beside the facts.
DETAILS = ("walking", "speed", "last_walked", "residual", "dexamethasone", "dexamethasone_mg", "dexamethasone_at",
           "ppi", "contraindication", "xray", "notes")  # fmt: skip


def text(label: str, length: int = 120, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, **kwargs)


class CallForm(TimedForm):
    caller_phone = text("Direct number (required)", 40)
    caller_phone_reason = text("No number: why", 200)
    caller_kind = forms.ChoiceField(label="Who rings", choices=Referral.CallerKind, required=False)
    caller_name = text("Name")
    caller_team = text("Grade and team")
    organisation = forms.ChoiceField(label="Hospital or practice", required=False)
    place = text("If not in the list")

    nhs_number = NhsNumberField(label="NHS number")
    surname = text("Surname", 100)
    forename = text("First name", 100)
    born = BornField(label="Born, or age")
    sex = forms.ChoiceField(label="Sex", choices=Person.Sex, required=False, initial=Person.Sex.NOT_KNOWN)
    postcode = PostcodeField(label="Postcode of home", takes_all=True)
    where_now = text("Where now")
    where_phone = text("Ring there", 40)

    cancer = answer_field("Cancer diagnosis", CANCER.items())
    primary = forms.ChoiceField(
        label="Primary", choices=[("", "Not known"), *((k, v[0]) for k, v in PRIMARIES.items())], required=False
    )
    haematological = forms.ChoiceField(label="Lymphoma or myeloma", choices=BLOOD, required=False)
    oncologist = text("Oncologist, centre")

    instability_neurology = answer_field("Also: unstable spine?")
    back_pain = answer_field("Any back pain")
    low_back_pain = answer_field("Low back pain")
    disease_evidence = answer_field("Evidence of spinal disease")
    movement_pain = answer_field("Pain on moving", SEVERITY)

    walking = answer_field("Walking now", WALKING)
    speed = answer_field("Getting worse over", SPEED)
    suspected_at = MomentField(label="First suspected")
    presented_at = MomentField(label="First seen with this pain")
    last_walked = text("Last walked unaided", 60)
    residual = text("Bladder residual, ml", 20)

    dexamethasone = answer_field("Dexamethasone", unknown="Not known")
    dexamethasone_mg = text("Dexamethasone mg", 20)
    dexamethasone_at = text("First dose at", 60)
    ppi = answer_field("PPI", unknown="Not known")
    immobilised = answer_field("Immobilised", unknown="Not known")
    immobilised_at = MomentField(label="Immobilised at")
    allergies = text("Allergies", 300)

    mri = answer_field("Whole-spine MRI", IMAGING, unknown="Not known")
    mri_at = MomentField(label="MRI asked for, or started, at")
    mri_whole_spine = answer_field("Was it the whole spine?", unknown="Not known")
    mri_contraindicated = answer_field("Reason it cannot have MRI", unknown="Not known")
    xray = answer_field("Plain X-ray ordered", unknown="Not known")
    contraindication = text("Reason against MRI", 200)
    notes = forms.CharField(label="Anything else said", max_length=4000, required=False, strip=False)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        self.organisations = list(access.alliance.organisations.all())
        listed = [(str(each.pk), each.name) for each in self.organisations]
        asked = cast(forms.ChoiceField, self.fields["organisation"])
        asked.choices = [("", "Not known, or not in the list"), *listed]

    def facts(self) -> dict[str, str]:
        """The answers as facts, also while the rest of the form is not finished or not right."""
        return read_facts(self.data)

    def told(self) -> dict[str, str]:
        """What the advice stands on beside the facts."""
        return {"xray": self.data["xray"]} if self.data.get("xray") in {"yes", "no"} else {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        has_number = cleaned.get("caller_phone") or cleaned.get("caller_phone_reason")
        # Nothing asked reads as an emergency; nothing typed at all is a slip of the hand.
        is_blank = not self.errors and all(value in NOTHING for value in cleaned.values())
        if not has_number and (is_blank or not in_force(self.at).assess(self.facts()).disposition.is_emergency):
            self.add_error("caller_phone", "Ask for the caller’s direct number; if there is none, say why beside it.")
        if cleaned.get("mri") == "done" and not cleaned.get("mri_at") and "mri_at" not in self.errors:
            self.add_error("mri_at", "The MRI is given as done: when did it start? A date alone will do.")
        return cleaned

    def call(self) -> Call:
        """What the call tells. Only for a form that is valid."""
        said = self.cleaned_data
        born = said["born"]
        primary = PRIMARIES.get(said["primary"])
        organisation = next((it for it in self.organisations if str(it.pk) == said["organisation"]), None)
        return Call(
            facts=self.facts(),
            date_of_birth=born if isinstance(born, date) else None,
            age=born if isinstance(born, int) else None,
            sex=said["sex"] or Person.Sex.NOT_KNOWN,
            organisation=organisation,
            primary=primary[0] if primary else "",
            suspected=said["suspected_at"] or None,
            presented=said["presented_at"] or None,
            immobilised=said["immobilised_at"] or None,
            mri=said["mri"] if said["mri"] != UNKNOWN else "",
            mri_at=said["mri_at"] or None,
            mri_whole_spine=said["mri_whole_spine"],
            details={name: said[name] for name in DETAILS if said[name] and said[name] != UNKNOWN},
            **{name: said[name] for name in PLAIN},
        )


PLAIN = ("nhs_number", "surname", "forename", "postcode", "caller_kind", "caller_name", "caller_team", "caller_phone",
         "caller_phone_reason", "place", "where_now", "where_phone", "oncologist", "allergies")  # fmt: skip


def read_facts(data: Mapping[str, Any]) -> dict[str, str]:
    """The facts among the posted answers: those that are known and of a permitted value."""
    facts = {name: data.get(name) for name in FACT_FIELDS}
    if primary := PRIMARIES.get(data.get("primary") or ""):
        facts["primary"] = primary[1]
    if data.get("dexamethasone") in {"yes", "no"}:
        facts["dexamethasone_before_imaging"] = data["dexamethasone"]
    return {name: value for name, value in facts.items() if value and value in FACTS[name]}


class AnswersForm(TimedForm):
    """Box 1 again, on a referral: new answers are assessed again."""

    cancer = answer_field("Cancer diagnosis", CANCER.items())
    haematological = forms.ChoiceField(label="Lymphoma or myeloma", choices=BLOOD, required=False)
    instability_neurology = answer_field("Also: unstable spine?")
    back_pain = answer_field("Any back pain")
    low_back_pain = answer_field("Low back pain")
    disease_evidence = answer_field("Evidence of spinal disease")
    movement_pain = answer_field("Pain on moving", SEVERITY)
    recognised_at = MomentField(label="When was a new symptom or sign recognised?")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def facts(self) -> dict[str, str]:
        return read_facts(self.data)


for form in (CallForm, AnswersForm):
    for name, item in {**CORD, **PAIN}.items():
        form.base_fields[name] = answer_field(item.label)
