"""The demonstration's stage: two alliances, their services, hospitals, contacts and staff. All of it is invented."""

from dataclasses import dataclass
from datetime import datetime

from audit.demonstration import homes
from mscc.access import Access
from mscc.models import Alliance, Channel, ContactPoint, Membership, Organisation, Service, User
from mscc.roles import Role
from pathways.models import Contact

PASSWORD = "demonstration only"
Kind = Organisation.Kind

# Telephone numbers are of the ranges kept for fiction.
HOSPITALS = (
    ("ZZ001", "Exampleton Royal", Kind.HOSPITAL, "01632 960 140"),
    ("ZZ002", "Mockham District", Kind.HOSPITAL, "01632 960 141"),
    ("ZZ003", "Anytown Cancer Centre", Kind.CANCER_CENTRE, "01632 960 142"),
    ("ZZ004", "Sampleford General", Kind.HOSPITAL, "01632 960 144"),
    ("ZZ005", "Teststead Infirmary", Kind.HOSPITAL, "01632 960 145"),
    ("ZZ006", "Notional Community", Kind.HOSPITAL, "01632 960 146"),
    ("ZZ007", "Pretendham Hospice", Kind.HOSPICE, "01632 960 147"),
    ("ZZ008", "Fiction Road Surgery", Kind.PRACTICE, "01632 960 148"),
    ("ZZ009", "Make Believe Practice", Kind.PRACTICE, "01632 960 149"),
)
CONTACTS = (
    (Contact.Specialty.SPINAL_SURGERY, "Spinal surgeon on call", "01632 960 150"),
    (Contact.Specialty.ONCOLOGY, "Oncology registrar on call", "01632 960 151"),
    (Contact.Specialty.RADIOLOGY, "MRI desk", "01632 960 152"),
    (Contact.Specialty.HAEMATOLOGY, "Haematology registrar on call", "01632 960 153"),
    (Contact.Specialty.PAEDIATRICS, "Children’s oncology on call, Exampleton Royal", "01632 960 154"),
)
# name, e-mail, role, which service (0, 1, or none for a role of the alliance)
STAFF = (
    ("Sam Daylight", "coordinator@example.org", Role.COORDINATOR, 0),
    ("Kim Morningside", "coordinator2@example.org", Role.COORDINATOR, 0),
    ("Dr Jo Nightshift", "registrar@example.org", Role.REGISTRAR, 0),
    ("Dr Ade Overwatch", "senior@example.org", Role.SENIOR, 0),
    ("Robin Leadwell", "servicelead@example.org", Role.SERVICE_LEAD, 0),
    ("Lee Northfield", "north@example.org", Role.COORDINATOR, 1),
    ("Dr Max Northcote", "northsenior@example.org", Role.SENIOR, 1),
    ("Val Northlead", "northlead@example.org", Role.SERVICE_LEAD, 1),
    ("Pat Figures", "alliancelead@example.org", Role.ALLIANCE_LEAD, None),
    ("Ines Privacy", "iglead@example.org", Role.IG_LEAD, None),
    ("Dr Sol Safety", "safety@example.org", Role.SAFETY_OFFICER, None),
    ("Ash Minister", "administrator@example.org", Role.ADMINISTRATOR, None),
)
FAR_STAFF = (
    ("Fay Faraway", "far@example.org", Role.COORDINATOR, 0),
    ("Dr Noor Faraway", "farsenior@example.org", Role.SENIOR, 0),
    ("Gil Farlead", "farlead@example.org", Role.SERVICE_LEAD, 0),
)
SIGN_INS = [(f"{Role(role).label}: {name}", email, PASSWORD) for name, email, role, _ in (*STAFF, *FAR_STAFF[:1])]


@dataclass
class Stage:
    """An alliance of the demonstration with what belongs to it."""

    alliance: Alliance
    services: list[Service]
    organisations: list[Organisation]
    people: dict[str, Access]
    # The postcodes of each tenth by deprivation.
    homes: dict[int, list[str]]

    def coordinator(self, service: int) -> Access:
        return self._of(Role.COORDINATOR, service)

    def senior(self, service: int) -> Access:
        return self._of(Role.SENIOR, service)

    def lead(self, service: int) -> Access:
        return self._of(Role.SERVICE_LEAD, service)

    def _of(self, role: Role, service: int) -> Access:
        wanted = self.services[service].pk
        return next(
            access for access in self.people.values()
            if any(each.role == role and each.service_id == wanted for each in access.memberships)
        )  # fmt: skip


def build(
    code: str, name: str, population: int, services: list[tuple[str, str, str]], staff: tuple, *, at: datetime
) -> Stage:
    """Make an alliance with its services, hospitals, contacts and staff."""
    alliance = Alliance.objects.create(code=code, name=name, population=population, is_demonstration=True)
    made = [
        Service.objects.create(alliance=alliance, code=each, name=title, phone=phone) for each, title, phone in services
    ]
    organisations = Organisation.objects.bulk_create([_organisation(alliance, *each) for each in HOSPITALS])
    Contact.objects.bulk_create(
        [Contact(alliance=alliance, specialty=s, name=n, phone=p, hours="Day and night") for s, n, p in CONTACTS]
    )
    people = {}
    template = User()
    template.set_password(PASSWORD)  # one hash for all: hashing is slow on purpose
    for number, (person, email, role, service) in enumerate(staff):
        user = User.objects.create(
            alliance=alliance, email=email, name=person, phone=f"01632 960 {180 + number}", password=template.password
        )
        ContactPoint.objects.create(user=user, channel=Channel.EMAIL, address=email, created_at=at, verified_at=at)
        Membership.objects.create(user=user, role=role, service=None if service is None else made[service])
        people[email] = Access(user)
    return Stage(alliance, made, organisations, people, homes.load())


def _organisation(alliance: Alliance, code: str, name: str, kind: Kind, phone: str) -> Organisation:
    postcode = homes.CENTRE if kind == Kind.CANCER_CENTRE else ""
    return Organisation(alliance=alliance, ods_code=code, name=name, kind=kind, phone=phone, postcode=postcode)
