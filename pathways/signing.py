"""A clinical safety officer's sign-off of the rules: what stands, and adding to it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit import trail
from mscc.access import Access
from mscc.roles import Permission
from pathways.guideline.editions import RuleSet
from pathways.models import SignOff


def approval(access: Access, rules: RuleSet) -> SignOff | None:
    """The sign-off by which these very rules are approved in the person's alliance; None where they are not.

    The latest word counts. Rules that have changed since, however little, are not approved by it.
    """
    of_these = SignOff.seen_by(access).filter(rules_version=rules.version, fingerprint=rules.fingerprint)
    latest = of_these.select_related("signed_by").first()
    return latest if latest and latest.approves else None


def told(access: Access) -> list[SignOff]:
    """Every word on any rule set, the latest first."""
    return list(SignOff.seen_by(access).select_related("signed_by"))


@transaction.atomic
def sign(*, rules: RuleSet, approves: bool, role_title: str, statement: str, by: Access, at: datetime) -> SignOff:
    """Approve a rule set for the person's alliance, or take that back."""
    if not by.may(Permission.SIGN_OFF_RULES):
        raise PermissionDenied(f"You cannot do this here: it needs a role that may {Permission.SIGN_OFF_RULES.label}.")
    signed = SignOff.objects.create(
        alliance_id=by.alliance_id, rules_version=rules.version, edition=rules.edition, fingerprint=rules.fingerprint,
        approves=approves, role_title=role_title, statement=statement, signed_at=at, signed_by=by.user,
    )  # fmt: skip
    trail.record("rules.sign", by=by.user, at=at, subject=rules.version, approves=approves)
    return signed
