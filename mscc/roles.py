"""TABLE: what each role may do. One screen; pages and tests are drawn from it.

A permission counts within the person's own alliance. Those under OWN_SERVICE count in the services where the role is
held; everything that changes a case also needs a tie to it: see `mscc.access`.
"""

from django.db import models


class Permission(models.TextChoices):
    SEE_CASES = "see_cases", "read the worklist and referrals of the alliance"
    LOG_CALL = "log_call", "log a call and make a referral"
    WRITE_CASE = "write_case", "record events, answers, tasks and reasons"
    CHANGE_DISPOSITION = "change_disposition", "raise or lower the disposition, as a clinician"
    CONFIRM_WITHDRAWAL = "confirm_withdrawal", "confirm, as the second clinician, that MSCC is no longer suspected"
    HOLD_ROLE = "hold_role", "hold the coordinator role"
    ACKNOWLEDGE = "acknowledge", "acknowledge an alert"
    CLOSE_CASE = "close_case", "close, redirect, withdraw or reopen a referral"
    LOG_INCIDENT = "log_incident", "log an incident and say what became of it"
    SEE_HISTORY = "see_history", "read who changed what"
    SEE_FIGURES = "see_figures", "read the audit's figures"
    SEE_PEOPLE_BEHIND = "see_people_behind", "open the people behind an audit figure"
    MAKE_PACKS = "make_packs", "make the steering group’s pack of figures"
    SIGN_PACKS = "sign_packs", "sign the steering group’s pack"
    SET_AIMS = "set_aims", "set the alliance’s own aims for its measures"
    KEEP_GROUP = "keep_group", "keep the register of the steering group"
    EDIT_LADDERS = "edit_ladders", "change who is told when a clock runs out"
    EDIT_PATHWAYS = "edit_pathways", "keep the agreed pathways and the directory"
    EDIT_LETTERS = "edit_letters", "keep the wording of letters and the contact cards"
    VERIFY_CONTACT = "verify_contact", "say that a number of the directory is right"
    SIGN_OFF_RULES = "sign_off_rules", "sign the rules off, or take that back"
    EDIT_ROTA = "edit_rota", "make the rota and sign off who may hold the role"
    IMPORT_LOGS = "import_logs", "take over the log that the service kept before"
    SEE_PAPERS = "see_papers", "read the hazard log and the papers of governance"
    TAKE_LISTS_OUT = "take_lists_out", "take the worklist out as a file"
    TAKE_AUDIT_OUT = "take_audit_out", "take the audit’s rows out, with pseudonyms"
    TAKE_RECORDS_OUT = "take_records_out", "take a person’s whole record out"
    MANAGE_PEOPLE = "manage_people", "add people and give roles"

    @property
    def refusal(self) -> str:
        """What somebody is told who lacks it."""
        return f"You cannot do this here: it needs a role that may {self.label}."


class Role(models.TextChoices):
    COORDINATOR = "coordinator", "Coordinator"
    REGISTRAR = "registrar", "On-call registrar"
    SENIOR = "senior", "Senior clinician"
    SERVICE_LEAD = "service_lead", "Service lead"
    ALLIANCE_LEAD = "alliance_lead", "Alliance lead"
    IG_LEAD = "ig_lead", "Information-governance lead"
    SAFETY_OFFICER = "safety_officer", "Clinical safety officer"
    ADMINISTRATOR = "administrator", "Administrator"


P = Permission
CLINICAL = frozenset(
    {
        P.SEE_CASES,
        P.LOG_CALL,
        P.WRITE_CASE,
        P.CHANGE_DISPOSITION,
        P.CONFIRM_WITHDRAWAL,
        P.HOLD_ROLE,
        P.ACKNOWLEDGE,
        P.CLOSE_CASE,
        P.LOG_INCIDENT,
    }
)

ROLES: dict[Role, frozenset[Permission]] = {
    Role.COORDINATOR: CLINICAL | {P.SEE_HISTORY, P.SEE_FIGURES, P.SEE_PEOPLE_BEHIND, P.VERIFY_CONTACT},
    Role.REGISTRAR: CLINICAL | {P.VERIFY_CONTACT},
    Role.SENIOR: CLINICAL | {P.SEE_HISTORY, P.SEE_FIGURES, P.SEE_PEOPLE_BEHIND, P.VERIFY_CONTACT},
    Role.SERVICE_LEAD: frozenset(
        {
            P.SEE_CASES,
            P.ACKNOWLEDGE,
            P.LOG_INCIDENT,
            P.SEE_HISTORY,
            P.SEE_FIGURES,
            P.SEE_PEOPLE_BEHIND,
            P.MAKE_PACKS,
            P.EDIT_LADDERS,
            P.EDIT_PATHWAYS,
            P.EDIT_LETTERS,
            P.VERIFY_CONTACT,
            P.EDIT_ROTA,
            P.IMPORT_LOGS,
            P.TAKE_LISTS_OUT,
            P.TAKE_AUDIT_OUT,
            P.TAKE_RECORDS_OUT,
            P.MANAGE_PEOPLE,
            P.SEE_PAPERS,
        }
    ),
    # Figures, not people: an alliance lead opens no referral.
    Role.ALLIANCE_LEAD: frozenset({P.SEE_FIGURES, P.MAKE_PACKS, P.SIGN_PACKS, P.KEEP_GROUP, P.SET_AIMS, P.SEE_PAPERS}),
    Role.IG_LEAD: frozenset(
        {P.SEE_CASES, P.SEE_HISTORY, P.SEE_FIGURES, P.TAKE_AUDIT_OUT, P.TAKE_RECORDS_OUT, P.SEE_PAPERS}
    ),
    Role.SAFETY_OFFICER: frozenset({P.SEE_FIGURES, P.SIGN_OFF_RULES, P.SEE_PAPERS}),
    Role.ADMINISTRATOR: frozenset({P.MANAGE_PEOPLE}),
}

# Who may hold a post: whoever loses the last such role is no cover from then on.
HOLDERS = frozenset(role for role, given in ROLES.items() if P.HOLD_ROLE in given)
# Held for the alliance as a whole; the others are held in one service.
ALLIANCE_ROLES = frozenset({Role.ALLIANCE_LEAD, Role.IG_LEAD, Role.SAFETY_OFFICER, Role.ADMINISTRATOR})
# These change a case or answer for one: they need a tie to it, not only the alliance.
OWN_SERVICE = CLINICAL - {P.SEE_CASES}
