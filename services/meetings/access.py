"""Who may do what in meetings."""

from uuid import UUID

from shared.chassis.principals import CHAIR, COORDINATOR, MEMBER, SECRETARY, Principal


def may_see_own(who: Principal) -> bool:
    """Anyone who has signed in sees and saves what the meetings know of them."""
    return who.person_id is not None


def may_convene(who: Principal, body_id: UUID) -> bool:
    """Prepare, convene, move and cancel the meetings of a body, and see its drafts."""
    return who.has(COORDINATOR, SECRETARY, CHAIR, body_id=body_id)


def may_convene_somewhere(who: Principal) -> bool:
    """Prepare the meetings of some body."""
    return who.has_anywhere(COORDINATOR, SECRETARY, CHAIR)


def may_see_roster(who: Principal, body_id: UUID) -> bool:
    """See the names of those who sit in a body, and the links of its meetings."""
    return who.has(COORDINATOR, SECRETARY, CHAIR, MEMBER, body_id=body_id)


def may_bring_topic(who: Principal, body_id: UUID) -> bool:
    """Bring a topic to a body."""
    return who.person_id is not None and may_see_roster(who, body_id)


def may_bring_topic_somewhere(who: Principal) -> bool:
    """Bring a topic to some body."""
    return who.person_id is not None and who.has_anywhere(COORDINATOR, SECRETARY, CHAIR, MEMBER)


def may_change_topic(who: Principal, body_id: UUID, *, brought_by: UUID | None) -> bool:
    """Change or remove a topic before it is on an agenda: who brought it, and who prepares the meetings."""
    own = who.person_id is not None and who.person_id == brought_by
    return (own and may_bring_topic(who, body_id)) or may_convene(who, body_id)


def may_see_conflicts(who: Principal, body_id: UUID) -> bool:
    """See who takes no part in a topic because of a conflict of interest."""
    return may_see_roster(who, body_id)


def may_see_comments(who: Principal, body_id: UUID) -> bool:
    """Read what those at the table say of a topic."""
    return may_see_roster(who, body_id)


def may_comment(who: Principal, body_id: UUID) -> bool:
    """Comment on a topic."""
    return may_bring_topic(who, body_id)


def may_remove_comment(who: Principal, body_id: UUID, *, written_by: UUID | None) -> bool:
    """Take a comment away: who wrote it, and who prepares the meetings."""
    return may_change_topic(who, body_id, brought_by=written_by)


def may_note_conflict(who: Principal, body_id: UUID, *, own: bool) -> bool:
    """Note a conflict of interest: of one's own party, and of any for who prepares the meetings."""
    return may_convene(who, body_id) or (own and may_bring_topic(who, body_id))


def may_ask(who: Principal, body_id: UUID) -> bool:
    """Make a request between the table and the county, and a topic of one."""
    return may_bring_topic(who, body_id)


def may_see_request(who: Principal, body_id: UUID, *, public: bool) -> bool:
    """Read a request: anyone once it is published, those at the table before."""
    return public or may_see_roster(who, body_id)


def may_keep_requests(who: Principal, body_id: UUID) -> bool:
    """Write down the answer to a request, and publish it."""
    return may_convene(who, body_id)


def may_withdraw_request(who: Principal, body_id: UUID, *, brought_by: UUID | None) -> bool:
    """Take a request back: who made it, and who prepares the meetings."""
    return may_change_topic(who, body_id, brought_by=brought_by)


def may_see_answers(who: Principal, body_id: UUID) -> bool:
    """See who is coming to a meeting."""
    return may_convene(who, body_id)


def may_record_attendance(who: Principal, body_id: UUID) -> bool:
    """Record who came, and see the year's attendance by person."""
    return may_convene(who, body_id)


def may_write_memo(who: Principal, body_id: UUID) -> bool:
    """Write and publish the memo of a meeting."""
    return may_convene(who, body_id)
