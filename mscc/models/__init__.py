"""Alliances and their services, the people who work in them, and who is on the rota and on duty."""

from mscc.models.alliance import Alliance, Organisation, Service
from mscc.models.contact import Channel, ContactPoint
from mscc.models.duty import Handover, RoleHolding
from mscc.models.identity import Attempt, Identity, IdentitySession, RoleRequest
from mscc.models.kept_file import KeptFile
from mscc.models.people import Membership, ParkedForm, Pressed, User
from mscc.models.places import AreaDeprivation, Postcode
from mscc.models.rota import CalendarFeed, Competence, Pattern, Post, Shift, Swap

__all__ = [
    "Alliance",
    "AreaDeprivation",
    "Attempt",
    "CalendarFeed",
    "Channel",
    "Competence",
    "ContactPoint",
    "Handover",
    "Identity",
    "IdentitySession",
    "KeptFile",
    "Membership",
    "Organisation",
    "ParkedForm",
    "Pattern",
    "Post",
    "Postcode",
    "Pressed",
    "RoleHolding",
    "RoleRequest",
    "Service",
    "Shift",
    "Swap",
    "User",
]
