"""Documents: looked at by content, scanned, kept under a name of their own, taken out with a reason."""

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.storage import storages

from audit.models import Entry
from mscc import scanner, store
from mscc.access import Access
from mscc.incoming import readable
from mscc.kept import Kept
from mscc.models import Service
from pathways.states import NotPossible
from referrals.actions import documents
from referrals.events import EventKind
from referrals.models import Document, Referral
from tests import factories
from tests.actions.acting import event
from tests.conftest import Cast
from tests.rules.test_content import JPEG, PDF, PNG
from tests.views.calling import HOSTILE

K = EventKind
CLEAN = (sys.executable, "-c", "import sys; sys.stdin.buffer.read(); sys.exit(0)")
FOUND = (sys.executable, "-c", "import sys; sys.exit(b'<script>' in sys.stdin.buffer.read())")
BROKEN = (sys.executable, "-c", "import sys; sys.exit(2)")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:
    settings.STORAGES = {**settings.STORAGES, "documents": Kept.of({}, tmp_path).storage}
    return tmp_path / "documents"


@pytest.fixture
def referral(people: Cast, service: Service, at: datetime) -> Referral:
    return factories.referral(people.coordinator, service, at)


def attach(referral: Referral, by: Access, at: datetime, content: bytes = PDF, name: str = "scan.pdf") -> Document:
    return documents.attach(
        referral=referral, content=content, original_name=name, what="Report of the MRI", by=by, at=at
    )


def files(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.is_file()]


@pytest.mark.parametrize(("content", "kind"), [(PDF, "pdf"), (PNG, "png"), (JPEG, "jpeg")])
def test_it_is_kept_as_it_came_under_a_random_name(referral, by, at, folder, content, kind):
    made = attach(referral, by, at, content, "TESTPATIENT.exe")
    (file,) = files(folder)
    assert file.read_bytes() == content == documents.open_one(document=made, by=by, at=at)
    assert (made.kind, made.size, made.original_name) == (kind, len(content), "TESTPATIENT.exe")
    assert str(file.relative_to(folder)) == made.file
    assert "testpatient" not in str(file).lower()
    assert "." not in file.name
    assert file.stat().st_mode & 0o077 == 0
    assert event(referral, K.DOCUMENT_ATTACHED).data == {"what": "Report of the MRI"}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"), ("C:\\Users\\x\\scan.pdf", "scan.pdf"), ("", ""), ("a\0b.pdf", "ab.pdf"),
        ("x" * 1000, "x" * 200), ("\u202efdp.exe", "fdp.exe"), ("a\r\nX-Header: 1", "aX-Header: 1"),
        ("<script>.pdf", "<script>.pdf"), ("=1+1.pdf", "=1+1.pdf"),
    ],
)  # fmt: skip
def test_a_name_is_only_ever_text(name: str, kept: str) -> None:
    assert readable(name) == kept


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_whatever_it_was_called_the_row_can_be_kept(referral, by, at, name):
    assert Document.objects.get(pk=attach(referral, by, at, name=name).pk).kind == "pdf"


def test_what_is_refused_is_kept_nowhere_and_on_the_trail(referral, by, at, folder):
    with pytest.raises(NotPossible, match="neither a PDF nor"):
        attach(referral, by, at, b"<html>", "report.pdf")
    with pytest.raises(NotPossible, match="larger than 20 MB"):
        attach(referral, by, at, PDF + b"\0" * store.LARGEST_FILE)
    assert files(folder) == []
    assert not Document.objects.exists()
    refused = Entry.objects.filter(action="document.refuse").order_by("pk").values_list("detail", flat=True)
    assert [each["why"] for each in refused] == ["ContentRefused", "TooLarge"]


def test_a_row_that_cannot_be_written_leaves_no_file(referral, people, at, folder, monkeypatch):
    monkeypatch.setattr(Document.objects, "create", lambda **_: (_ for _ in ()).throw(RuntimeError("no")))
    with pytest.raises(RuntimeError):
        attach(referral, Access(people.coordinator), at)
    assert files(folder) == []


class TestScanner:
    @pytest.fixture
    def scanned_by(self, settings):
        def use(*command: str) -> None:
            settings.KEPT = replace(settings.KEPT, scanner=command)

        return use

    def test_without_one_the_row_says_so(self, referral, by, at):
        assert attach(referral, by, at).scanned_by == ""

    def test_what_is_clean_is_kept_with_the_name_of_the_scanner(self, referral, by, at, scanned_by):
        scanned_by(*CLEAN)
        assert attach(referral, by, at).scanned_by == Path(sys.executable).name

    def test_what_is_infected_is_not_kept(self, referral, by, at, scanned_by, folder):
        scanned_by(*FOUND)
        with pytest.raises(NotPossible, match="found something"):
            attach(referral, by, at)
        assert attach(referral, by, at, PNG).kind == "png"
        assert len(files(folder)) == 1

    @pytest.mark.parametrize("command", [BROKEN, ("/nonexistent/scanner",)], ids=["fails", "is not there"])
    def test_what_nobody_knows_is_not_kept(self, referral, by, at, scanned_by, folder, command):
        scanned_by(*command)
        with pytest.raises(NotPossible, match="does not answer"):
            attach(referral, by, at)
        assert files(folder) == []

    def test_one_that_hangs_is_not_waited_for_for_ever(self, referral, by, at, scanned_by, monkeypatch):
        monkeypatch.setattr(scanner, "LONGEST", 0.2)
        scanned_by(sys.executable, "-c", "import signal; signal.pause()")
        with pytest.raises(NotPossible, match="does not answer"):
            attach(referral, by, at)

    def test_the_setting_names_a_command(self, tmp_path):
        kept = Kept.of({"DOCUMENT_SCANNER": "clamdscan --no-summary -"}, tmp_path)
        assert kept.scanner == ("clamdscan", "--no-summary", "-")


class TestStore:
    def test_another_storage_can_be_named(self, tmp_path):
        named = {"DOCUMENTS_STORAGE": "storages.backends.s3.S3Storage", "DOCUMENTS_STORAGE_OPTIONS": '{"a": 1}'}
        assert Kept.of(named, tmp_path).storage == {"BACKEND": named["DOCUMENTS_STORAGE"], "OPTIONS": {"a": 1}}

    def test_options_that_are_none_are_said(self, tmp_path):
        with pytest.raises(Exception, match="not an object in JSON"):
            Kept.of({"DOCUMENTS_STORAGE": "x.Y", "DOCUMENTS_STORAGE_OPTIONS": "a=1"}, tmp_path)

    def test_it_is_served_by_no_address_and_lies_outside_what_is(self, settings):
        place = Path(storages["documents"].location)
        assert not place.is_relative_to(settings.STATIC_ROOT)
        assert not any(place.is_relative_to(each[1] if isinstance(each, tuple) else each)
                       for each in settings.STATICFILES_DIRS)  # fmt: skip


def test_taken_out_it_is_opened_by_nobody_and_stays_on_record(referral, by, at, folder):
    made = attach(referral, by, at)
    with pytest.raises(NotPossible, match="Say why"):
        documents.remove(document=made, reason=" ", by=by, at=at)
    removed = documents.remove(document=made, reason="Another person’s", by=by, at=at)
    with pytest.raises(NotPossible, match="taken out"):
        documents.open_one(document=removed, by=by, at=at)
    with pytest.raises(NotPossible, match="already"):
        documents.remove(document=made, reason="Again", by=by, at=at)
    assert event(referral, K.DOCUMENT_REMOVED).data["reason"] == "Another person’s"


def test_a_file_that_is_lost_is_said(referral, by, at):
    made = attach(referral, by, at)
    store.forget(made.file)
    with pytest.raises(NotPossible, match="not where it was kept"):
        documents.open_one(document=made, by=by, at=at)


def test_a_save_takes_few_queries(referral, people, at, django_assert_max_num_queries):
    by = Access(people.coordinator)
    with django_assert_max_num_queries(15):
        attach(referral, by, at)
