"""What a call tells, once it has been read from the form: facts, person, caller, and what happened when."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from mscc.models import Organisation
from mscc.moments import Moment
from referrals.events import EventKind

K = EventKind


@dataclass(frozen=True)
class Call:
    """A call. Everything but the facts may be not known."""

    facts: dict[str, Any] = field(default_factory=dict)
    nhs_number: str = ""
    surname: str = ""
    forename: str = ""
    date_of_birth: date | None = None
    age: int | None = None
    sex: str = "not_known"
    is_resident: bool | None = None
    postcode: str = ""
    caller_kind: str = ""
    caller_name: str = ""
    caller_team: str = ""
    caller_phone: str = ""
    caller_phone_reason: str = ""
    organisation: Organisation | None = None
    place: str = ""
    where_now: str = ""
    where_phone: str = ""
    primary: str = ""
    oncologist: str = ""
    allergies: str = ""
    suspected: Moment | None = None
    presented: Moment | None = None
    immobilised: Moment | None = None
    mri: str = ""
    mri_at: Moment | None = None
    mri_whole_spine: str = ""
    details: dict[str, str] = field(default_factory=dict)

    @property
    def caller(self) -> str:
        return ", ".join(part for part in (self.caller_name, self.caller_team) if part)

    @property
    def where(self) -> str:
        """Where the person is."""
        return self.where_now or self.place or (self.organisation.name if self.organisation else "")

    def referral_fields(self) -> dict[str, Any]:
        return {
            "caller_kind": self.caller_kind,
            "caller_name": self.caller_name,
            "caller_team": self.caller_team,
            "caller_phone": self.caller_phone,
            "caller_phone_reason": self.caller_phone_reason,
            "referring_organisation": self.organisation,
            "referring_place": self.place,
            "where_now": self.where,
            "where_phone": self.where_phone or self.caller_phone,
            "primary": self.primary,
            "oncologist": self.oncologist,
            "allergies": self.allergies,
        }

    def person_fields(self) -> dict[str, Any]:
        return {
            "nhs_number": self.nhs_number,
            "surname": self.surname,
            "forename": self.forename,
            "date_of_birth": self.date_of_birth,
            "sex": self.sex,
            "is_resident": self.is_resident,
            "postcode": self.postcode,
        }

    def said(self) -> dict[str, Any]:
        """What was said beside the facts, kept with the call's event."""
        said = {**self.details, "allergies": self.allergies, "primary": self.primary, "where_then": self.where}
        return {name: value for name, value in said.items() if value}

    def happened(self, at: datetime) -> Iterator[tuple[EventKind, Moment, dict[str, Any]]]:
        """What the call tells to have happened before it, each at its time."""
        if self.suspected:
            yield K.MSCC_SUSPECTED, self.suspected, {}
        if self.presented:
            yield K.PRESENTED, self.presented, {}
        if self.facts.get("immobilised") == "yes":
            known = self.immobilised is not None
            yield K.IMMOBILISED, self.immobilised or Moment(at), {} if known else {"time_not_known": True}
        if self.facts.get("mri_contraindicated") == "yes":
            yield K.MRI_CONTRAINDICATED, Moment(at), {"contraindication": self.details.get("contraindication", "")}
        if self.mri == "requested":
            yield K.MRI_REQUESTED, self.mri_at or Moment(at), {}
        if self.mri == "done" and self.mri_at:
            yield K.MRI_STARTED, self.mri_at, {"whole_spine": self.mri_whole_spine or "unknown"}
