"""The pack for a downtime: it opens with its password alone, names nobody in its name, and rings when it stays away."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError

from audit.models import Entry
from mscc.aside.settings import Aside
from referrals import auditor, downtime, tasks
from referrals.models import DowntimePack
from tests import factories

PASSWORD = "on a card in the office"


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.ASIDE = replace(settings.ASIDE, downtime_folder=tmp_path, downtime_password=PASSWORD)
    return tmp_path


@pytest.fixture
def now():
    return timezone.now()


def text(path: Path) -> str:
    reader = PdfReader(BytesIO(path.read_bytes()))
    assert reader.decrypt(PASSWORD)
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_it_holds_who_is_open_what_runs_whom_to_ring_and_blank_forms(people, service, folder, now):
    factories.referral(people.coordinator, service, now - timedelta(hours=5))
    path = downtime.write(service, folder, PASSWORD, at=now)
    said = text(path)
    for words in ("TESTPATIENT", "MRI 24 h", "0300 000 0001", "Any weakness of the legs or arms?", "A new call",
                  "What happens to people who are open", "Nothing alerts while the service is down"):  # fmt: skip
        assert words in said, words
    assert DowntimePack.objects.get(service=service).people == 1
    assert Entry.objects.get(action="downtime pack written").detail == {"people": 1}


def test_nobody_opens_it_without_the_password_and_its_name_says_nothing(people, service, folder, now):
    factories.referral(people.coordinator, service, now)
    path = downtime.write(service, folder, PASSWORD, at=now)
    assert path.name == f"mscc-downtime-TST1-{now:%Y%m%dT%H%MZ}.pdf"
    reader = PdfReader(path)
    with pytest.raises(FileNotDecryptedError):
        _ = reader.pages[0]
    assert reader.decrypt("another") == 0
    assert b"TESTPATIENT" not in path.read_bytes()
    assert b"/AESV3" in path.read_bytes()  # AES with 256 bits
    assert [each.name for each in folder.iterdir()] == [path.name]


def test_people_of_another_service_or_alliance_are_not_in_it(
    people, service, sister_service, other_service, folder, now
):
    factories.referral(people.colleague, sister_service, now)
    factories.referral(people.stranger, other_service, now)
    said = text(downtime.write(service, folder, PASSWORD, at=now))
    assert "TESTPATIENT" not in said
    assert "Nobody was open." in said
    assert "Other Service" not in said


def test_one_an_hour_for_each_service_and_those_of_yesterday_go(people, service, folder, now):
    for hours in (26, 25, 1):
        downtime.write(service, folder, PASSWORD, at=now - timedelta(hours=hours))
    assert len(list(folder.glob("*-TST1-*"))) == 2  # that of 26 hours ago went when the last was written
    tasks.write_downtime_packs()
    assert len(list(folder.glob("*-TST1-*"))) == 2
    assert downtime.write_due(at=timezone.now()) == 0


def test_ten_people_cost_no_more_queries_than_one(people, service, folder, now):
    factories.referral(people.coordinator, service, now)
    with CaptureQueriesContext(
        connection,
    ) as one:
        downtime.write(service, folder, PASSWORD, at=now)
    for _ in range(9):
        factories.referral(people.coordinator, service, now)
    with CaptureQueriesContext(connection) as ten:
        downtime.write(service, folder, PASSWORD, at=now)
    assert len(ten) <= len(one)


def test_the_auditor_rings_when_the_newest_is_older_than_two_hours(service, folder, now):
    assert list(auditor.packed()) == ["TST1 has no downtime pack of the last two hours"]
    downtime.write(service, folder, PASSWORD, at=now - timedelta(minutes=119))
    assert list(auditor.packed()) == []
    DowntimePack.objects.update(written_at=now - timedelta(minutes=121))
    assert list(auditor.packed()) == ["TST1 has no downtime pack of the last two hours"]


def test_where_no_folder_is_set_there_is_none_and_no_alarm(service, settings):
    settings.ASIDE = replace(settings.ASIDE, downtime_folder=None)
    tasks.write_downtime_packs()
    assert not DowntimePack.objects.exists()
    assert list(auditor.packed()) == []


def test_a_password_that_could_be_guessed_is_refused():
    with pytest.raises(ImproperlyConfigured, match="at least 16 characters"):
        Aside.of({"DOWNTIME_FOLDER": "/mnt/elsewhere", "DOWNTIME_PASSWORD": "short"})
