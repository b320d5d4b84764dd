"""Who may do what: every predicate of members for every role of the requirements (D-01)."""

import inspect
from uuid import UUID, uuid4

import pytest

from services.members import access
from shared.chassis.principals import ANYONE, CHAIR, COORDINATOR, MEMBER, OPERATOR, SECRETARY, Principal, Role

BODY, ANOTHER = uuid4(), uuid4()


def _with(name: str, body_id: UUID | None = None) -> Principal:
    return Principal(person_id=uuid4(), roles=frozenset([Role(name, body_id)]))


# A seat of any kind gives the role of a member; what the seats differ in is not what their holders may do.
WHO = {
    "national operator": _with(OPERATOR),
    "administrator of the support": _with(COORDINATOR),
    "regional coordinator": _with(COORDINATOR),
    "coordinator of this body": _with(COORDINATOR, BODY),
    "coordinator of another body": _with(COORDINATOR, ANOTHER),
    "chair": _with(CHAIR, BODY),
    "vice chair": _with(CHAIR, BODY),
    "chair of another body": _with(CHAIR, ANOTHER),
    "secretary": _with(SECRETARY, BODY),
    "member": _with(MEMBER, BODY),
    "deputy": _with(MEMBER, BODY),
    "county representative": _with(MEMBER, BODY),
    "municipal representative": _with(MEMBER, BODY),
    "regional council representative": _with(MEMBER, BODY),
    "expert member": _with(MEMBER, BODY),
    "attendee": _with(MEMBER, BODY),
    "member of another body": _with(MEMBER, ANOTHER),
    "applicant": Principal(person_id=uuid4()),
    "public reader": ANYONE,
}

REGION = {"national operator", "administrator of the support", "regional coordinator"}
HERE = REGION | {"coordinator of this body"}
LEADERS = HERE | {"chair", "vice chair", "secretary"}
SEATED = LEADERS | {
    "member",
    "deputy",
    "county representative",
    "municipal representative",
    "regional council representative",
    "expert member",
    "attendee",
}
SIGNED_IN = set(WHO) - {"public reader"}

MAY = {
    "may_keep_directory": REGION,
    "may_set_up_bodies": REGION,
    "may_see_person": REGION,
    "may_let_advisers_in": REGION,
    "may_erase": REGION,
    "may_join_people": REGION,
    "may_seat": HERE,
    "may_run_calls": HERE,
    "may_give_role": HERE,
    "may_keep_mandate": HERE,
    "may_run_some_calls": HERE | {"coordinator of another body"},
    "may_give_some_role": HERE | {"coordinator of another body"},
    "may_evaluate": LEADERS,
    "may_lead": LEADERS,
    "may_see_names": SEATED,
    "may_propose": SEATED,
    "may_see_fellows": SIGNED_IN - {"applicant"},
    "may_answer": HERE | {"member"},
    "may_speak": {"member"},
    "may_resign": {"member"},
    "may_take_name_back": {"member"},
    "may_take_back_news": REGION | {"member"},
    "may_see_own": SIGNED_IN,
    "may_change_way_in": SIGNED_IN,
}


def _asked(name: str, who: Principal) -> bool:
    """Ask a predicate about this body, someone else's person, a chair's role and what the member does."""
    predicate = getattr(access, name)
    given: dict[str, object] = {"body_id": BODY, "person_id": uuid4(), "role": CHAIR, "open_form": False}
    member = WHO["member"]
    given |= {
        "holder": member.person_id,
        "candidate": member.person_id,
        "written_by": member.person_id,
        "sitting": [member],
    }
    wanted = list(inspect.signature(predicate).parameters.values())[1:]
    return bool(predicate(who, **{one.name: given[one.name] for one in wanted if one.name in given}))


def test_every_predicate_is_in_the_matrix() -> None:
    assert {name for name in vars(access) if name.startswith("may_")} == set(MAY)


@pytest.mark.parametrize("name", MAY)
def test_each_role_may_what_the_matrix_says_and_nothing_else(name: str) -> None:
    assert {role for role, who in WHO.items() if _asked(name, who)} == MAY[name]


def test_a_person_sees_and_erases_themselves_and_nobody_else() -> None:
    who, other = WHO["applicant"], WHO["member"].person_id
    assert who.person_id
    assert other

    assert access.may_see_person(who, who.person_id)
    assert access.may_erase(who, who.person_id)
    assert not access.may_see_person(who, other)
    assert not access.may_erase(ANYONE, other)


def test_anyone_proposes_a_candidate_while_the_form_is_open() -> None:
    assert {role for role, who in WHO.items() if access.may_propose(who, BODY, open_form=True)} == set(WHO)


def test_only_the_operator_names_coordinators() -> None:
    named = {role for role, who in WHO.items() if access.may_give_role(who, COORDINATOR, None)}

    assert named == {"national operator"}


def test_who_is_named_to_evaluate_may_whatever_the_role() -> None:
    assert access.may_evaluate(WHO["applicant"], BODY, named=True)
