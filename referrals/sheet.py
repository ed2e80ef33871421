"""The handover sheet, made from the rows: for each open person one SBAR line, what runs, what waits, what was said."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max

from mscc.access import Access
from mscc.models import Service
from mscc.moments import show
from mscc.phrases import uncapitalised
from pathways.guideline.advice import TOLD, advice
from pathways.guideline.terms import CANCER
from pathways.guideline.triage import Disposition
from referrals.events import EventKind, moment_set_by
from referrals.forms.call import WALKING
from referrals.models import Assessment, CallBack, Event, Referral, Task
from referrals.next_steps import next_steps
from referrals.waiting import unacknowledged
from referrals.worklist import Row, rows

K = EventKind
# What falls due within this long of a handover belongs to the shift that takes over.
SHIFT = timedelta(hours=12)
TELLING = (K.CALL_RECEIVED, K.TRACKED, K.ADVICE_GIVEN, K.CALLED)
KNOWN = {"yes": "yes", "no": "no"}
NAMES = {"mri": "MRI", "ct": "CT"}


def lines(access: Access, service: Service, at: datetime) -> list[tuple[Referral, dict[str, Any]]]:
    """Every open person of the service, the most pressing first, each with the line that is frozen."""
    shown = rows(access, at, Referral.seen_by(access).open().filter(service=service))  # type: ignore[attr-defined]
    numbers = [row.pk for row in shown]
    referrals = Referral.seen_by(access).in_bulk(numbers)
    facts, told, to_ring, to_do = _facts(numbers), _told(numbers), _to_ring(numbers, at), _to_do(numbers, at)
    alerts = {it.clock.referral_id: it.what for it in reversed(unacknowledged(access)) if it.clock.referral_id}
    made = []
    for row in shown:
        alert = alerts.get(row.pk, "")
        pressing = bool(alert) or (row.due is not None and row.due <= at + SHIFT)
        line = _line(row, referrals[row.pk], facts.get(row.pk, {}), told.get(row.pk, {}), at)
        line["warnings"] = _warnings(referrals[row.pk], facts.get(row.pk, {}), told.get(row.pk, {}))
        line["tasks"] += [*to_ring.get(row.pk, []), *to_do.get(row.pk, [])]
        made.append((referrals[row.pk], {**line, "alert": alert, "is_pressing": pressing}))
    return sorted(made, key=lambda each: not each[1]["is_pressing"])


def _line(row: Row, referral: Referral, facts: dict[str, str], told: dict[str, Any], at: datetime) -> dict[str, Any]:
    return {
        "name": row.name, "born": row.born(at), "nhs_number": row.nhs_number, "reference": row.reference,
        "where": row.where_now, "phone": row.where_phone, "owner": row.owner_name or "",
        "tag": row.tag, "tag_words": row.tag_words, "clock": row.clock_label, "due": row.due_words, "waits": row.waits,
        "is_late": row.group == 0, "situation": f"{row.label}. {row.why}",
        "background": "; ".join(_background(referral, facts)), "assessment": "; ".join(_assessment(facts, told)),
        "recommendation": row.next.words if row.next else "Nothing is waiting", "said": _said(told, at),
        "clocks": list(_other_clocks(row, at)), "tasks": [each.words for each in next_steps(row, at)][1:],
    }  # fmt: skip


def _warnings(referral: Referral, facts: dict[str, str], told: dict[str, Any]) -> list[str]:
    """The prohibitions and conflicts that stand, answered or not: whoever takes over must know them."""
    known = facts | {name: told[name] for name in TOLD if told.get(name)}
    return [it.prompt.says for it in advice(known, Disposition(referral.disposition)) if it.is_loud]


def _other_clocks(row: Row, at: datetime) -> Iterator[str]:
    """The clocks that run beside the soonest, with what is left of each."""
    for kind, by in sorted(row.running.items(), key=lambda each: each[1].due):
        if by.due != row.due:
            name = NAMES.get(kind, kind.replace("_", " ").capitalize())
            yield f"{name} {uncapitalised(by.words(at))}, {by.shown(at)}"


def _to_ring(numbers: list[int], at: datetime) -> dict[int, list[str]]:
    """Whom somebody promised to ring back, by referral."""
    found: dict[int, list[str]] = defaultdict(list)
    for it in CallBack.objects.filter(referral__in=numbers, done_at=None).order_by("asked_at"):
        about = f" about {it.about}" if it.about else ""
        found[it.referral_id or 0].append(
            f"Ring {it.whom} back, {it.phone}{about}, promised {show(it.asked_at, now=at)}"
        )
    return found


def _to_do(numbers: list[int], at: datetime) -> dict[int, list[str]]:
    """The tasks that are overdue or fall due on the shift that takes over, by referral; of the others how many."""
    due, later = defaultdict(list), Counter[int]()
    rows = Task.objects.filter(referral__in=numbers, state=Task.State.OPEN).select_related("owner").order_by("due_at")
    for it in rows:
        if it.due_at > at + SHIFT:
            later[it.referral_id] += 1
            continue
        late = f"overdue since {show(it.due_at, now=at)}" if it.is_overdue(at) else f"due {show(it.due_at, now=at)}"
        due[it.referral_id].append(f"{it.title} ({', '.join(filter(None, (late, it.whose)))})")
    return {key: [*due[key], *([f"{later[key]} more to do later"] if later[key] else [])] for key in {*due, *later}}


def _background(referral: Referral, facts: dict[str, str]) -> Iterator[str]:
    cancer = CANCER.get(facts.get("cancer", ""), "not asked").lower()
    yield f"Cancer: {cancer}" + (f", {uncapitalised(referral.primary)}" if referral.primary else "")
    yield f"Allergies: {referral.allergies or 'not known'}"


def _assessment(facts: dict[str, str], told: dict[str, Any]) -> Iterator[str]:
    """Walking, bladder, spinal precautions and dexamethasone: each said, also where it is not known."""
    yield f"Walking: {dict(WALKING).get(told.get('walking', ''), 'not asked').lower()}"
    if told.get("residual"):
        yield f"Bladder residual {told['residual']} ml"
    yield f"Spinal precautions: {KNOWN.get(facts.get('immobilised', ''), 'not known')}"
    given = KNOWN.get(told.get("dexamethasone", ""), "not known")
    dose = f"{told['dexamethasone_mg']} mg" if told.get("dexamethasone_mg") else ""
    yield f"Dexamethasone: {', '.join(filter(None, (given, dose, told.get('dexamethasone_at', ''))))}"


def _said(told: dict[str, Any], at: datetime) -> str:
    if "advice_at" not in told:
        return "No advice on record yet"
    return f"Advice to {told.get('to_whom') or 'the caller'} {show(told['advice_at'], now=at)}"


def _facts(numbers: list[int]) -> dict[int, dict[str, str]]:
    newest = Assessment.objects.filter(referral__in=numbers).order_by("referral", "-assessed_at", "-id")
    return dict(newest.distinct("referral").values_list("referral", "facts"))


def _told(numbers: list[int]) -> dict[int, dict[str, Any]]:
    """What the calls told beside the facts, the newest answer of each; and the newest advice."""
    found: dict[int, dict[str, Any]] = {}
    events = Event.objects.filter(referral__in=numbers, kind__in=TELLING, superseded_by=None).order_by(
        "happened_at", "id"
    )
    for referral, kind, moment, data in events.values_list("referral", "kind", "happened_at", "data"):
        mine = found.setdefault(referral, {})
        mine |= {name: value for name, value in data.items() if value}
        if moment_set_by(kind, data) == "advice_given_at":
            mine |= {"advice_at": moment, "to_whom": data.get("to_whom") or data.get("whom", "")}
    return found


def handed_over_at(access: Access, service: Service) -> datetime | None:
    """When the person last handed the role of a service over, and somebody accepted."""
    given = service.handovers.filter(alliance=access.alliance_id, giver=access.user, state="accepted")
    return given.aggregate(last=Max("answered_at"))["last"]
