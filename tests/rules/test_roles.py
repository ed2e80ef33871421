"""Who may do what: the table against its enums, and what must hold of it whatever is changed."""

import pytest

from mscc.roles import ALLIANCE_ROLES, CLINICAL, OWN_SERVICE, ROLES, Permission, Role

P = Permission
WRITING = {P.LOG_CALL, P.WRITE_CASE, P.CHANGE_DISPOSITION, P.CONFIRM_WITHDRAWAL, P.CLOSE_CASE}


def test_every_role_has_its_permissions_and_every_permission_somebody() -> None:
    assert set(ROLES) == set(Role)
    assert set().union(*ROLES.values()) == set(Permission)


def test_every_role_and_permission_has_words() -> None:
    assert all(each.label for each in [*Role, *Permission])


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.REGISTRAR, Role.SENIOR])
def test_whoever_may_hold_the_coordinator_role_may_do_all_that_it_needs(role: Role) -> None:
    assert ROLES[role] >= CLINICAL


def test_nobody_else_may_write_on_a_case_or_hold_the_role() -> None:
    clinicians = {Role.COORDINATOR, Role.REGISTRAR, Role.SENIOR}
    for role in set(Role) - clinicians:
        assert not ROLES[role] & (WRITING | {P.HOLD_ROLE})


def test_an_alliance_lead_sees_figures_and_no_people() -> None:
    figures = {P.SEE_FIGURES, P.MAKE_PACKS, P.SIGN_PACKS, P.SET_AIMS, P.KEEP_GROUP}
    assert ROLES[Role.ALLIANCE_LEAD] == figures | {P.SEE_PAPERS}


@pytest.mark.parametrize("role", Role)
def test_whoever_opens_the_people_behind_a_figure_may_read_cases_and_figures(role: Role) -> None:
    if P.SEE_PEOPLE_BEHIND in ROLES[role]:
        assert {P.SEE_CASES, P.SEE_FIGURES} <= ROLES[role]


@pytest.mark.parametrize("role", Role)
def test_whoever_may_change_or_answer_for_a_case_may_read_it(role: Role) -> None:
    if ROLES[role] & OWN_SERVICE:
        assert P.SEE_CASES in ROLES[role]


def test_an_administrator_sees_no_case() -> None:
    assert P.SEE_CASES not in ROLES[Role.ADMINISTRATOR]


def test_what_changes_a_case_counts_in_one_s_own_service_and_reading_in_the_alliance() -> None:
    assert WRITING | {P.HOLD_ROLE, P.ACKNOWLEDGE, P.LOG_INCIDENT} == OWN_SERVICE
    assert P.SEE_CASES not in OWN_SERVICE


def test_the_roles_of_the_alliance_change_no_case() -> None:
    assert {Role.ALLIANCE_LEAD, Role.IG_LEAD, Role.SAFETY_OFFICER, Role.ADMINISTRATOR} == ALLIANCE_ROLES
    assert all(not ROLES[role] & OWN_SERVICE for role in ALLIANCE_ROLES)
