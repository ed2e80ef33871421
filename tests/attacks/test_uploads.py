"""Every place that takes a file, with every file that is not what it seems: refused in words, kept nowhere."""

import io
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from openpyxl import Workbook

from mscc import store
from mscc.kept import Kept
from mscc.models import KeptFile
from tests.attacks.filling import file
from tests.attacks.walking import Form, forms
from tests.rules.test_content import PDF, PNG
from tests.views.looking import leads_to, soup, words

DOCTYPE = b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'><!ENTITY a '&e;&e;&e;&e;'>]>"
NAMES = ("../../../etc/cron.d/x.pdf", "a\0.pdf", "C:\\x.pdf", "x.pdf/../y.svg", "\u202efdp.exe", "=1+1.csv", "x" * 500)


def zipped(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def workbook(part: str, content: bytes) -> bytes:
    """A whole workbook in which one part is something else."""
    plain, made = io.BytesIO(), io.BytesIO()
    Workbook().save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, content if each == part else old.read(each))
    return made.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
CORPUS = {
    "SVG with a script": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "page": b"<!doctype html><script>alert(1)</script>",
    "PDF and page": PDF + b"<script>alert(1)</script>",
    "PDF and archive": PDF + zipped(a=b"x"),
    "picture and page": PNG + b"<script>alert(1)</script>",
    "program": b"MZ\x90\0" + b"\0" * 200,
    "archive bomb": zipped(a=b"\0" * 30_000_000),
    "workbook bomb": workbook(SHEET, b"<x>" + b" " * 40_000_000 + b"</x>"),
    "workbook with entities": workbook(SHEET, DOCTYPE + b"<worksheet><sheetData>&a;</sheetData></worksheet>"),
    "archive out of its folder": zipped(**{"..__..__x": b"x"}),
    "endless line": b"reference," * 2_000 + b"\n" + b"\xff\xfe" * 20_000,
    "NUL": b"\0" * 5_000,
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:
    settings.STORAGES = {**settings.STORAGES, "documents": Kept.of({}, tmp_path).storage}
    return tmp_path


@pytest.fixture
def taking(folder: Path, insider: Client, ours: dict) -> list[Form]:
    found = [form for form in forms(insider, ours) if form.files]
    assert len(found) >= 4
    return found


def kept() -> int:
    return sum(model._base_manager.count() for model in apps.get_models() if issubclass(model, KeptFile))


def test_nothing_but_what_it_seems_is_kept(taking: list[Form], insider: Client, folder: Path) -> None:
    files, rows, wrong = set(folder.rglob("*")), kept(), []
    for form in taking:
        for what, content in CORPUS.items():
            (name,) = form.files
            given = file(content, "scan.pdf", "application/pdf")
            with transaction.atomic():
                response = insider.post(form.to, {**form.chosen(), **dict.fromkeys(form.words, "x"), name: given})
                if response.status_code == 303:  # a log of referrals lies aside, and its page says what is wrong
                    response = insider.get(leads_to(response))
                is_kept = kept() != rows or set(folder.rglob("*")) != files
                transaction.set_rollback(True)
            said = " ".join(words(each) for each in soup(response).select(".app-errors, .app-error"))
            if response.status_code not in {200, 422} or is_kept or not said or "root:" in response.content.decode():
                wrong.append(f"{form.to} {what}: {response.status_code} {said[:80]}")
    assert wrong == []


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_no_name_is_a_path_or_a_kind(taking: list[Form], insider: Client, folder: Path, name: str) -> None:
    for form in taking:
        (field,) = form.files
        given = file(PDF, "x", "image/svg+xml")
        given.name = name
        with transaction.atomic():
            response = insider.post(form.to, {**form.chosen(), **dict.fromkeys(form.words, "x"), field: given})
            transaction.set_rollback(True)
        assert response.status_code in {302, 303, 422}, form.to
    for each in folder.rglob("*"):
        assert each.is_dir() or each.name.isalnum(), each
    assert store.LARGEST_FILE <= 20 * 1024 * 1024
