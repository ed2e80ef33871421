"""TABLE: the tasks that come with the service: which arises at what, due after how long, whose it is, what ends it.

An alliance changes them, takes them out and adds its own: see `pathways/task_templates.py`. A task is no clock: nobody
is alerted, but an overdue one stands on the worklist and on the handover sheet.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

DAY, WEEK = 24, 7 * 24


class Start(StrEnum):
    """What a task arises at. Which events that is, `referrals/follow_up.py` says."""

    SUSPECTED = "suspected"
    ADMITTED = "admitted"
    IMMOBILISED = "immobilised"
    STABILITY_ADVICE = "stability_advice"
    MOBILISING_STOPPED = "mobilising_stopped"
    PAIN_PLANNED = "pain_planned"
    DIAGNOSED = "diagnosed"
    DECIDED = "decided"
    TREATED = "treated"
    DISCHARGE_PLANNED = "discharge_planned"
    DISCHARGED = "discharged"


START_WORDS: dict[Start, str] = {
    Start.SUSPECTED: "metastases or MSCC are suspected",
    Start.ADMITTED: "the person is admitted",
    Start.IMMOBILISED: "the person is immobilised",
    Start.STABILITY_ADVICE: "there is advice on stability",
    Start.MOBILISING_STOPPED: "mobilising brings more pain or worse neurology",
    Start.PAIN_PLANNED: "a pain plan is agreed or changed",
    Start.DIAGNOSED: "metastases or a compression are reported",
    Start.DECIDED: "the treatment is decided",
    Start.TREATED: "treatment starts",
    Start.DISCHARGE_PLANNED: "somebody leads the discharge",
    Start.DISCHARGED: "the person is discharged",
}
# These may begin anew for one person, and their tasks with them; of the others a task arises once.
REPEATING = frozenset({
    Start.ADMITTED, Start.IMMOBILISED, Start.STABILITY_ADVICE, Start.MOBILISING_STOPPED, Start.PAIN_PLANNED,
})  # fmt: skip


class Doer(StrEnum):
    """Who does it, where no colleague has taken it. Most of them have no account: the coordinator asks them."""

    COORDINATOR = "coordinator"
    REGISTRAR = "registrar"
    SENIOR = "senior"
    WARD = "ward"
    THERAPY = "therapy"
    ONCOLOGY = "oncology"
    PALLIATIVE = "palliative"
    COMMUNITY = "community"


DOER_WORDS: dict[Doer, str] = {
    Doer.COORDINATOR: "Coordinator",
    Doer.REGISTRAR: "On-call registrar",
    Doer.SENIOR: "Senior clinician",
    Doer.WARD: "Ward",
    Doer.THERAPY: "Physiotherapy, occupational therapy",
    Doer.ONCOLOGY: "Oncology",
    Doer.PALLIATIVE: "Palliative care",
    Doer.COMMUNITY: "Primary and community care",
}


@dataclass(frozen=True)
class AgreedTask:
    """One task of the pathway. `ends_with` names the event that does it; `outlives` the referral's own end."""

    key: str
    title: str
    rec: str
    start: Start
    hours: int
    doer: Doer
    ends_with: str = ""
    outlives: bool = False

    @property
    def within(self) -> timedelta:
        return timedelta(hours=self.hours)

    @property
    def when(self) -> str:
        """When it is due, in words: "24 hours after the person is admitted"."""
        return f"{span_words(self.hours)} after {START_WORDS[self.start]}"


def span_words(hours: int) -> str:
    """A length in the largest whole unit: "36 hours", "3 days", "6 weeks"."""
    for size, name in ((WEEK, "week"), (DAY, "day"), (1, "hour")):
        if hours % size == 0 and hours >= size and (size == 1 or hours >= 2 * size):
            return f"{hours // size} {name}{'s' if hours != size else ''}"
    return "at once"


S, D = Start, Doer
DEFAULTS: dict[str, AgreedTask] = {
    it.key: it
    for it in (
        AgreedTask("contact", "Person and family told whom to ring, and given the card", "1.2.2", S.SUSPECTED, DAY,
                   D.COORDINATOR, ends_with="informed"),
        AgreedTask("pain", "Assess the pain and agree a plan for it", "1.7.2", S.SUSPECTED, DAY, D.WARD,
                   ends_with="pain_plan"),
        AgreedTask("complications", "Check for clots, pressure damage, bladder and bowel", "1.12.5", S.ADMITTED, DAY,
                   D.WARD, ends_with="complications"),
        AgreedTask("discharge", "Name who leads the discharge, and start planning", "1.12.3", S.ADMITTED, 2 * DAY,
                   D.WARD, ends_with="discharge_planned"),
        AgreedTask("skin", "Look at pressure areas, bladder and bowel while immobilised", "1.12.5", S.IMMOBILISED, DAY,
                   D.WARD, ends_with="complications"),
        AgreedTask("mobilise", "Say whether graded sitting and mobilising can begin", "1.6.1", S.STABILITY_ADVICE, DAY,
                   D.THERAPY, ends_with="mobilised"),
        AgreedTask("stability", "Look at the stability of the spine anew", "1.6.4", S.MOBILISING_STOPPED, 4, D.THERAPY,
                   ends_with="stability_advice"),
        AgreedTask("pain_review", "Review the pain plan: does it work?", "1.7.4", S.PAIN_PLANNED, DAY, D.WARD,
                   ends_with="pain_reviewed"),
        AgreedTask("care_plan", "Agree a personal care plan", "1.1.17", S.DIAGNOSED, 3 * DAY, D.SENIOR,
                   ends_with="care_plan"),
        AgreedTask("needs", "Holistic needs assessment", "1.2.3", S.DIAGNOSED, WEEK, D.ONCOLOGY,
                   ends_with="needs_assessed"),
        AgreedTask("advance_care", "Offer to talk about advance care planning", "1.2.7", S.DIAGNOSED, WEEK, D.SENIOR,
                   ends_with="planning_ahead"),
        AgreedTask("rehabilitation", "Agree goals of rehabilitation, refer for it", "1.12.2", S.DIAGNOSED, 3 * DAY,
                   D.THERAPY, ends_with="goals"),
        AgreedTask("equipment", "Order equipment and support for home", "1.1.25", S.DISCHARGE_PLANNED, 2 * DAY,
                   D.COMMUNITY, ends_with="discharge_checked"),
        AgreedTask("training", "Teach family and carers before discharge", "1.1.26", S.DISCHARGE_PLANNED, 3 * DAY,
                   D.THERAPY, ends_with="discharge_checked"),
        AgreedTask("thirty_days", "30 days: alive, and in hospital again?", "", S.DISCHARGED, 30 * DAY, D.COORDINATOR,
                   ends_with="followed_up", outlives=True),
        AgreedTask("weeks", "4 to 8 weeks: walking, continence, pain", "", S.DISCHARGED, 6 * WEEK, D.COORDINATOR,
                   ends_with="followed_up", outlives=True),
        AgreedTask("months", "3 months: walking, continence, pain", "", S.DISCHARGED, 13 * WEEK, D.COORDINATOR,
                   ends_with="followed_up", outlives=True),
    )
}  # fmt: skip
