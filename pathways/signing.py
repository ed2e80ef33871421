"""A clinical safety officer's sign-off of the rules: what stands, and adding to it."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import caches
from django.db import transaction

from audit import trail
from mscc.access import Access, require
from mscc.roles import Permission
from pathways.guideline.editions import RuleSet
from pathways.models import SignOff

# Every page says whether the rules are approved: each process asks again after this many seconds.
ASKED_AGAIN_AFTER = 10


@dataclass(frozen=True)
class Approval:
    """By whom a rule set is approved, as every page says it."""

    name: str
    role_title: str
    statement: str
    signed_at: datetime


def approval(access: Access, rules: RuleSet) -> Approval | None:
    """The sign-off by which these very rules are approved in the person's alliance; None where they are not.

    The latest word counts. Rules that have changed since, however little, are not approved by it.
    """
    kept: tuple[Approval | None] | None = caches["here"].get(_key(access, rules))
    if kept is None:
        kept = (_approval(access, rules),)
        caches["here"].set(_key(access, rules), kept, ASKED_AGAIN_AFTER)
    return kept[0]


def _approval(access: Access, rules: RuleSet) -> Approval | None:
    of_these = SignOff.seen_by(access).filter(rules_version=rules.version, fingerprint=rules.fingerprint)
    it = of_these.select_related("signed_by").first()
    if it is None or not it.approves:
        return None
    return Approval(it.signed_by.name, it.role_title, it.statement, it.signed_at)


def _key(access: Access, rules: RuleSet) -> str:
    return f"approval-{access.alliance_id}-{rules.version}-{rules.fingerprint}"


def told(access: Access) -> list[SignOff]:
    """Every word on any rule set, the latest first."""
    return list(SignOff.seen_by(access).select_related("signed_by"))


@transaction.atomic
def sign(*, rules: RuleSet, approves: bool, role_title: str, statement: str, by: Access, at: datetime) -> SignOff:
    """Approve a rule set for the person's alliance, or take that back."""
    require(by, Permission.SIGN_OFF_RULES)
    signed = SignOff.objects.create(
        alliance_id=by.alliance_id, rules_version=rules.version, edition=rules.edition, fingerprint=rules.fingerprint,
        approves=approves, role_title=role_title, statement=statement, signed_at=at, signed_by=by.user,
    )  # fmt: skip
    transaction.on_commit(lambda: caches["here"].delete(_key(by, rules)))
    trail.record("rules.sign", by=by.user, at=at, subject=rules.version, approves=approves)
    return signed
