"""What an alliance has agreed for itself, and the steering group that agrees it."""

from pathways.models.agreed import Contact, LocalLadder, LocalPathway, SignOff, TaskTemplate
from pathways.models.group import GroupAction, GroupMember, Meeting, Paper, SteeringGroup

__all__ = [
    "Contact",
    "GroupAction",
    "GroupMember",
    "LocalLadder",
    "LocalPathway",
    "Meeting",
    "Paper",
    "SignOff",
    "SteeringGroup",
    "TaskTemplate",
]
