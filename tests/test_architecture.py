"""The laws that no linter holds: who reaches rows, who writes, whole tables, plain addresses, quiet templates."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey
from django.urls import URLPattern, URLResolver, get_resolver

from audit.measures import REASON_WORDS, STATE_WORDS
from audit.measures import State as Score
from mscc.access import AllianceOwned
from mscc.models import Alliance
from mscc.roles import ALLIANCE_ROLES, OWN_SERVICE, ROLES, Permission, Role
from pathways.clock import STATUS_WORDS, Standing, Status
from pathways.escalation import WHO_WORDS, Who, ladder_for
from pathways.guideline.limits import LIMITS, ClockKind
from pathways.guideline.recommendations import RECOMMENDATIONS
from pathways.guideline.terms import CORD, FACTS, LABELS, PAIN, PRIMARIES
from pathways.guideline.triage import TABLE, Disposition
from pathways.guideline.words import HEADINGS, SAY
from pathways.incidents import STAGE_WORDS, Stage
from pathways.states import ENDED, NEEDS, STATES, TRANSITIONS, State, Step
from referrals.actions.closing import ENDINGS
from referrals.cards import BASIS_WORDS
from referrals.events import EVENTS, RECORDABLE, EventKind
from referrals.forms.asks import ASKS
from referrals.forms.call import DETAILS
from referrals.models import Timeline
from referrals.models.timeline import MOMENTS
from referrals.sentences import SAID
from referrals.worklist import TAGS

ROOT = Path(__file__).resolve().parent.parent
APPS = ("mscc", "pathways", "referrals", "audit")
SOURCES = sorted(
    path.relative_to(ROOT) for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
)
VIEWS = [path for path in SOURCES if "views" in path.parts or path.name == "views.py"]
TEMPLATES = sorted(path.relative_to(ROOT) for path in (ROOT / "templates").rglob("*.jinja"))


def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text())


def where(path: Path, node: ast.AST) -> str:
    return f"{path}:{node.lineno}"  # type: ignore[attr-defined]


# Nobody reaches a row of another alliance (law 12)

# What a page may look up otherwise than by `seen_by`, and why nothing of another alliance can come of it.
OTHERWISE_SCOPED = {
    ("referrals/views/health.py", "Heartbeat"): "belongs to no alliance and holds nobody's data",
    ("referrals/worklist.py", "Clock"): "of the referrals that `seen_by` has found",
    ("referrals/worklist.py", "Task"): "of the referrals that `seen_by` has found",
    ("referrals/roster.py", "Shift"): "of posts that were found by alliance",
    ("referrals/roster.py", "RoleHolding"): "of services that were found by alliance",
    ("referrals/roster.py", "Post"): "of services that were found by alliance",
    ("referrals/waiting.py", "Alert"): "of the alliance, or of the services in a note that we signed",
    ("mscc/web/once.py", "Pressed"): "of what was sent, with who sent it",
    ("mscc/web/accounts.py", "Authenticator"): "of the person who signs in",
    ("mscc/web/factors.py", "User"): "whoever signs in: nobody's alliance is known yet, and nothing of them is shown",
    ("mscc/web/sessions.py", "User"): "whether the person whose session has ended is still in service",
    ("mscc/web/parked.py", "ParkedForm"): "of the person who is signed in, or who was",
}
PAGE_SIDE = [
    *VIEWS,
    *(
        Path("referrals") / name
        for name in ("page.py", "roster.py", "worklist.py", "waiting.py", "call.py", "to_do.py")
    ),
    Path("referrals/sentences.py"),
]
PAGE_SIDE += [path for path in SOURCES if path.parts[:2] in {("mscc", "web"), ("referrals", "forms")}]


def unscoped(path: Path) -> Iterator[tuple[str, str]]:
    """Each use of a model's own manager outside a statement that names the alliance."""
    source = (ROOT / path).read_text()
    for statement in ast.walk(ast.parse(source)):
        if not isinstance(statement, ast.stmt) or isinstance(statement, ast.FunctionDef | ast.ClassDef):
            continue
        text = ast.get_source_segment(source, statement) or ""
        for node in ast.walk(statement):
            if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}:
                model = node.value.id if isinstance(node.value, ast.Name) else ast.unparse(node.value)
                if "alliance" not in text:
                    yield where(path, node), model


def test_pages_reach_rows_through_the_persons_own_alliance() -> None:
    found = [(str(path), at, model) for path in PAGE_SIDE for at, model in unscoped(path)]
    assert [at for path, at, model in found if (path, model) not in OTHERWISE_SCOPED] == []
    assert {(path, model) for path, _, model in found} == set(OTHERWISE_SCOPED), "an exception nobody needs any more"


# Told apart by hand: how such a row is reached is said beside it.
REACHED_OTHERWISE = {"ReferenceCounter": "read by the action that gives a reference, never by a page"}


def test_every_row_that_belongs_to_an_alliance_can_be_asked_for_by_alliance() -> None:
    for model in apps.get_models():
        of_ours = model._meta.app_label in {"referrals", "pathways"} and "Historical" not in model.__name__
        owns = any(isinstance(field, ForeignKey) and field.related_model is Alliance for field in model._meta.fields)
        if of_ours and owns and model.__name__ not in REACHED_OTHERWISE:
            assert issubclass(model, AllianceOwned), model


# Only actions write (law 2)

WRITES = {"save", "create", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "force_login"}


def test_views_write_nothing_themselves() -> None:
    wrong = []
    for path in VIEWS:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                on_rows = node.func.attr == "update" and ".filter(" in ast.unparse(node.func.value)
                if node.func.attr in WRITES or on_rows:
                    wrong.append(where(path, node))
    assert wrong == []


def test_views_of_referrals_and_pathways_leave_the_trail_to_actions() -> None:
    for path in VIEWS:
        if path.parts[0] != "audit":
            assert "trail" not in (ROOT / path).read_text(), path


def test_an_action_says_by_whom_and_at_what_moment() -> None:
    """Keyword-only, `by` and `at` always."""
    for path in (path for path in SOURCES if path.parts[:2] == ("referrals", "actions")):
        for node in tree(path).body:
            if not isinstance(node, ast.FunctionDef) or not _is_atomic(node):
                continue
            names = {each.arg for each in node.args.kwonlyargs}
            assert {"by", "at"} <= names, f"{where(path, node)} {node.name}"
            assert not node.args.args, f"{where(path, node)} {node.name}"


def _is_atomic(node: ast.FunctionDef) -> bool:
    opened = "with change(" in ast.unparse(node) or any("atomic" in ast.unparse(each) for each in node.decorator_list)
    return opened and not node.name.startswith("_") and node.name != "change"


# What time it is is asked once, at the edge (law 5)

MAY_ASK = {
    "mscc/web/middleware.py": "once a request",
    "referrals/forms/fields.py": "a birth date is not in the future",
    "referrals/tasks.py": "a task is an edge",
    "audit/tasks.py": "a task is an edge",
    "referrals/management/commands/run_auditor.py": "a command is an edge",
    "referrals/management/commands/run_timers.py": "only to compare this machine's clock with the database's",
    "audit/management/commands/run_sealer.py": "a command is an edge",
    "audit/management/commands/demo.py": "a command is an edge",
    "audit/management/commands/audit_report.py": "a command is an edge",
    "audit/management/commands/keep_figures.py": "a command is an edge",
    "referrals/management/commands/import_referrals.py": "a command is an edge",
    "referrals/management/commands/undo_import.py": "a command is an edge",
    "mscc/management/commands/backup.py": "a command is an edge",
    "referrals/management/commands/downtime_pack.py": "a command is an edge",
}


def test_what_time_it_is_is_asked_at_the_edge() -> None:
    asks = re.compile(r"timezone\.now\(|datetime\.(?:now|today|utcnow)\(|date\.today\(|localdate\(|localtime\(\)")
    found = {str(path) for path in SOURCES if asks.search((ROOT / path).read_text())}
    assert found <= set(MAY_ASK)


# Tables are whole (law 9)


@pytest.mark.parametrize(
    ("table", "whole"),
    [
        (ROLES, Role), (STATES, State), (NEEDS, Step), (TRANSITIONS, set(Step) - {Step.REOPEN}), (ENDINGS, ENDED),
        (EVENTS, EventKind), (HEADINGS, Disposition), (SAY, Disposition), (set(TABLE.values()) | {Disposition.EXPLAIN},
        Disposition), (STATUS_WORDS, Status), (WHO_WORDS, Who), (TAGS, Standing), (STATE_WORDS, Score),
        ({each.kind for each in LIMITS}, ClockKind), ({each for about in EVENTS.values() for each in about.asks}, ASKS),
        (SAID, {*DETAILS}), (STAGE_WORDS, Stage), (set().union(*ROLES.values()), Permission),
    ],
)  # fmt: skip
def test_a_table_covers_what_it_is_about(table: object, whole: object) -> None:
    assert {str(each) for each in table} == {str(each) for each in whole}  # type: ignore[attr-defined]


def test_tables_name_nothing_that_is_not_there() -> None:
    assert {each.sets for each in EVENTS.values() if each.sets} <= set(MOMENTS)
    assert {each.start for each in LIMITS} | {each.fallback for each in LIMITS if each.fallback} >= set(BASIS_WORDS)
    assert {value for _, value in PRIMARIES.values()} <= set(FACTS["primary"])
    assert set(LABELS) <= set(FACTS)
    assert {*CORD, *PAIN} <= set(FACTS)
    assert set(Role) >= ALLIANCE_ROLES
    assert set(Permission) >= OWN_SERVICE
    assert {name for name in MOMENTS if not hasattr(Timeline, name)} == set()
    assert all(REASON_WORDS.values())


@pytest.mark.parametrize("limit", LIMITS, ids=lambda each: each.label)
def test_every_clock_has_its_ladder_its_words_and_its_recommendation(limit) -> None:
    assert ladder_for(limit.kind, limit.hours).stages
    assert limit.is_local or limit.rec in RECOMMENDATIONS
    if limit.kind not in {
        ClockKind.ACKNOWLEDGEMENT,
        ClockKind.DRAFT,
        ClockKind.HANDOVER,
        ClockKind.COVER,
        ClockKind.REVIEW,
        ClockKind.MEETING,
    }:  # these have no card of their own
        assert {limit.start, limit.fallback or limit.start} <= set(BASIS_WORDS)


def test_what_is_recorded_can_be_said_in_words() -> None:
    for kind in RECORDABLE:
        assert EVENTS[kind].sentence
        assert EVENTS[kind].record_as
        assert EVENTS[kind].planned == ("booked_for" in EVENTS[kind].asks)


# No address says anything about a person (law 11)

WORDS = {
    "accessibility", "accounts", "acknowledge", "actions", "advice", "again", "aim", "alerts", "answers", "app",
    "approval", "arrived", "audit", "back", "backs", "call", "calls", "card", "cards", "code", "codes", "colleague",
    "competences", "confirmed", "csv", "details", "directory", "disposition", "documents", "done", "edit", "end",
    "events", "export", "factors", "feed", "figures", "file", "filters", "find", "group", "guideline", "handover",
    "hazards", "health", "history", "ics", "import", "imported", "inactive", "incidents", "information", "key",
    "keys", "ladders", "letters", "live", "lock", "login", "logout", "logs", "meetings", "members", "messages",
    "metrics", "new", "notices", "oidc", "out", "packs", "papers", "password", "pathways", "patterns", "pdf",
    "people", "posts", "power", "privacy", "reach", "read", "ready", "recommendations", "record", "referrals",
    "remove", "reopen", "report", "requests", "reset", "role", "rota", "rows", "scales", "scores", "sent", "shifts",
    "sign", "signup", "sound", "stay", "strike", "swaps", "take", "tasks", "template", "timers", "transfer", "verify",
    "waiting", "who", "withdrawal", "worker", "worklist",
}  # fmt: skip
PARTS = {"key", "pk", "reference", "kind", "slug", "position", "uidb36"}


def every_address(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            yield before + str(each.pattern)
        else:
            yield from every_address(each, before + str(each.pattern))


def test_addresses_are_made_of_our_own_words_and_opaque_keys() -> None:
    for address in every_address(get_resolver()):
        assert set(re.findall(r"<(?:\w+:)?(\w+)>", address)) <= PARTS, address
        literal = re.sub(r"\(\?P<\w+>[^)]*\)|<[^>]*>", " ", address)
        assert set(re.findall(r"[a-z]{2,}", literal)) <= WORDS, address


# Templates carry no script, no style, no other host; and work without JavaScript (law 10)

TAG = re.compile(r"<(\w+)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.S)


def tags(path: Path) -> Iterator[tuple[str, str]]:
    """Each tag with its attributes, without what Jinja puts there."""
    text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", (ROOT / path).read_text(), flags=re.S)
    for found in TAG.finditer(text):
        yield found[1].lower(), re.sub(r"\s+", " ", found[2])


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_a_template_carries_no_script_no_style_and_no_other_host(path: Path) -> None:
    text = (ROOT / path).read_text()
    for name, attributes in tags(path):
        assert name != "style", path
        assert name != "script" or " src=" in attributes, f"{path}: a script without a file"
        assert not re.search(r"\s(style|on\w+|hx-on[:\w-]*|hx-vars)\s*=", attributes), f"{path}: <{name}{attributes}>"
    assert not re.search(r"https?://|//\w+\.|javascript:", text), path
    assert not re.search(r"\|\s*safe\b|autoescape\s+false|hx-vals=.js:", text), path


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_what_htmx_does_the_page_does_without_it(path: Path) -> None:
    for name, attributes in tags(path):
        if re.search(r"\shx-(get|post|put|delete|patch)=", attributes):
            is_form = name == "form" and " method=" in attributes
            is_link = name == "a" and " href=" in attributes
            is_poll = " hx-get=" in attributes and "data-background" in attributes
            assert is_form or is_link or is_poll, f"{path}: <{name}{attributes}>"


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_every_form_that_is_posted_carries_its_token(path: Path) -> None:
    text = (ROOT / path).read_text()
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", text, re.S):
        assert re.search(r"{{ csrf(_input)? }}", form), f"{path}: {form[:80]}"


def test_no_rule_of_the_guideline_is_in_the_script() -> None:
    script = re.sub(r"//.*", "", (ROOT / "static" / "mscc.js").read_text())
    facts = {*FACTS, *map(str, Disposition), *map(str, ClockKind), *map(str, EventKind), *map(str, State), *PRIMARIES}
    facts -= {"note"}  # a word, too
    assert {name for name in facts if re.search(rf"\b{re.escape(name)}\b", script)} == set()
    assert not re.search(r"\b\d+\.\d+\.\d+\b|eval\(|innerHTML|document\.write|localStorage|sessionStorage", script)
    assert not re.search(r"https?://", script)


# Small files, small functions (law 13)

LONGEST_FILE, LONGEST_FUNCTION = 300, 25
# Runs before anything is installed, and alone in the container's first layer: it imports nothing of ours.
LONG_FILES = {"mscc/bootstrap.py": 330}
LONG_FUNCTIONS = {
    "audit/demonstration/history.py:_imaged": "one course of imaging, told in its order",
    "referrals/actions/change.py:event": "an event has this many fields",
    "referrals/actions/intake.py:receive": "one transaction, told in its order",
}


@pytest.mark.parametrize("path", [*SOURCES, *TEMPLATES, Path("static/mscc.js")], ids=str)
def test_a_file_is_read_in_one_sitting(path: Path) -> None:
    assert len((ROOT / path).read_text().splitlines()) <= LONG_FILES.get(str(path), LONGEST_FILE)


def long_functions() -> Iterator[str]:
    for path in SOURCES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef) and length(node) > LONGEST_FUNCTION:
                yield f"{path}:{node.name}"


def length(node: ast.FunctionDef) -> int:
    """Its lines, without what its docstring says."""
    lines = node.end_lineno - node.lineno + 1  # type: ignore[operator]
    if ast.get_docstring(node, clean=False) is not None:
        said = node.body[0]
        lines -= said.end_lineno - said.lineno + 1  # type: ignore[operator]
    return lines


def test_a_function_is_seen_at_one_glance() -> None:
    assert set(long_functions()) <= set(LONG_FUNCTIONS)
