"""TABLE: every address of the service, for every role: of its own service, of the sister service, of another alliance.

An address that is not in the table fails: whoever adds one says here who may open it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse, SimpleCookie
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from mscc import reach
from mscc.access import Access
from mscc.models import Channel, Handover, Service, User
from mscc.moments import Moment
from mscc.roles import ALLIANCE_ROLES, ROLES, Permission, Role
from referrals.actions import calls, course, documents, information, letters, logs, presence
from referrals.events import EventKind
from referrals.models import Delivery, ImportedLog, Referral
from referrals.sweep import beat
from tests import factories
from tests.conftest import person
from tests.rules.test_content import PDF
from tests.views.looking import leads_to

P = Permission
OWN, SISTER, OTHER = "service", "sister_service", "other_service"
# What may never reach somebody who may not know it: the names and numbers of the two people referred.
HERE, THERE = ("HIERNAME", "9990000018"), ("DORTNAME", "9990000026")


@dataclass(frozen=True)
class Row:
    """Who may open an address, and how it answers those who may. `get` and `post`: the status; 405 where not taken."""

    needs: Permission | None = None
    get: int = 200
    post: int = 405
    # About one referral, call or alert of our alliance: not there for another alliance.
    is_ours: bool = False
    # Changes it: a colleague of the sister service is refused.
    is_tied: bool = False
    # Posting needs more than reading: this permission, and a tie to the case.
    post_needs: Permission | None = None
    post_is_tied: bool = False
    # Anybody may open it; the status for somebody who is signed in, where it is another.
    is_public: bool = False
    signed_in: int = 0
    arguments: tuple[str, ...] = ()
    query: str = ""
    data: dict[str, str] = field(default_factory=dict)


# A reference, and what else an address names, stands as {word}: see `ours`.
REFERRAL = "{reference}"


def form(needs: Permission, *arguments: str) -> Row:
    """A form about one of our referrals; what is posted here is empty, and refused in words."""
    return Row(needs, post=422, is_ours=True, is_tied=True, arguments=(REFERRAL, *arguments))


def button(needs: Permission, *arguments: str, **data: str) -> Row:
    """Something done with one press to something of ours."""
    return Row(needs, get=405, post=303, is_ours=True, is_tied=True, arguments=arguments, data=data)


def written(post: int, *arguments: str, post_is_tied: bool = True, **data: str) -> Row:
    """What is written about one of our referrals: read by whoever sees cases, written by whoever writes on them."""
    more = {"post_needs": P.WRITE_CASE, "post_is_tied": post_is_tied}
    return Row(P.SEE_CASES, post=post, is_ours=True, arguments=(REFERRAL, *arguments), data=data, **more)


ROWS: dict[str, Row] = {
    "home": Row(get=303, post=303),
    "health": Row(is_public=True),
    "live": Row(is_public=True),
    "ready": Row(is_public=True),
    "timers": Row(is_public=True, get=503),
    "metrics": Row(is_public=True),
    "guideline": Row(),
    "recommendations": Row(),
    "recommendations_csv": Row(),
    "approval": Row(P.SIGN_OFF_RULES, post=422),
    "pathways": Row(),
    "pathway": Row(is_ours=True, arguments=("{pathway}",)),
    "new_pathway": Row(P.EDIT_PATHWAYS, post=422),
    "edit_pathway": Row(P.EDIT_PATHWAYS, post=422, is_ours=True, arguments=("{pathway}",)),
    "task_templates": Row(),
    "new_task_template": Row(P.EDIT_PATHWAYS, post=422),
    "task_template": Row(P.EDIT_PATHWAYS, post=422, arguments=("pain",)),
    "directory": Row(),
    "new_contact": Row(P.EDIT_PATHWAYS, post=422),
    "contact": Row(P.EDIT_PATHWAYS, post=422, is_ours=True, arguments=("{contact}",)),
    "verify_contact": Row(P.VERIFY_CONTACT, get=405, post=303, is_ours=True, arguments=("{contact}",)),
    "lock": Row(get=303, post=302),
    "stay": Row(post=200),
    "people": Row(P.MANAGE_PEOPLE),
    "new_person": Row(P.MANAGE_PEOPLE, post=422),
    "person": Row(P.MANAGE_PEOPLE, post=404, is_ours=True, arguments=("{author}",)),
    "decide_role": Row(P.MANAGE_PEOPLE, get=405, post=404, arguments=("7",)),
    "reach": Row(post=404),
    "worker": Row(is_public=True),
    "accessibility": Row(is_public=True),
    "privacy": Row(is_public=True),
    "hazards": Row(P.SEE_PAPERS),
    "hazards_pdf": Row(P.SEE_PAPERS),
    "paper": Row(P.SEE_PAPERS, arguments=("safety-case",)),
    "ladder": Row(P.EDIT_LADDERS, post=422, arguments=("mri-24",)),
    "worklist": Row(P.SEE_CASES, post=200),
    "keep_filter": Row(P.SEE_CASES, get=405, post=303, data={"name": "x"}),
    "drop_filter": Row(P.SEE_CASES, get=405, post=404, arguments=("7",)),
    "export": Row(P.TAKE_LISTS_OUT, post=422),
    "sound": Row(P.ACKNOWLEDGE, get=405, post=303),
    # Any clinician of the alliance may stand in for another service.
    "handovers": Row(P.HOLD_ROLE, post=422),
    "handover": Row(P.HOLD_ROLE, is_ours=True, arguments=("{handover}",)),
    "handover_pdf": Row(P.HOLD_ROLE, post=405, is_ours=True, arguments=("{handover}",)),
    "arrived": Row(P.HOLD_ROLE, get=405, post=303, is_ours=True, arguments=("{test}",)),
    "answer_handover": Row(P.HOLD_ROLE, get=405, post=404, is_ours=True, arguments=("{handover}", "perhaps")),
    "handover_case": Row(P.HOLD_ROLE, get=405, post=404, is_ours=True, arguments=("{handover}", "7")),
    "take_role": Row(P.HOLD_ROLE, get=405, post=303, is_ours=True, data={"service": "{service}"}),
    # Who is on is for everybody of the alliance to read.
    "rota": Row(),
    "rota_who": Row(),
    "read_notices": Row(get=405, post=404),
    "feed": Row(post=404),
    "calendar": Row(is_public=True, get=404, arguments=("a-secret-of-nobody",)),
    "import_rota": Row(P.EDIT_ROTA, post=422),
    "rota_template": Row(P.EDIT_ROTA),
    "shift": Row(is_ours=True, arguments=("{shift}",)),
    "change_shift": Row(get=405, post=404, is_ours=True, arguments=("{shift}", "perhaps")),
    "answer_swap": Row(P.HOLD_ROLE, get=405, post=404, is_ours=True, arguments=("{swap}", "perhaps")),
    "take_shift": Row(P.HOLD_ROLE, get=405, post=303, is_ours=True, data={"service": "{service}"}),
    "competences": Row(P.SEE_CASES),
    "sign_off": Row(P.EDIT_ROTA, post=422),
    "withdraw_competence": Row(P.EDIT_ROTA, get=405, post=303, is_ours=True, is_tied=True, arguments=("{competence}",)),
    "post": Row(P.EDIT_ROTA, post=422, arguments=("coordinator",)),
    "add_pattern": Row(P.EDIT_ROTA, post=422, is_ours=True, is_tied=True, arguments=("{post}",)),
    "add_shift": Row(P.EDIT_ROTA, post=422, is_ours=True, is_tied=True, arguments=("{post}",)),
    "end_pattern": Row(P.EDIT_ROTA, get=405, post=303, is_ours=True, is_tied=True, arguments=("{pattern}",)),
    "find": Row(P.SEE_CASES, get=405, post=303, data={"q": "hiername"}),
    "found": Row(P.SEE_CASES, get=404, arguments=("a-key-of-nobody",)),
    "incidents": Row(P.SEE_CASES),
    "new_incident": Row(P.LOG_INCIDENT, post=422),
    "incident": Row(P.SEE_CASES, is_ours=True, arguments=("{incident}",)),
    "change_incident": Row(P.LOG_INCIDENT, post=422, is_ours=True, is_tied=True, arguments=("{incident}",)),
    "tasks": Row(P.SEE_CASES),
    "task": button(P.WRITE_CASE, "{task}", "take"),
    "cards": Row(P.EDIT_LETTERS, post=422),
    "card_file": Row(P.EDIT_LETTERS, is_ours=True, arguments=("{card}",)),
    "remove_card": button(P.EDIT_LETTERS, "{card}", reason=""),
    "cards_for": Row(P.SEE_CASES, is_ours=True, arguments=(REFERRAL,)),
    "card_in": Row(P.SEE_CASES, is_ours=True, arguments=(REFERRAL, "{card}")),
    "contact_card": Row(P.SEE_CASES, is_ours=True, arguments=(REFERRAL,)),
    "export_record": Row(P.TAKE_RECORDS_OUT, post=422, is_ours=True, arguments=(REFERRAL,)),
    "tasks_of": Row(P.SEE_CASES, is_ours=True, arguments=(REFERRAL,)),
    "add_task": form(P.WRITE_CASE),
    "new_call": Row(P.LOG_CALL),
    "call": Row(P.LOG_CALL, post=200, is_ours=True, arguments=("{draft}",), data={"surname": "Sonstwer"}),
    "call_back": button(P.LOG_CALL, "{call_back}", result="spoke"),
    "acknowledge": button(P.ACKNOWLEDGE, "{clock}"),
    "alerting_confirmed": Row(is_public=True),
    "alert_waits": Row(is_public=True),
    "referral": Row(P.SEE_CASES, is_ours=True, arguments=(REFERRAL,)),
    "history": Row(P.SEE_HISTORY, is_ours=True, arguments=(REFERRAL,)),
    "looks": Row(P.SEE_HISTORY, is_ours=True, arguments=(REFERRAL,)),
    "export_looks": Row(P.TAKE_RECORDS_OUT, post=422, is_ours=True, arguments=(REFERRAL,)),
    "details": form(P.WRITE_CASE),
    "advice": Row(P.WRITE_CASE, post=303, is_ours=True, is_tied=True, arguments=(REFERRAL,)),
    "score": form(P.WRITE_CASE, "sins"),
    "scales": form(P.WRITE_CASE),
    "power": form(P.WRITE_CASE),
    "to_ask": Row(P.SEE_CASES, is_ours=True, arguments=(REFERRAL,)),
    "key_information": form(P.WRITE_CASE, "neurology"),
    "answers": form(P.WRITE_CASE),
    "disposition": form(P.CHANGE_DISPOSITION),
    "confirm_withdrawal": button(P.CONFIRM_WITHDRAWAL, REFERRAL),
    "take": button(P.WRITE_CASE, REFERRAL),
    "bring_in": button(P.WRITE_CASE, REFERRAL, colleague="{email}"),
    "promise": button(P.WRITE_CASE, REFERRAL, phone="01632 960 999"),
    "record": form(P.WRITE_CASE, "note"),
    "correct": form(P.WRITE_CASE, "{event}"),
    "strike_out": button(P.WRITE_CASE, REFERRAL, "{event}", reason="x"),
    "transfer": Row(P.SEE_CASES, is_ours=True, arguments=(REFERRAL,)),
    "transfer_pdf": Row(P.SEE_CASES, is_ours=True, arguments=(REFERRAL,)),
    "letters": written(303, kind="gp_summary"),
    "letter": written(422, "{letter}", do="save"),
    "letter_pdf": Row(P.SEE_CASES, get=422, is_ours=True, arguments=(REFERRAL, "{letter}")),
    "letter_sent": Row(
        P.WRITE_CASE, get=405, post=422, is_ours=True, is_tied=True, arguments=(REFERRAL, "{approved_letter}")
    ),
    "letter_read": Row(P.WRITE_CASE, get=405, post=422, is_ours=True, is_tied=True, arguments=(REFERRAL, "{sending}")),
    "documents": written(422),
    "document": Row(P.SEE_CASES, is_ours=True, arguments=(REFERRAL, "{document}")),
    "remove_document": button(P.WRITE_CASE, REFERRAL, "{document}", reason="x"),
    "messages": written(422, post_is_tied=False),
    "information": written(422),
    "answer_information": Row(
        P.WRITE_CASE, get=405, post=422, is_ours=True, is_tied=True, arguments=(REFERRAL, "{question}")
    ),
    "wordings": Row(P.EDIT_LETTERS),
    "wording": Row(P.EDIT_LETTERS, post=422, arguments=("gp_summary",)),
    "end": form(P.CLOSE_CASE),
    "reopen": button(P.CLOSE_CASE, REFERRAL, reason="x"),
    "logs": Row(P.IMPORT_LOGS, post=422),
    "log_template": Row(P.IMPORT_LOGS, post=405),
    "log": Row(P.IMPORT_LOGS, post=303, is_ours=True, is_tied=True, arguments=("{log}",)),
    "imported_log": Row(P.IMPORT_LOGS, post=422, is_ours=True, is_tied=True, arguments=("{imported}",)),
    "audit:overview": Row(P.SEE_FIGURES),
    "audit:measure": Row(P.SEE_FIGURES, arguments=("t-1",)),
    "audit:people": Row(P.SEE_PEOPLE_BEHIND, arguments=("t-1",), query="?state=pending&period=this-month"),
    "audit:report": Row(P.SEE_FIGURES, query="?format=csv"),
    "audit:download": Row(P.SEE_FIGURES, arguments=("t-1",)),
    "audit:aim": Row(P.SET_AIMS, get=405, post=422, arguments=("t-1",)),
    "audit:rows": Row(P.TAKE_AUDIT_OUT, post=422),
    "audit:packs": Row(P.SEE_FIGURES),
    "audit:make_pack": Row(P.MAKE_PACKS, post=422),
    "audit:pack_order": Row(P.SEE_FIGURES, is_ours=True, arguments=("{order}",)),
    "audit:try_pack": Row(P.MAKE_PACKS, get=405, post=303, is_ours=True, arguments=("{order}",)),
    "audit:pack": Row(P.SEE_FIGURES, is_ours=True, arguments=("{pack}",)),
    "audit:sign_pack": Row(P.SIGN_PACKS, get=405, post=303, is_ours=True, arguments=("{pack}",)),
    "audit:group": Row(P.SEE_FIGURES),
    "audit:new_member": Row(P.KEEP_GROUP, post=422),
    "audit:member": Row(P.KEEP_GROUP, post=422, is_ours=True, arguments=("{member}",)),
    "audit:new_meeting": Row(P.KEEP_GROUP, post=422),
    "audit:meeting": Row(P.SEE_FIGURES, is_ours=True, arguments=("{meeting}",)),
    "audit:change_meeting": Row(P.KEEP_GROUP, post=422, is_ours=True, arguments=("{meeting}",)),
    "audit:attach_paper": Row(P.KEEP_GROUP, post=422, is_ours=True, arguments=("{meeting}",)),
    "audit:paper": Row(P.SEE_FIGURES, is_ours=True, arguments=("{meeting}", "{paper}")),
    "audit:remove_paper": Row(
        P.KEEP_GROUP, get=405, post=303, is_ours=True, arguments=("{meeting}", "{paper}"), data={"reason": "x"}
    ),
    "audit:new_action": Row(P.KEEP_GROUP, post=422),
    "audit:action": Row(P.KEEP_GROUP, post=422, is_ours=True, arguments=("{action}",)),
    "audit:pack_file": Row(P.SEE_FIGURES, is_ours=True, arguments=("{pack}",), query="?format=csv"),
    "account_login": Row(is_public=True, post=200, signed_in=302),
    "account_logout": Row(post=302),
    "account_inactive": Row(is_public=True),
    "account_signup": Row(is_public=True, post=200, signed_in=302),
    "account_reset_password": Row(is_public=True, post=200),
    "account_reset_password_done": Row(is_public=True),
    "account_reset_password_from_key": Row(is_public=True, post=200, arguments=("abc", "not-a-key")),
    "account_reset_password_from_key_done": Row(is_public=True),
    "mfa_index": Row(),
    # Nobody is halfway in here: who is in goes on, who is not starts at the sign-in page.
    "mfa_authenticate": Row(is_public=True, get=302, post=302),
    "mfa_login_webauthn": Row(is_public=True, get=302, post=302),
    "account_reauthenticate": Row(post=200),
    "mfa_reauthenticate": Row(get=302, post=302),
    "mfa_reauthenticate_webauthn": Row(get=302, post=302),
    "mfa_activate_totp": Row(post=200),
    "mfa_deactivate_totp": Row(get=404, post=404),
    "mfa_view_recovery_codes": Row(get=404, post=405),
    "mfa_generate_recovery_codes": Row(post=200),
    "mfa_list_webauthn": Row(get=302, post=302),
    "mfa_add_webauthn": Row(post=200),
    "mfa_remove_webauthn": Row(get=404, post=404, arguments=("7",)),
}
# To open the people behind a figure one must be allowed to see the figure too.
ALSO_NEEDS = {"audit:people": P.SEE_FIGURES}


def every_name(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """The name of every address, as the resolver knows them."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from every_name(each, f"{each.namespace}:" if each.namespace else space)
        else:
            assert isinstance(each, URLPattern)
            yield f"{space}{each.name}"


def test_every_address_is_in_the_table() -> None:
    assert sorted(every_name()) == sorted(ROWS)


@pytest.fixture
def ours(service: Service, at: datetime) -> dict[str, str]:
    return one_of_each(service, at)


def one_of_each(
    service: Service, at: datetime, who: tuple[str, str] = HERE, whose: str = "Test", phone: str = "01632 960 101"
) -> dict[str, str]:
    """Something of each kind in a service, by the word under which the table names it."""
    author = person(f"{whose} Author", Role.COORDINATOR, service)
    referral = told(author, service, at, who)
    course.record(
        referral=referral, kind=EventKind.NOTE, moment=Moment(at), data={"note": "x"}, by=Access(author), at=at
    )
    draft = factories.draft(Access(author), service, at, data={"surname": who[0]})
    letter = factories.letter(referral, author, at, approved=True)
    sending = letters.mark_sent(
        letter=letter, route="post", to_whom=who[0], moment=Moment(at), by=Access(author), at=at
    )
    attached = documents.attach(
        referral=referral, content=PDF, original_name=who[0], what=who[0], by=Access(author), at=at
    )
    promised = calls.promise(service=service, whom=who[0], phone="01632 960 000", about="x", by=Access(author), at=at)
    question = information.ask(
        referral=referral, of_whom=who[0], question="x", due_at=at + timedelta(hours=1), by=Access(author), at=at
    )
    beat("test")
    night = person(f"{whose} Nightauthor", Role.REGISTRAR, service)
    reach.add(user=author, channel=Channel.VOICE, address=phone, urgent_only=False, at=at)
    author.contact_points.update(verified_at=at)
    presence.take_role(service=service, by=Access(author), at=at)
    given = Handover.objects.create(
        alliance=service.alliance, service=service, giver=author, receiver=night, note=who[0], given_at=at
    )
    row = f"reference,received_at,surname\n1,2026-11-01,{who[0]}\n"
    lead = Access(person(f"{whose} Logkeeper", Role.SERVICE_LEAD, service))
    agreed = factories.pathway(service.alliance, author, at)
    on = service.posts.create(role="coordinator", fallback_phone="01632 960 999")
    day = at.date()
    again = on.patterns.create(person=author, weekdays=[0], starts=time(8), ends=time(20), first=day, last=day)
    shift = on.shifts.create(
        person=author, starts_at=at, ends_at=at + timedelta(hours=9), source="pattern", pattern=again
    )
    return {
        "log": str(logs.keep(content=row.encode(), service=service, by=lead, at=at).pk),
        "imported": str(ImportedLog.objects.create(alliance=service.alliance, service=service, imported_at=at).pk),
        "pathway": str(agreed.pk),
        "contact": str(factories.contact(service.alliance).pk),
        "post": str(on.pk),
        "pattern": str(again.pk),
        "shift": str(shift.pk),
        "swap": str(shift.swaps.create(receiver=night, asked_at=at).pk),
        "competence": str(author.competences.get().pk),
        "handover": str(given.pk),
        "letter": str(factories.letter(referral, author, at).pk),
        "approved_letter": str(letter.pk),
        "sending": str(sending.pk),
        "document": str(attached.pk),
        "card": str(factories.card(service, lead, at).pk),
        "question": str(question.pk),
        "test": str(Delivery.objects.get(holding__user=author).pk),
        "reference": referral.reference,
        **factories.pack(service.alliance, author, at),
        **factories.steering_group(service.alliance, at),
        "incident": str(factories.incident(Access(author), service, at, what=who[0]).pk),
        "task": str(referral.tasks.first().pk),
        "draft": str(draft.pk),
        "call_back": str(promised.pk),
        "clock": str(referral.clocks.get(kind="mri").pk),
        "event": str(referral.events.get(kind=EventKind.NOTE).pk),
        "service": str(service.pk),
        "email": author.email,
        "author": str(author.pk),
    }


@pytest.fixture
def theirs(other_service: Service, at: datetime) -> Referral:
    return told(person("Test Elsewhere", Role.COORDINATOR, other_service), other_service, at, THERE)


def told(author: User, service: Service, at: datetime, who: tuple[str, str]) -> Referral:
    return factories.referral(author, service, at, surname=who[0].capitalize(), forename="A", nhs_number=who[1])


CASES = [
    (role, place) for role in Role for place in (OWN, SISTER, OTHER) if place != SISTER or role not in ALLIANCE_ROLES
]


@pytest.mark.parametrize(("role", "place"), CASES, ids=[f"{role}, {place}" for role, place in CASES])
def test_who_may_open_what(role: Role, place: str, ours: dict, theirs: Referral, request) -> None:
    user = person("Test Person", role, request.getfixturevalue(place))
    signed_in = Client()
    signed_in.force_login(user)
    cookie = signed_in.cookies[settings.SESSION_COOKIE_NAME].value
    wrong, seen = [], False
    for name, row in ROWS.items():
        for method in ("get", "post"):
            response = ask(name, row, method, ours, cookie)
            seen |= HERE[0] in everything(response)
            expected = expected_of(name, row, method, role, place)
            if response.status_code != expected:
                wrong.append(f"{method} {name}: {response.status_code} instead of {expected}")
            wrong += [f"{method} {name} tells {each}" for each in leaks(response, role, place)]
    assert wrong == []
    # Who may see people does see them: what was looked for can be found.
    assert seen == (place != OTHER and P.SEE_CASES in ROLES[role])


def test_nobody_who_is_not_signed_in_sees_anything(ours: dict, theirs: Referral) -> None:
    wrong = []
    for name, row in ROWS.items():
        for method in ("get", "post"):
            response = ask(name, row, method, ours, None)
            if row.is_public:
                is_right = response.status_code == getattr(row, method)
            else:
                to_sign_in = leads_to(response).startswith(reverse("account_login"))
                is_right = response.status_code == 302 and (to_sign_in or name == "account_logout")
            if not is_right:
                wrong.append(f"{method} {name}: {response.status_code} {leads_to(response)}")
            wrong += [f"{method} {name} tells {each}" for each in (*HERE, *THERE) if each in everything(response)]
    assert wrong == []


BROWSER = Client()


def ask(name: str, row: Row, method: str, ours: dict[str, str], cookie: str | None) -> HttpResponse:
    """One request of a browser with this session; whatever it changes is taken back."""
    BROWSER.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: cookie} if cookie else {})
    address = reverse(name, args=[each.format(**ours) for each in row.arguments]) + row.query
    data = {key: value.format(**ours) for key, value in row.data.items()}
    with transaction.atomic():
        response = BROWSER.get(address) if method == "get" else BROWSER.post(address, data)
        transaction.set_rollback(True)
    return response


def expected_of(name: str, row: Row, method: str, role: Role, place: str) -> int:
    status = getattr(row, method)
    if status == 405:
        return 405
    if row.needs and not {row.needs, ALSO_NEEDS.get(name, row.needs)} <= ROLES[role]:
        return 403
    if row.is_ours and place == OTHER:
        return 404
    if method == "post" and row.post_needs and row.post_needs not in ROLES[role]:
        return 403
    is_tied = row.is_tied or (method == "post" and row.post_is_tied)
    if place == SISTER and (is_tied or (name, method) == ("call", "post")):
        return 403
    return row.signed_in or status


def everything(response: HttpResponse) -> str:
    """All that reaches the browser: headers, cookies, page."""
    return f"{response.headers} {response.cookies} {response.content.decode(errors='replace')}".upper()


def leaks(response: HttpResponse, role: Role, place: str) -> list[str]:
    """Names and numbers of people that this person may not see."""
    may = {P.SEE_CASES, P.SEE_PEOPLE_BEHIND} & ROLES[role]
    hidden = {OTHER: HERE}.get(place, THERE)
    hidden += () if may else (HERE if place != OTHER else THERE)
    return [each for each in hidden if each in everything(response)]
