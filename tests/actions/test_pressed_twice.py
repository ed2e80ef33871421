"""A button pressed twice in the same instant: it is done once, and nobody meets an error."""

import pytest

from mscc.access import Access
from mscc.roles import Role
from pathways import task_templates
from pathways.agreed_tasks import DEFAULTS
from pathways.models import TaskTemplate
from referrals.actions import filters
from referrals.models import SavedFilter
from tests.actions.acting import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_filter_is_kept_once(people, at) -> None:
    def press() -> SavedFilter:
        return filters.keep(name="Mine", query="show=mine", by=Access(people.coordinator), at=at)

    first, second = together(press, press)
    assert first == second == SavedFilter.objects.get()


def test_nobody_keeps_more_filters_than_there_may_be(people, at) -> None:
    def press(name: str) -> SavedFilter:
        return filters.keep(name=name, query="show=mine", by=Access(people.coordinator), at=at)

    for number in range(filters.MOST - 1):
        press(f"{number}")
    together(lambda: press("one"), lambda: press("other"))
    assert SavedFilter.objects.count() == filters.MOST


def test_a_task_of_the_pathway_is_changed_for_the_first_time_once(people, service, at) -> None:
    task = DEFAULTS["pain"]
    given = {"title": "Ask", "rec": "", "start": task.start, "hours": 2, "doer": task.doer, "is_in_use": True}

    def press() -> TaskTemplate:
        return task_templates.keep(key=task.key, given=given, by=Access(people[Role.SERVICE_LEAD]), at=at)

    first, second = together(press, press)
    assert first == second == TaskTemplate.objects.get()
