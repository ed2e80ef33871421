"""How the tests of the rules write facts: by the axes of box 1, and by the items themselves."""

from typing import Any

from hypothesis import strategies as st

from pathways.guideline.terms import CANCER, CORD, FACTS, NUMBER, PAIN

Facts = dict[str, Any]

NO_CORD = dict.fromkeys(CORD, "no")
NO_PAIN = dict.fromkeys(PAIN, "no")

# What is written for each value of the three axes; "?" is not asked.
CANCER_AXIS: dict[str, list[Facts]] = {
    "diagnosed": [{"cancer": "current"}, {"cancer": "past"}],
    "suspected": [{"cancer": "suspected"}],
    "none": [{"cancer": "none"}],
    "?": [{}],
}
PAIN_AXIS: dict[str, Facts] = {
    "box 1": {"night_pain": "yes"},
    "back": {"back_pain": "yes", **NO_PAIN},
    "no": {"back_pain": "no"},
    "?": {},
}
CORD_AXIS: dict[str, Facts] = {"yes": {"limb_weakness": "yes"}, "no": NO_CORD, "?": {}}

AXES = ("cancer", "back_pain", *PAIN, *CORD)


def of(cancer: str, pain: str, cord: str) -> Facts:
    """The facts of one cell of the truth table; a diagnosis is a current one."""
    return {**CANCER_AXIS[cancer][0], **PAIN_AXIS[pain], **CORD_AXIS[cord]}


def values(name: str) -> st.SearchStrategy[Any]:
    """Every value a fact may have, not known included."""
    if FACTS[name] == NUMBER:
        return st.one_of(st.none(), st.just("unknown"), st.integers(0, 400), st.floats(0, 400))
    return st.sampled_from([*FACTS[name], "unknown", None])


def some_of(*names: str) -> st.SearchStrategy[Facts]:
    """Any of these facts, each with any permitted value or left out."""
    return st.fixed_dictionaries({}, optional={name: values(name) for name in names})


# Answers about box 1, as a call gives them: each known or not.
box_1 = st.fixed_dictionaries(
    {},
    optional={
        "cancer": st.sampled_from([*CANCER]),
        **dict.fromkeys(["back_pain", "low_back_pain", "disease_evidence"], st.sampled_from(["yes", "no"])),
        **dict.fromkeys([*PAIN, *CORD], st.sampled_from(["no", "no", "no", "yes"])),
    },
)
