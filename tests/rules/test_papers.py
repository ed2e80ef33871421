"""The papers of safety and governance: the matrix, the hazard log, and links that lead somewhere."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from mscc.checks import papers
from mscc.papers import FOLDER, ROOT, asvs, hazards, links, prose
from mscc.papers.asvs import Requirement
from mscc.papers.drawn import asvs_page, hazards_page
from mscc.papers.hazards import Control, Hazard, NotAHazard
from mscc.papers.risk import CLASSES, LIKELY, MATRIX, SEVERE, Likelihood, Risk, Severity

HERE = "tests/rules/test_papers.py"
ROW = {
    "id": "H99", "hazard": "Something harms.", "from": "Here", "causes": ["One."], "effect": "Harm.",
    "before": "major, very high", "controls": [{"does": "Held.", "code": ["mscc/roles.py:ROLES"],
    "tests": [f"{HERE}::test_the_papers_hold"]}], "after": "major, very low", "owner": "Makers",
    "status": "controlled", "residual": "None known.",
}  # fmt: skip


def hazard(**changed: object) -> Hazard:
    return hazards.read({**ROW, **changed})


# The matrix


def test_the_matrix_is_whole_and_rises_with_both() -> None:
    assert set(MATRIX) == set(Likelihood) == set(LIKELY)
    assert set(SEVERE) == set(Severity)
    assert {each for row in MATRIX.values() for each in row} == set(CLASSES)
    for row in MATRIX.values():
        assert len(row) == len(Severity)
        assert list(row) == sorted(row)
    for column in zip(*(MATRIX[each] for each in Likelihood), strict=True):
        assert list(column) == sorted(column)


@pytest.mark.parametrize(
    ("severity", "likelihood", "of_class"),
    [("MINOR", "VERY_LOW", 1), ("MAJOR", "LOW", 3), ("MAJOR", "HIGH", 4), ("CATASTROPHIC", "VERY_LOW", 3),
     ("CATASTROPHIC", "HIGH", 5), ("CONSIDERABLE", "MEDIUM", 3), ("SIGNIFICANT", "VERY_HIGH", 4)],
)  # fmt: skip
def test_a_risk_has_the_class_of_its_cell(severity: str, likelihood: str, of_class: int) -> None:
    assert Risk(Severity[severity], Likelihood[likelihood]).of_class == of_class


def test_a_risk_is_said_in_words() -> None:
    assert Risk(Severity.MAJOR, Likelihood.VERY_LOW).words == "Major, very low: class 2"


# The log


def test_the_papers_hold() -> None:
    assert papers.complaint() == ""


def test_there_are_at_least_25_hazards_each_with_a_control_or_said_to_be_open() -> None:
    log = hazards.log()
    assert len(log) >= 25
    assert all(each.causes and each.effect and each.owner and each.residual for each in log)
    assert all(each.status == "open" for each in log if each.missing)


def test_the_gravest_that_remains_comes_first() -> None:
    for by in ("after", "before"):
        weights = [getattr(each, by).weight for each in hazards.ordered(by, hazards.log())]
        assert weights == sorted(weights, reverse=True)
    numbers = [each.number for each in hazards.ordered("number", hazards.log())]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"before": "dreadful, low"}, "no score"),
        ({"after": "major"}, "no score"),
        ({"status": "fine"}, "status"),
        ({"controls": [{"does": "x", "test": []}]}, "control"),
        ({"league": 1}, "league"),
    ],
)
def test_what_is_no_hazard_is_refused_by_its_number(changed: dict, said: str) -> None:
    with pytest.raises(NotAHazard, match=f"H99.*{said}"):
        hazard(**changed)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (replace(hazard(), after=Risk(Severity.MAJOR, Likelihood.VERY_HIGH), before=hazard().after), "worse"),
        (hazard(controls=[{"does": "Not yet."}]), "lowered by no control"),
        (hazard(controls=[*ROW["controls"], {"does": "Not yet."}]), "not controlled"),
        (replace(hazard(), controls=(Control("x", ("mscc/roles.py",)),)), "no test"),
        (replace(hazard(), controls=(Control("x", (), (f"{HERE}::test_the_papers_hold",)),)), "no code"),
        (replace(hazard(), controls=(Control("x", ("mscc/no.py",), (HERE,)),)), "there is no mscc/no.py"),
        (replace(hazard(), controls=(Control("x", ("mscc/roles.py",), (HERE,)),)), "is no test"),
    ],
)
def test_what_is_wrong_with_a_hazard_is_said(wrong: Hazard, said: str) -> None:
    assert any(said in each for each in hazards.complaints([wrong]))


def test_a_number_that_stands_twice_is_said() -> None:
    assert list(hazards.complaints([hazard(), hazard()])) == ["H99: more than one hazard has this number"]
    assert list(hazards.complaints([hazard()])) == []


def test_a_log_that_cannot_be_read_is_said_by_the_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one.yaml").write_text(yaml.safe_dump([{**ROW, "before": "x"}]))
    monkeypatch.setattr(hazards.log, "__defaults__", (tmp_path,))
    assert papers.complaint().startswith("H99: ")


# Links


@pytest.mark.parametrize(
    "link",
    ["mscc/roles.py", "docs/faults.md", "mscc/roles.py:ROLES", "mscc/roles.py:Role", "mscc/papers/links.py:complaint",
     "mscc/papers/risk.py:Risk.words", f"{HERE}::test_the_papers_hold", "mscc"],
)  # fmt: skip
def test_a_link_that_leads_somewhere(link: str) -> None:
    assert links.complaint(link) == ""


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("mscc/nothing.py", "there is no mscc/nothing.py"),
        ("mscc/roles.py:NOTHING", "has no NOTHING"),
        ("docs/faults.md:x", "only a file of Python"),
        (f"{HERE}::test_of_nothing", "has no test_of_nothing"),
        (f"{HERE}::hazard", "is no test"),
        ("../roles.py", "top of the repository"),
        ("/etc/hosts", "top of the repository"),
    ],
)
def test_a_link_that_leads_nowhere(link: str, said: str) -> None:
    assert said in links.complaint(link)


# Prose


def test_the_little_markdown_that_is_known() -> None:
    text = "# A\n\n<!-- no -->\n\nTo **b**\nand *i* `c` [d](dpia.md).\n\n- one\n  more\n- two"
    text += "\n\n| x | |\n|---|---|\n| y | z |"
    made = list(prose.blocks(text))
    assert [each.kind for each in made] == ["h1", "p", "list", "table"]
    assert [(run.words, run.kind) for run in made[1].lines[0]] == [
        ("To ", "plain"), ("b", "bold"), (" and ", "plain"), ("i", "italic"), (" ", "plain"),
        ("c", "code"), (" ", "plain"),
        ("d", "link"), (".", "plain"),
    ]  # fmt: skip
    assert made[1].lines[0][7].paper == "dpia"
    assert [line[0].words for line in made[2].lines] == ["one more", "two"]
    assert [[cell[0].words if cell else "" for cell in row] for row in made[3].rows] == [["x", ""], ["y", "z"]]


@pytest.mark.parametrize("name", prose.PAPERS)
def test_every_paper_is_a_draft_until_somebody_signs(name: str) -> None:
    first = prose.paper(name)[1].lines[0]
    assert first[0].words == "Draft."


@pytest.mark.parametrize("name", prose.PAPERS)
def test_no_paper_is_longer_than_three_pages(name: str) -> None:
    assert len((FOLDER / f"{name}.md").read_text().split()) < 1300


def test_the_image_holds_what_the_pages_read() -> None:
    assert "COPY docs/governance docs/governance" in (ROOT / "Dockerfile").read_text()
    assert "!docs/governance" in (ROOT / ".dockerignore").read_text().splitlines()


def test_the_page_of_the_docs_names_every_hazard_and_what_is_open() -> None:
    page = hazards_page("")
    for it in hazards.log():
        assert f"### {it.number}\n" in page
        assert all(each.does in page for each in it.controls)
    assert page.count("**Open:**") == sum(len(it.missing) for it in hazards.log())


# Security requirements


def test_every_requirement_of_both_levels_stands_once_in_its_chapter() -> None:
    assert list(asvs.complaints()) == []
    for chapter, items in asvs.chapters().items():
        number = chapter.partition(" ")[0].removeprefix("V")
        assert {row.number.partition(".")[0] for row in items} == {number}
        places = [tuple(map(int, row.number.split("."))) for row in items]
        assert places == sorted(places)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Requirement("1.1.1", 1, "x", "fine"), "is no state"),
        (Requirement("1.1.1", 1, "x", "held"), "nothing says where"),
        (Requirement("1.1.1", 1, "x", "open", where=("mscc/roles.py",)), "something is named"),
        (Requirement("1.1.1", 1, "x", "none"), "nothing says why"),
        (Requirement("1.1.1", 1, "x", "held", where=("mscc/no.py",)), "there is no mscc/no.py"),
        (Requirement("1.1.1", 1, "x", "held", where=("mscc/roles.py",), tests=(HERE,)), "is no test"),
    ],
)
def test_what_is_wrong_with_a_requirement_is_said(row: Requirement, said: str) -> None:
    assert any(said in each for each in asvs.wrong_with(row))


def test_a_level_that_is_not_whole_and_a_number_that_stands_twice_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    row = Requirement("1.1.1", 1, "x", "open")
    monkeypatch.setattr(asvs, "chapters", lambda: {"V1 x": [row, row]})
    assert list(asvs.complaints()) == [
        "1.1.1 stands 2 times", "level 1 has 2 requirements and not 70", "level 2 has 0 requirements and not 183",
    ]  # fmt: skip


def test_a_requirement_with_a_key_that_is_not_known_is_refused(tmp_path: Path) -> None:
    (tmp_path / "v01.yaml").write_text("chapter: V1 x\nitems: [{number: 1.1.1, test: []}]")
    with pytest.raises(ValueError, match=r"1\.1\.1: test is not known"):
        asvs.chapters(tmp_path)


def test_the_page_of_the_docs_has_every_requirement_with_its_state() -> None:
    page = asvs_page("")
    for items in asvs.chapters().values():
        assert all(
            f"| {row.number} | {row.level} | {row.asks} | **{asvs.STATES[row.state]}.**" in page for row in items
        )
