"""What stands on record of images, opinions and dexamethasone."""

from types import SimpleNamespace
from typing import Any

import pytest
from test_timeline_fold import moment

from referrals.events import EventKind
from referrals.summaries import images, opinions, steroid_log

K = EventKind


def told(kind: EventKind, hour: int, **data: Any) -> Any:
    at = moment(f"{hour:02}:00").at
    return SimpleNamespace(kind=kind, happened_at=at, recorded_at=at, data=data)


DOSE = told(K.STEROID_DOSE, 8, dose_mg="16")
PPI, GLUCOSE, PLAN = "a proton pump inhibitor", "blood glucose", "a plan to taper"


@pytest.mark.parametrize(
    ("more", "lacks"),
    [
        ([], [PPI, GLUCOSE, PLAN]),
        ([told(K.STEROID_CHECKED, 9, glucose="7.5", ppi_given="unknown")], [PPI, PLAN]),
        ([told(K.STEROID_CHECKED, 9, glucose="", ppi_given="declined")], [GLUCOSE, PLAN]),
        ([told(K.STEROID_CHECKED, 9, glucose="", ppi_given="no")], [PPI, GLUCOSE, PLAN]),
        ([told(K.STEROID_PLAN, 9, taper="x")], [PPI, GLUCOSE]),
        ([told(K.STEROID_STOPPED, 9)], []),
        # A new course wants all three anew.
        ([told(K.STEROID_PLAN, 9), told(K.STEROID_STOPPED, 10), told(K.STEROID_DOSE, 11)], [PPI, GLUCOSE, PLAN]),
    ],
)  # fmt: skip
def test_the_log_names_what_a_running_course_lacks(more: list, lacks: list[str]) -> None:
    log = steroid_log([DOSE, *more])
    assert log.lacks == lacks
    assert log.entries == [DOSE, *more]


def test_without_a_dose_there_is_nothing_to_lack() -> None:
    assert steroid_log([told(K.NOTE, 9)]).entries == []
    assert steroid_log([]).lacks == []


def test_the_newest_images_of_each_centre_and_whether_they_arrived() -> None:
    first, arrived = told(K.IMAGES_SENT, 8, images_to="spinal"), told(K.IMAGES_ARRIVED, 9, images_to="spinal")
    again = told(K.IMAGES_SENT, 10, images_to="spinal", images_where="Infirmary")
    (asked,) = images([first, arrived])
    assert (asked.whom, asked.asked, asked.answered) == ("Spinal surgical centre", first, arrived)
    (asked,) = images([first, arrived, again])
    assert (asked.whom, asked.asked, asked.answered) == ("Infirmary", again, None)


def test_the_newest_opinion_of_each_specialty() -> None:
    asked, given = told(K.OPINION_ASKED, 8, opinion_of="surgery"), told(K.SURGICAL_OPINION, 9)
    (surgeon,) = opinions([asked, given])
    assert (surgeon.whom, surgeon.asked, surgeon.answered) == ("Spinal surgeon", asked, given)
    unasked = opinions([told(K.OPINION_GIVEN, 9, opinion_of="oncology")])
    assert [(each.whom, each.asked) for each in unasked] == [("Oncologist", None)]
    assert opinions([asked, given, told(K.OPINION_ASKED, 10, opinion_of="surgery")])[0].answered is None
