"""Alliances and their services, the people who work in them, and who is on duty."""

from mscc.models.alliance import Alliance, Organisation, Service
from mscc.models.contact import Channel, ContactPoint
from mscc.models.duty import Handover, RoleHolding
from mscc.models.people import Membership, ParkedForm, User

__all__ = [
    "Alliance",
    "Channel",
    "ContactPoint",
    "Handover",
    "Membership",
    "Organisation",
    "ParkedForm",
    "RoleHolding",
    "Service",
    "User",
]
