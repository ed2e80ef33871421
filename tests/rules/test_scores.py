"""SINS and the revised Tokuhashi score: every option, every level, every band, what is missing, what is refused."""

import io
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from pathways.management.commands.score import TOOLS, answer
from pathways.scores import power, scales
from pathways.scores.forms import PAPERS
from pathways.scores.sins import SINS
from pathways.scores.tokuhashi import TOKUHASHI_REVISED
from pathways.scores.tool import Score, Tool

Inputs = dict[str, Any]

# Every option and its points, as published.
POINTS: dict[str, dict[str, dict[str, int]]] = {
    "SINS": {
        "location": {"junctional": 3, "mobile": 2, "semi_rigid": 1, "rigid": 0},
        "pain": {"mechanical": 3, "non_mechanical": 1, "none": 0},
        "lesion": {"lytic": 2, "mixed": 1, "blastic": 0},
        "alignment": {"subluxation": 4, "deformity": 2, "normal": 0},
        "collapse": {"gt50": 3, "lt50": 2, "none_gt50_involved": 1, "none": 0},
        "posterolateral": {"bilateral": 3, "unilateral": 1, "none": 0},
    },
    "TOKUHASHI_REVISED": {
        "general": {"poor": 0, "moderate": 1, "good": 2},
        "extraspinal_bone": {"ge3": 0, "1-2": 1, "0": 2},
        "vertebral": {"ge3": 0, "2": 1, "1": 2},
        "organ": {"unremovable": 0, "removable": 1, "none": 2},
        "primary": {
            **dict.fromkeys(["lung", "osteosarcoma", "stomach", "bladder", "oesophagus", "pancreas"], 0),
            **dict.fromkeys(["liver", "gallbladder", "unidentified"], 1),
            "other": 2,
            **dict.fromkeys(["kidney", "uterus"], 3),
            "rectum": 4,
            **dict.fromkeys(["thyroid", "breast", "prostate", "carcinoid"], 5),
        },
        "palsy": {"complete_AB": 0, "incomplete_CD": 1, "none_E": 2},
    },
}
# The lowest and the highest total of each band.
BANDS = {
    "SINS": [(0, 6, "stable"), (7, 12, "potentially_unstable"), (13, 18, "unstable")],
    "TOKUHASHI_REVISED": [(0, 8, "<6 months"), (9, 11, ">=6 months"), (12, 15, ">=1 year")],
}
LEVELS = {
    "junctional": "O C1 C2 C7 T1 T2 T11 T12 L1 L5 S1",
    "mobile": "C3 C4 C5 C6 L2 L3 L4",
    "semi_rigid": "T3 T4 T5 T6 T7 T8 T9 T10",
    "rigid": "S2 S3 S4 S5",
}
SPINE: Inputs = {
    "location": "mobile",
    "pain": "non_mechanical",
    "lesion": "lytic",
    "alignment": "normal",
    "collapse": "lt50",
    "posterolateral": "none",
}
LIFE: Inputs = {
    "general": "good",
    "extraspinal_bone": "ge3",
    "vertebral": "2",
    "organ": "none",
    "primary": "breast",
    "palsy": "incomplete_CD",
}
WHOLE = {"SINS": SPINE, "TOKUHASHI_REVISED": LIFE}
EVERY_OPTION = [
    (tool, item, value, points)
    for tool, items in POINTS.items()
    for item, options in items.items()
    for value, points in options.items()
]


def without(inputs: Inputs, *names: str) -> Inputs:
    return {name: value for name, value in inputs.items() if name not in names}


def test_the_tools_have_these_items_and_no_other() -> None:
    assert {name: {item.name: item.points for item in tool.items} for name, tool in TOOLS.items()} == POINTS


@pytest.mark.parametrize(("tool", "item", "value", "points"), EVERY_OPTION)
def test_every_option_has_its_points(tool: str, item: str, value: str, points: int) -> None:
    score = TOOLS[tool].of({**WHOLE[tool], item: value})
    assert score.components[item] == points
    assert score.total == sum(POINTS[tool][name][answer] for name, answer in {**WHOLE[tool], item: value}.items())


@pytest.mark.parametrize("tool", TOOLS)
def test_every_combination_has_its_total_and_its_band(tool: str) -> None:
    counted = dict.fromkeys((band for _, _, band in BANDS[tool]), 0)
    items = POINTS[tool]
    per_points = [{points: value for value, points in options.items()} for options in items.values()]
    for values in itertools.product(*(each.values() for each in per_points)):
        score = TOOLS[tool].of(dict(zip(items, values, strict=True)))
        total = sum(options[value] for options, value in zip(items.values(), values, strict=True))
        band = next(name for low, high, name in BANDS[tool] if low <= total <= high)
        assert (score.total, score.band, score.missing, score.range, score.error) == (
            total, band, (), (total, total), None
        )  # fmt: skip
        counted[band] += 1
    published = {"SINS": [314, 847, 135], "TOKUHASHI_REVISED": [945, 434, 79]}
    assert list(counted.values()) == published[tool]


@pytest.mark.parametrize(
    ("level", "location"), [(level, location) for location, levels in LEVELS.items() for level in levels.split()]
)
def test_every_level_gives_its_location(level: str, location: str) -> None:
    by_level = SINS.of({**without(SPINE, "location"), "level": level})
    assert by_level == SINS.of({**SPINE, "location": location})
    assert SINS.of({**SPINE, "location": location, "level": level}).error is None


@pytest.mark.parametrize(
    "level", ["C8", "C0", "T0", "T13", "L0", "L6", "S0", "S6", "t6", "T06", "", "T", "sacrum", 6, True]
)
def test_a_level_that_does_not_exist_is_refused_and_never_counted_as_nought(level: object) -> None:
    score = SINS.of({**without(SPINE, "location"), "level": level})
    assert (score.total, score.band) == (None, "invalid")
    assert score.error
    assert score.error.startswith("level is ")
    assert "O, C1, C2" in score.error
    assert "S5" in score.error


@pytest.mark.parametrize(("kps", "general"), [(n, g) for g, ns in
    {"poor": (10, 20, 30, 40), "moderate": (50, 60, 70), "good": (80, 90, 100)}.items() for n in ns])  # fmt: skip
def test_karnofsky_gives_the_general_condition(kps: int, general: str) -> None:
    expected = TOKUHASHI_REVISED.of({**LIFE, "general": general})
    assert TOKUHASHI_REVISED.of({**without(LIFE, "general"), "kps": kps}) == expected
    assert TOKUHASHI_REVISED.of({**without(LIFE, "general"), "kps": float(kps)}) == expected
    assert TOKUHASHI_REVISED.of({**LIFE, "general": general, "kps": kps}) == expected


@pytest.mark.parametrize("kps", [0, 5, 45, 65, 79, 99, 110, -10, "60", "moderate", True, 60.5])
def test_karnofsky_is_given_in_tens(kps: object) -> None:
    score = TOKUHASHI_REVISED.of({**without(LIFE, "general"), "kps": kps})
    assert score.band == "invalid"
    assert "kps" in str(score.error)
    assert "10, 20, 30, 40, 50, 60, 70, 80, 90, 100" in str(score.error)


FRANKEL = {"A": "complete_AB", "B": "complete_AB", "C": "incomplete_CD", "D": "incomplete_CD", "E": "none_E"}


@pytest.mark.parametrize(("frankel", "palsy"), FRANKEL.items())
def test_frankel_gives_the_palsy(frankel: str, palsy: str) -> None:
    by_frankel = TOKUHASHI_REVISED.of({**without(LIFE, "palsy"), "frankel": frankel})
    assert by_frankel == TOKUHASHI_REVISED.of({**LIFE, "palsy": palsy})


@pytest.mark.parametrize(
    ("tool", "change", "named"),
    [
        ("SINS", {"location": "mobile", "level": "T6"}, ["location", "level", "mobile", "T6"]),
        ("TOKUHASHI_REVISED", {"general": "good", "kps": 70}, ["general", "kps", "good", "70"]),
        ("TOKUHASHI_REVISED", {"palsy": "none_E", "frankel": "D"}, ["palsy", "frankel", "none_E", "D"]),
    ],
)
def test_an_item_given_twice_and_differently_is_refused_by_both_names(tool, change, named) -> None:
    score = TOOLS[tool].of({**WHOLE[tool], **change})
    assert (score.total, score.band, score.range) == (None, "invalid", None)
    assert all(name in str(score.error) for name in named)


@pytest.mark.parametrize(
    ("tool", "change", "missing"),
    [
        ("SINS", {"location": None}, ["location"]),
        ("SINS", {"location": None, "level": None}, ["location"]),
        ("SINS", {"lesion": None, "posterolateral": None}, ["lesion", "posterolateral"]),
        ("TOKUHASHI_REVISED", {"general": None, "kps": None}, ["general"]),
        ("TOKUHASHI_REVISED", {"palsy": None}, ["palsy"]),
        ("TOKUHASHI_REVISED", {"primary": "pending"}, ["primary"]),
        ("TOKUHASHI_REVISED", {"primary": None}, ["primary"]),
    ],
)
def test_what_is_missing_gives_a_range_and_no_total(tool: str, change: Inputs, missing: list[str]) -> None:
    score = TOOLS[tool].of({**WHOLE[tool], **change})
    assert (score.total, score.band, list(score.missing), score.error) == (None, "incomplete", missing, None)
    known = sum(POINTS[tool][name][WHOLE[tool][name]] for name in POINTS[tool] if name not in missing)
    span = [sum(pick(POINTS[tool][name].values()) for name in missing) for pick in (min, max)]
    assert list(score.range or ()) == [known + span[0], known + span[1]]


@pytest.mark.parametrize(("tool", "highest"), [("SINS", 18), ("TOKUHASHI_REVISED", 15)])
def test_with_nothing_known_anything_is_possible(tool: str, highest: int) -> None:
    score = TOOLS[tool].of({})
    assert (score.band, score.range, score.missing) == ("incomplete", (0, highest), tuple(POINTS[tool]))
    assert TOOLS[tool].highest == highest


def test_a_histology_awaited_is_not_a_primary_that_was_not_found() -> None:
    assert TOKUHASHI_REVISED.of({**LIFE, "primary": "unidentified"}).components["primary"] == 1
    assert TOKUHASHI_REVISED.of({**LIFE, "primary": "pending"}).components["primary"] is None


@pytest.mark.parametrize("site", ["NSCLC", "Lung", "lungs", "unknown", "colon", "esophagus", "", 0, [], {}])
def test_a_site_that_is_not_in_the_table_never_passes_for_another(site: object) -> None:
    score = TOKUHASHI_REVISED.of({**LIFE, "primary": site})
    assert score.band == "invalid"
    assert all(word in str(score.error) for word in ("primary", "oesophagus", "other"))


@pytest.mark.parametrize("pending", ["pending"])
@pytest.mark.parametrize("item", ["general", "organ", "vertebral", "palsy"])
def test_pending_is_a_word_of_the_primary_alone(item: str, pending: str) -> None:
    assert TOKUHASHI_REVISED.of({**LIFE, item: pending}).band == "invalid"


def test_every_item_that_is_not_valid_is_named_and_the_others_keep_their_points() -> None:
    score = SINS.of({**SPINE, "pain": "severe", "lesion": ["lytic"], "colapse": "gt50"})
    assert (score.total, score.range, score.missing) == (None, None, ())
    assert all(word in str(score.error) for word in ("pain", "'severe'", "non_mechanical", "lesion", "blastic"))
    assert "no item 'colapse'; the nearest is 'collapse'" in str(score.error)
    assert score.components == {
        "location": 2, "pain": None, "lesion": None, "alignment": 0, "collapse": 2, "posterolateral": 0
    }  # fmt: skip


def test_the_sentences_of_a_refusal() -> None:
    assert SINS.of({"colapse": "gt50", "pain": "severe"}).error == (
        "SINS has no item 'colapse'; the nearest is 'collapse'. "
        "pain is 'severe'; permitted are mechanical, non_mechanical, none."
    )
    assert SINS.of({**SPINE, "level": "T6"}).error == "location 'mobile' and level 'T6' do not agree; give one of them."
    with pytest.raises(LookupError) as error:
        scales.FRANKEL.rank("F")
    assert str(error.value) == "Frankel grade has no grade 'F'; permitted are A, B, C, D, E."


@pytest.mark.parametrize("tool", TOOLS.values(), ids=TOOLS)
def test_a_form_can_be_drawn_from_the_table(tool: Tool) -> None:
    assert tool.label
    assert tool.higher_is
    assert "Spine" in tool.citation
    for item in tool.items:
        assert item.label
        assert all(option.label for option in item.options)
        assert len({option.label for option in item.options}) == len(item.options)
    assert len(tool.names) == len(set(tool.names))


def test_labels_of_sites_read_as_words() -> None:
    labels = {option.value: option.label for option in TOKUHASHI_REVISED.items[4].options}
    assert labels["lung"] == "Lung"
    assert labels["other"] == "Another site"
    assert labels["unidentified"] == "Looked for and not identified"


def options_of(tool: Tool) -> st.SearchStrategy[Inputs]:
    return st.fixed_dictionaries({}, optional={item.name: st.sampled_from([*item.points, None]) for item in tool.items})


@given(st.sampled_from([*TOOLS.values()]).flatmap(lambda tool: st.tuples(st.just(tool), options_of(tool), st.data())))
def test_the_total_is_always_within_the_range_that_was_possible(drawn) -> None:
    tool, inputs, data = drawn
    low, high = tool.of(inputs).range
    for item in tool.items:
        if inputs.get(item.name) is None:
            inputs[item.name] = data.draw(st.sampled_from([*item.points]))
    assert low <= tool.of(inputs).total <= high


json_values = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.lists(st.integers())
odd_inputs = st.dictionaries(
    st.sampled_from([*SINS.names, *TOKUHASHI_REVISED.names]) | st.text(max_size=5), json_values
)


@given(
    st.fixed_dictionaries({}, optional={
        "id": json_values, "tool": st.sampled_from([*TOOLS]) | json_values, "inputs": odd_inputs | json_values})
    | json_values
)  # fmt: skip
def test_whatever_stands_in_the_array_has_an_answer_of_the_same_shape(case: object) -> None:
    found = answer(case)
    assert set(found) == {"id", "total", "band", "components", "missing", "range", "error"}
    assert (found["band"] == "invalid") is (found["error"] is not None)
    assert (found["total"] is None) is (found["band"] in {"invalid", "incomplete"})
    json.dumps(found)


# The command


def run(cases: object, tmp_path: Path) -> tuple[list[dict], int]:
    file, out, status = tmp_path / "cases.json", io.StringIO(), 0
    file.write_text(cases if isinstance(cases, str) else json.dumps(cases))
    try:
        call_command("score", str(file), stdout=out)
    except SystemExit as end:
        status = int(str(end.code))
    return json.loads(out.getvalue()), status


def test_a_file_of_scores_is_answered_in_order(tmp_path: Path) -> None:
    cases = [{"id": "b", "tool": "SINS", "inputs": SPINE}, {"id": 1, "tool": "TOKUHASHI_REVISED", "inputs": {}}]
    answers, status = run(cases, tmp_path)
    assert answers[0] == {
        "id": "b",
        "total": 7,
        "band": "potentially_unstable",
        "components": {"location": 2, "pain": 1, "lesion": 2, "alignment": 0, "collapse": 2, "posterolateral": 0},
        "missing": [],
        "range": [7, 7],
        "error": None,
    }
    assert (answers[1]["id"], answers[1]["band"], answers[1]["range"], status) == (1, "incomplete", [0, 15], 0)


@pytest.mark.parametrize(
    ("case", "named"),
    [
        ({"id": "1", "tool": "sins", "inputs": SPINE}, "SINS, TOKUHASHI_REVISED"),
        ({"id": "1", "inputs": SPINE}, "tool is None"),
        ({"id": "1", "tool": ["SINS"], "inputs": SPINE}, "tool is ['SINS']"),
        ({"id": "1", "tool": "SINS"}, "inputs"),
        ({"id": "1", "tool": "SINS", "inputs": []}, "inputs"),
        ({"id": ["1"], "tool": "SINS", "inputs": {}}, "id"),
        ("SINS", "object"),
    ],
)
def test_a_case_that_is_not_valid_is_said_to_be_and_the_rest_answered(case, named, tmp_path: Path) -> None:
    answers, status = run([case, {"id": "2", "tool": "SINS", "inputs": SPINE}], tmp_path)
    assert named in answers[0]["error"]
    assert (answers[0]["band"], answers[0]["components"], answers[1]["total"], status) == ("invalid", {}, 7, 1)


def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    answers, status = run('[{"id": 1, "tool": "SINS", "inputs": {"pain": "none", "pain": "mechanical"}}]', tmp_path)
    assert ("'pain' stands twice" in answers[0]["error"], status) == (True, 1)


def test_a_file_that_is_none_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="must hold a JSON array"):
        run("{}", tmp_path)


def test_an_invalid_score_has_no_range_in_its_answer() -> None:
    assert Score(None, "invalid", {}, error="x").as_json()["range"] is None


# Scales


@pytest.mark.parametrize(
    ("scale", "grades"),
    [
        (scales.ECOG, "0 1 2 3 4 5"),
        (scales.KARNOFSKY, "0 10 20 30 40 50 60 70 80 90 100"),
        (scales.FRANKEL, "A B C D E"),
        (scales.ASIA, "A B C D E"),
        (scales.MRC_POWER, "0 1 2 3 4- 4 4+ 5"),
        (scales.ESCC, "0 1a 1b 1c 2 3"),
        (scales.PAIN, "0 1 2 3 4 5 6 7 8 9 10"),
    ],
)
def test_a_scale_has_its_grades_in_order(scale: scales.Scale, grades: str) -> None:
    assert list(scale.grades) == grades.split()
    assert [scale.rank(grade) for grade in scale.grades] == list(range(len(scale.grades)))
    assert all(scale.grades.values())
    assert scale.citation
    assert scale.higher_is in {"better", "worse"}
    assert scale in scales.SCALES


@pytest.mark.parametrize("grade", ["4--", "6", "", "F"])
def test_a_grade_that_is_not_on_the_scale_is_refused_with_those_that_are(grade: str) -> None:
    with pytest.raises(LookupError, match=r"MRC power grade has no grade .*4-, 4, 4\+, 5"):
        scales.MRC_POWER.rank(grade)


@pytest.mark.parametrize(
    ("scale", "was", "now", "change"),
    [
        (scales.MRC_POWER, "4", "4-", "worse"),
        (scales.MRC_POWER, "4-", "4+", "better"),
        (scales.ECOG, "1", "3", "worse"),
        (scales.ECOG, "3", "1", "better"),
        (scales.FRANKEL, "D", "C", "worse"),
        (scales.KARNOFSKY, "90", "100", "better"),
        (scales.ECOG, "1", "1", ""),
        (scales.ECOG, "", "1", ""),
        (scales.ECOG, "1", "unknown", ""),
    ],
)
def test_a_change_is_for_the_worse_or_the_better_only_between_two_grades(scale, was, now, change) -> None:
    assert scale.change(was, now) == change


# Power


def test_power_has_ten_groups_on_each_side_in_the_order_of_the_cord() -> None:
    assert " ".join(group.root for group in (*power.ARMS, *power.LEGS)) == "C5 C6 C7 C8 T1 L2 L3 L4 L5 S1"
    assert list(power.CELLS)[:3] == ["c5_right", "c5_left", "c6_right"]
    assert power.CELLS["s1_left"] == "S1 ankle plantarflexion, left"
    assert len(power.CELLS) == 20


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *((grade, grade) for grade in scales.MRC_POWER.grades),
        ("4 -", "4-"), ("4\u2212", "4-"), ("4\u2013", "4-"), ("5/5", "5"), (" 4+ / 5 ", "4+"),
        ("nt", "NT"), ("N/T", "NT"),
        ("?", "unknown"), ("nk", "unknown"), ("n/k", "unknown"), ("Not known", "unknown"), ("unknown", "unknown"),
    ],
)  # fmt: skip
def test_power_is_read_as_people_write_it(typed: str, meant: str) -> None:
    assert power.read(typed) == meant


@pytest.mark.parametrize("typed", ["6", "-", "4--", "3+", "5-", "55", "4/4", "/5", "weak", "4.5"])
def test_what_is_no_grade_of_power_is_never_guessed(typed: str) -> None:
    says = f"“{typed}” is no grade of power. Write 0, 1, 2, 3, 4-, 4, 4+, 5, NT or ?."
    with pytest.raises(LookupError) as refused:
        power.read(f" {typed} ")
    assert str(refused.value) == says


def test_frailty_is_a_number_and_a_version_and_nothing_described() -> None:
    assert scales.FRAILTY_GRADES == (1, 2, 3, 4, 5, 6, 7, 8, 9)
    assert scales.FRAILTY_VERSIONS == ("1.2", "2.0")
    assert scales.FRAILTY_NOT_APPLICABLE


def test_a_form_has_words_and_totals_for_every_band() -> None:
    for paper in PAPERS.values():
        assert list(paper.bands) == [band for _, band in paper.tool.bands]
    sins = PAPERS["sins"]
    assert [sins.span(band) for band in sins.bands] == ["0 to 6", "7 to 12", "13 to 18"]
    with pytest.raises(LookupError, match="no band 'shaky'"):
        sins.span("shaky")


def test_only_a_score_of_the_spine_asks_for_a_level() -> None:
    assert {slug: len(paper.levels) for slug, paper in PAPERS.items()} == {"sins": 30, "tokuhashi": 0}


def test_what_is_lacking_reads_as_part_of_a_sentence() -> None:
    paper = PAPERS["tokuhashi"]
    assert paper.lacking(["palsy", "general"]) == "general condition (Karnofsky), palsy (Frankel)"
    assert paper.lacking([item.name for item in paper.tool.items]) == "every item"
