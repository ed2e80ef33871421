"""Alliances and their services, the people who work in them, and who is on duty."""

from mscc.models.alliance import Alliance, Organisation, Service
from mscc.models.duty import RoleHolding
from mscc.models.people import Membership, ParkedForm, User

__all__ = ["Alliance", "Membership", "Organisation", "ParkedForm", "RoleHolding", "Service", "User"]
