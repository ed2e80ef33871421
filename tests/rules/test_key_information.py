"""Key information: what stands of a question, what lapses, what is worse, what the rules take, what is missing."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscc.moments import Moment, Precision
from pathways.guideline.terms import CORD, FACTS
from referrals.events import EventKind
from referrals.key_information import HEAD, QUESTIONS, SECTIONS, SEVEN
from referrals.key_information.answers import Standing, answers, history
from referrals.key_information.beside import beside
from referrals.key_information.completeness import Elsewhere, Filled, missing
from referrals.key_information.facts import WORSE_MAKES, facts, worse
from referrals.key_information.line import line
from referrals.key_information.question import (
    LEVELS,
    UNKNOWN,
    Ask,
    Sort,
    kept,
    level_words,
    moment_of,
    picked,
    spans,
)
from referrals.recorded_elsewhere import SHOWN

AT = datetime(2026, 11, 22, 19, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Event:
    """An event as answers are read from it."""

    pk: int
    moment: Moment
    data: dict
    kind: str = EventKind.KEY_INFORMATION
    told_by: str = ""
    recorder: str = "Test Coordinator"
    recorded_at: datetime = field(default=AT)


def saved(*saves: dict | tuple[Moment, dict], kind: str = EventKind.KEY_INFORMATION) -> list[Event]:
    """Saves an hour apart, or each at its own moment, in the order in which they were written down."""
    made = []
    for number, each in enumerate(saves, start=1):
        moment, told = each if isinstance(each, tuple) else (Moment(AT + number * HOUR), each)
        data = {"section": "", "answers": told} if kind == EventKind.KEY_INFORMATION else told
        made.append(Event(number, moment, data, kind, recorded_at=AT + number * HOUR))
    return made


def of(section: str, *saves: dict | tuple[Moment, dict]) -> dict:
    return answers(SECTIONS[section], history(saved(*saves)))


class TestTable:
    def test_the_seven_sections_stand_in_the_order_of_the_recommendation_after_the_head(self) -> None:
        assert list(SECTIONS) == [HEAD.slug, *(each.slug for each in SEVEN)]
        assert len(SEVEN) == 7

    def test_no_question_is_asked_twice(self) -> None:
        assert sum(len(each.questions) for each in SECTIONS.values()) == len(QUESTIONS)

    @pytest.mark.parametrize("section", SECTIONS.values(), ids=lambda each: each.slug)
    def test_a_question_comes_after_the_one_it_hangs_on_and_can_be_opened(self, section) -> None:
        before: dict = {}
        for question in section.questions:
            if question.when:
                above = before[question.when.name]
                assert above.sort is Sort.CHOICE
                assert set(question.when.answers) <= set(above.choices)
            before[question.name] = question

    @pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda each: each.name)
    def test_what_a_question_names_is_there(self, question) -> None:
        assert not question.fact or question.fact in FACTS
        if question.fact and question.sort is Sort.CHOICE:
            assert set(question.choices) <= set(FACTS[question.fact])
        for answer, made in question.makes.items():
            assert answer in question.choices
            assert all(value in FACTS[name] for name, value in made.items())
        assert set(question.worsens) <= set(question.choices)
        assert question.sort is not Sort.NUMBER or question.low < question.high
        assert UNKNOWN not in question.choices
        assert not question.worsens or question.name in WORSE_MAKES

    def test_what_is_recorded_elsewhere_can_be_shown(self) -> None:
        assert {shown.key for each in SECTIONS.values() for shown in each.shown} == set(SHOWN)


class TestStanding:
    def test_nothing_said_is_not_asked_and_not_known_is_an_answer_to_asking(self) -> None:
        found = of("neurology", {"bowel": UNKNOWN, "walking": "aided"})
        assert found["bladder"].standing is Standing.NOT_ASKED
        assert found["bowel"].standing is Standing.NOT_KNOWN
        assert found["walking"].standing is Standing.ANSWERED

    def test_the_newest_by_when_it_was_true_stands(self) -> None:
        found = of("neurology", {"walking": "aided"}, (Moment(AT - 9 * HOUR), {"walking": "unaided"}))
        assert (found["walking"].value, found["walking"].before.value) == ("aided", "unaided")

    def test_of_a_day_the_last_written_down_stands(self) -> None:
        day = Moment(datetime(2026, 11, 22, tzinfo=UTC), Precision.DATE)
        found = of("neurology", (Moment(AT - 4 * HOUR), {"bladder": "normal"}), (day, {"bladder": "retention"}))
        assert found["bladder"].value == "retention"

    def test_an_answer_can_be_taken_back(self) -> None:
        found = of("neurology", {"bladder": "normal"}, {"bladder": ""})
        assert found["bladder"].standing is Standing.NOT_ASKED

    def test_the_call_answers_too(self) -> None:
        call = saved({"walking": "aided", "residual": "480 ml", "primary": "Prostate"}, kind=EventKind.CALL_RECEIVED)
        assert answers(SECTIONS["neurology"], history(call))["walking"].value == "aided"
        assert answers(SECTIONS["neurology"], history(call))["residual"].value == "480"
        assert answers(SECTIONS["oncology"], history(call))["primary"].value == "prostate"

    def test_a_residual_that_is_no_number_stays_with_the_call(self) -> None:
        assert history(saved({"residual": "about half a litre"}, kind=EventKind.TRACKED)) == {}


@pytest.mark.parametrize(
    ("section", "name", "fact"),
    [
        ("oncology", "other_treatment", "no_other_effective_treatment"),
        ("presentation", "opioids_help", "opioid_unresponsive"),
    ],
)
def test_nobody_is_asked_for_a_no_that_means_yes(section, name, fact) -> None:
    """What the rules know as a negative is asked the other way round: "no" is then no slip of the tongue."""

    def made(answer: str) -> dict:
        return facts(history(saved({"pain_severity": "mild", name: answer})))

    assert {each: made(each).get(fact) for each in ("yes", "no", UNKNOWN)} == {"yes": "no", "no": "yes", UNKNOWN: None}
    assert not any(word in SECTIONS[section].by_name[name].label.lower().split() for word in ("no", "not"))


@pytest.mark.parametrize(
    ("saves", "counts"),
    [
        ([{"bladder": "changed"}], True),
        ([{"bladder": "retention"}], True),
        ([{"bladder": UNKNOWN}], False),
        ([{"bowel": "constipated"}], False),
        ([{"bowel": "normal"}, {"bowel": "constipated"}], True),
        ([{"bowel": UNKNOWN}, {"bowel": "constipated"}], False),
        ([{"bowel": "incontinent"}], True),
    ],
)
def test_which_trouble_of_bladder_or_bowel_is_that_of_box_1(saves, counts) -> None:
    """As the reading on the rules page has it; none of them ever makes the feature absent."""
    found = facts(history(saved(*saves)))
    assert found.get("bladder_bowel_dysfunction") == ("yes" if counts else None)


class TestLapsed:
    def test_a_changed_answer_above_ends_what_hangs_on_it(self) -> None:
        told = history(saved({"thinner": "anticoagulant", "thinner_drug": "Apixaban"}, {"thinner": "no"}))
        drug = answers(HEAD, told)["thinner_drug"]
        assert (drug.standing, drug.value, drug.lapsed.value) == (Standing.NOT_WANTED, "", "Apixaban")

    def test_it_does_not_come_back_by_itself(self) -> None:
        saves = ({"thinner": "anticoagulant", "thinner_drug": "Apixaban"}, {"thinner": "no"}, {"thinner": "both"})
        drug = answers(HEAD, history(saved(*saves)))["thinner_drug"]
        assert (drug.standing, drug.value, drug.lapsed.value) == (Standing.NOT_ASKED, "", "Apixaban")
        again = answers(HEAD, history(saved(*saves, {"thinner_drug": "Aspirin"})))["thinner_drug"]
        assert (again.value, again.lapsed) == ("Aspirin", None)

    def test_another_answer_that_asks_the_same_ends_nothing(self) -> None:
        found = of("safety", {"thinner": "anticoagulant", "thinner_drug": "Apixaban"}, {"thinner": "both"})
        assert found["thinner_drug"].value == "Apixaban"

    def test_it_ends_through_two_questions(self) -> None:
        told = {"previous_radiotherapy": "yes", "recurrent_symptoms": "yes", "months_since_radiotherapy": "5"}
        found = of("oncology", told, {"previous_radiotherapy": "no"})
        assert found["months_since_radiotherapy"].lapsed.value == "5"
        assert "months_since_radiotherapy" not in facts(history(saved(told, {"previous_radiotherapy": "no"})))
        assert facts(history(saved(told)))["months_since_radiotherapy"] == 5.0

    @given(st.lists(st.dictionaries(
        st.sampled_from(["previous_radiotherapy", "recurrent_symptoms", "months_since_radiotherapy"]),
        st.sampled_from(["yes", "no", "", UNKNOWN]), min_size=1), max_size=8))  # fmt: skip
    def test_only_what_is_asked_now_counts_whatever_was_saved_in_whatever_order(self, saves: list[dict]) -> None:
        found = of("oncology", *saves)
        for name in ("recurrent_symptoms", "months_since_radiotherapy"):
            answer = found[name]
            if answer.value:
                assert found[answer.question.when.name].value == "yes"
                assert answer.lapsed is None


class TestWorse:
    @pytest.mark.parametrize(("name", "was", "now"), [
        ("walking", "unaided", "aided"), ("walking", "aided", "no_movement"), ("bladder", "normal", "retention"),
        ("saddle", "normal", "reduced"), ("bowel", "normal", "incontinent"),
    ])  # fmt: skip
    def test_worse_is_said_and_becomes_a_feature(self, name: str, was: str, now: str) -> None:
        told = history(saved({name: was}, {name: now}))
        assert worse(told) == {name: now}
        assert facts(told)[WORSE_MAKES[name]] == "yes"
        assert worse(history(saved({name: now}, {name: was}))) == {}

    def test_not_known_in_between_hides_nothing(self) -> None:
        assert worse(history(saved({"walking": "unaided"}, {"walking": UNKNOWN}, {"walking": "aided"}))) == {
            "walking": "aided"
        }

    def test_asking_again_does_not_make_it_forgotten(self) -> None:
        told = history(saved({"walking": "unaided"}, {"walking": "aided"}, {"walking": "aided"}))
        assert worse(told) == {"walking": "aided"}

    def test_a_feature_stays_when_it_gets_better(self) -> None:
        told = history(saved({"bladder": "retention", "walking": "unaided"}, {"walking": "aided"},
                             {"bladder": "normal", "walking": "unaided"}))  # fmt: skip
        assert facts(told) == {"bladder_bowel_dysfunction": "yes", "gait_disturbance": "yes"}

    def test_walking_is_measured_against_two_weeks_before(self) -> None:
        assert facts(history(saved({"walking": "aided"}))) == {}
        assert facts(history(saved({"walking": "aided", "walking_before": "aided"}))) == {}
        assert facts(history(saved({"walking": "aided", "walking_before": "unaided"}))) == {"gait_disturbance": "yes"}


class TestFacts:
    def test_no_finding_takes_a_feature_away(self) -> None:
        normal = {question.name: next(iter(question.choices)) for question in QUESTIONS.values() if question.worsens}
        assert not CORD.keys() & facts(history(saved({**normal, "sensory": "no", "plantars": "down"}))).keys()

    def test_not_known_gives_no_fact(self) -> None:
        assert facts(history(saved(dict.fromkeys(QUESTIONS, UNKNOWN)))) == {}

    @pytest.mark.parametrize(("told", "taken"), [
        ({"primary": "unknown_primary"}, {"primary": "unknown_primary", "primary_identified": "no"}),
        ({"primary": "lung"}, {"primary": "other_solid", "primary_identified": "yes"}),
        ({"prognosis": "poor"}, {"prognosis": "poor"}),
        ({"discrete_metastases": "2"}, {"discrete_metastases": 2.0}),
        ({"sensory": "yes", "sensory_level": "T9"}, {"sensory_loss": "yes"}),
        ({"plantars": "up_one"}, {"neurological_signs": "yes"}),
    ])  # fmt: skip
    def test_an_answer_gives_its_facts(self, told: dict, taken: dict) -> None:
        assert facts(history(saved(told))) == taken


class TestCompleteness:
    @pytest.fixture
    def filled(self) -> Filled:
        nothing = {shown.key: Elsewhere("Not asked", Standing.NOT_ASKED) for shown in SECTIONS["frailty"].shown}
        told = history(saved({"living_before": "independent", "comorbid": UNKNOWN}))
        return Filled(SECTIONS["frailty"], answers(SECTIONS["frailty"], told), nothing)

    def test_what_is_not_asked_now_does_not_count(self, filled: Filled) -> None:
        assert filled.words == "1 of 4 answered, 1 not known"
        assert filled.is_begun
        assert not filled.is_complete

    def test_what_is_missing_stands_by_whom_to_ask_and_what_nobody_knew_last(self, filled: Filled) -> None:
        found = missing([filled])
        assert list(found) == [Ask.WARD]
        assert [(it.label, it.was_asked) for it in found[Ask.WARD][SECTIONS["frailty"]]] == [
            ("How frailty was judged, below 65 or with a lifelong disability", False),
            ("Clinical Frailty Scale", False),
            ("Other long-term illness", True),
        ]


class TestWords:
    def test_levels_next_to_each_other_are_a_span(self) -> None:
        assert spans(["T8", "T6", "T7", "C5"]) == "C5, T6 to T8"
        assert spans(["T12", "L1"]) == "T12 to L1"
        assert spans([]) == ""

    @given(st.sets(st.sampled_from(LEVELS)))
    def test_every_level_is_said_once(self, levels: set[str]) -> None:
        said: list[str] = []
        for span in filter(None, spans(list(levels)).split(", ")):
            first, _, last = span.partition(" to ")
            said += LEVELS[LEVELS.index(first) : LEVELS.index(last or first) + 1]
        assert said == sorted(levels, key=LEVELS.index)

    @pytest.mark.parametrize(
        ("value", "said", "ticked"),
        [
            ("T6 T7 T8", "T6 to T8", ["T6", "T7", "T8"]),
            ("T6 to T8", "T6 to T8", ["T6", "T7", "T8"]),
            ("t4-6, L1", "t4-6, L1", ["T4", "T5", "T6", "L1"]),
            ("T12 to L2", "T12 to L2", ["T12", "L1", "L2"]),
            ("T8 to T6", "T8 to T6", ["T8 to T6"]),
            ("T13", "T13", ["T13"]),
            ("T6 and the sacrum", "T6 and the sacrum", ["T6 and the sacrum"]),
            (UNKNOWN, UNKNOWN, [UNKNOWN]),
            ("", "", []),
        ],
    )
    def test_levels_that_were_typed_before_they_were_picked_are_said_and_ticked(
        self, value: str, said: str, ticked: list[str]
    ) -> None:
        assert (level_words(value), picked(value)) == (said, ticked)

    def test_a_time_is_kept_with_how_precisely_it_is_known(self) -> None:
        day = Moment(datetime(2026, 11, 21, tzinfo=UTC), Precision.DATE)
        assert moment_of(kept(day)) == day
        assert moment_of("a while ago") is None

    def test_the_line_says_what_changed_and_what_is_worse(self) -> None:
        data = {"section": "neurology", "answers": {"walking": "aided", "bladder": UNKNOWN, "saddle": ""},
                "was": {"walking": "unaided"}, "worse": ["walking"]}  # fmt: skip
        assert line(data, AT) == (
            "Neurological assessment: Walking now: with help, worse, was unaided; "
            "Feeling of the saddle area: taken back; Bladder: not known"
        )

    def test_long_words_are_cut_in_the_line_and_whole_in_the_section(self) -> None:
        said = line({"section": "needs", "answers": {"wishes": "x" * 4000}}, AT)
        assert len(said) < 300

    def test_answers_stand_beside_each_other_with_what_changed(self) -> None:
        events = saved({"walking": "unaided", "bowel": "normal"}, {"walking": "aided"}, {"walking": "unaided"})
        found = beside(SECTIONS["neurology"], events, AT)
        assert [event.pk for event in found.events] == [3, 2, 1]
        rows = {label: [(cell.words, cell.mark) for cell in cells] for label, cells in found.rows}
        assert rows["Walking now"] == [("Unaided", "Changed"), ("With help", "Worse"), ("Unaided", "")]
        assert rows["Bowel"] == [("", ""), ("", ""), ("Normal", "")]
