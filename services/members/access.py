"""Who may do what in members, as named sentences."""

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from shared.chassis.principals import CHAIR, COORDINATOR, MEMBER, OPERATOR, SECRETARY, Principal, Role


class Sitting(Protocol):
    """Someone at the table."""

    @property
    def person_id(self) -> UUID: ...


def may_keep_directory(who: Principal) -> bool:
    """Organisations and people are the coordinator's to keep."""
    return who.has(COORDINATOR, OPERATOR)


def may_set_up_bodies(who: Principal) -> bool:
    """A body is set up by a coordinator of the whole region or the national operator."""
    return who.has(COORDINATOR, OPERATOR)


def may_seat(who: Principal, body_id: UUID) -> bool:
    """Seats are filled and vacated by the body's coordinator."""
    return who.has(COORDINATOR, OPERATOR, body_id=body_id)


def may_run_calls(who: Principal, body_id: UUID) -> bool:
    """Calls, applications and selections are the work of the body's coordinator."""
    return who.has(COORDINATOR, OPERATOR, body_id=body_id)


def may_run_some_calls(who: Principal) -> bool:
    """The list of calls with drafts opens to a coordinator of any body; rows are checked one by one."""
    return who.has_anywhere(COORDINATOR, OPERATOR)


def may_evaluate(who: Principal, body_id: UUID, *, named: bool = False) -> bool:
    """The body's coordinator, chair and secretary read and score applications, and who is named."""
    return named or who.has(COORDINATOR, OPERATOR, CHAIR, SECRETARY, body_id=body_id)


def runs_calls_of(who: Principal) -> list[UUID] | None:
    """Return the bodies whose calls one runs; None is all of them."""
    roles = [role for role in who.roles if role.name in (COORDINATOR, OPERATOR)]
    if any(role.body_id is None for role in roles):
        return None
    return [role.body_id for role in roles if role.body_id]


def may_see_names(who: Principal, body_id: UUID) -> bool:
    """Names at the table are for those who sit at it; the public sees organisations."""
    return who.has(COORDINATOR, OPERATOR, CHAIR, SECRETARY, MEMBER, body_id=body_id)


def may_propose(who: Principal, body_id: UUID, *, open_form: bool) -> bool:
    """Candidates for an outside organ are proposed by the body's own, or by anyone when the form is open."""
    return open_form or may_see_names(who, body_id)


def may_lead(who: Principal, body_id: UUID) -> bool:
    """What the body's leaders see, like declarations of interests: coordinator, chair and secretary."""
    return who.has(COORDINATOR, OPERATOR, CHAIR, SECRETARY, body_id=body_id)


def may_give_role(who: Principal, role: str, body_id: UUID | None) -> bool:
    """A coordinator gives the roles of a body; the operator also names coordinators."""
    if role in (CHAIR, SECRETARY, MEMBER):
        return body_id is not None and who.has(COORDINATOR, OPERATOR, body_id=body_id)
    return role == COORDINATOR and who.has(OPERATOR)


def may_give_some_role(who: Principal) -> bool:
    """The roles of a person open to a coordinator of any body; each role is checked by itself."""
    return who.has_anywhere(COORDINATOR, OPERATOR)


def may_keep_mandate(who: Principal, body_id: UUID | None) -> bool:
    """A mandate is kept by the coordinator of the body that named; that of no body by the whole region's."""
    return who.has(COORDINATOR, OPERATOR, body_id=body_id)


def may_let_advisers_in(who: Principal) -> bool:
    """Whom national proposes as an adviser is let in or declined by the region's own coordinator."""
    return who.has(COORDINATOR, OPERATOR)


def may_see_person(who: Principal, person_id: UUID) -> bool:
    """What is known of a person is seen by the one it is about and by the region's coordinator."""
    return who.person_id == person_id or who.has(COORDINATOR, OPERATOR)


def may_erase(who: Principal, person_id: UUID) -> bool:
    """A person is erased by their own word or, when they ask for it otherwise, by the coordinator."""
    return who.person_id == person_id or who.has(COORDINATOR, OPERATOR)


def may_join_people(who: Principal, held: Iterable[Role] = ()) -> bool:
    """Two entries of a person are joined by the region's coordinator who may give each role they hold."""
    return may_keep_directory(who) and all(may_give_role(who, one.name, one.body_id) for one in held)


def may_change_way_in(who: Principal) -> bool:
    """Keys and the address that links go to are changed by who has signed in, never by a program's key."""
    return who.person_id is not None and who.scopes is None


def may_take_name_back(who: Principal, candidate: UUID) -> bool:
    """A name put forward to an outside organ is shown and taken back by the one whose it is."""
    return who.person_id == candidate


def may_resign(who: Principal, holder: UUID) -> bool:
    """A seat is resigned from by the one who holds it."""
    return who.person_id == holder


def may_see_own(who: Principal) -> bool:
    """Anyone who has signed in sees and mends what is known of them."""
    return who.person_id is not None


def may_speak(who: Principal, sitting: Iterable[Sitting]) -> bool:
    """Who represents the organisations of a theme, or is the deputy, reports to them."""
    return who.person_id is not None and who.person_id in {one.person_id for one in sitting}


def may_answer(who: Principal, body_id: UUID, sitting: Iterable[Sitting]) -> bool:
    """A matter is read and answered by the theme's representatives, and by the body's coordinator."""
    return may_speak(who, sitting) or who.has(COORDINATOR, OPERATOR, body_id=body_id)


def may_see_fellows(who: Principal) -> bool:
    """Members and those who run the bodies see each other's organisations and news."""
    return who.person_id is not None and who.has_anywhere(COORDINATOR, OPERATOR, CHAIR, SECRETARY, MEMBER)


def may_take_back_news(who: Principal, written_by: UUID) -> bool:
    """News is taken back by its writer or the region's coordinator."""
    return who.person_id == written_by or who.has(COORDINATOR, OPERATOR)
