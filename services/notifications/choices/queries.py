"""Looking up what people have chosen."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from services.notifications.choices.model import STOP, Choice
from services.notifications.letters.model import OPTIONAL, Letter
from services.notifications.recipients.queries import recipient_of
from shared.chassis import links
from shared.chassis.problems import LinkExpired
from shared.chassis.transaction import Snapshot


async def of_person(look: Snapshot, person_id: UUID) -> Mapping[Letter, bool]:
    """Return which of the letters that one may do without a person gets."""
    found = await look.all(select(Choice).where(Choice.person_id == person_id))
    chosen = {choice.letter: choice.wants for choice in found}
    return {letter: chosen.get(letter, by_default) for letter, by_default in OPTIONAL.items()}


async def wants(look: Snapshot, person_id: UUID, letter: Letter) -> bool:
    """Tell whether a letter is to be written to a person: what one cannot do without always is."""
    return letter not in OPTIONAL or (await of_person(look, person_id))[letter]


async def of_link(look: Snapshot, token: str) -> tuple[UUID, Letter]:
    """Return whose letters of which kind a link stops. Raises LinkExpired, also for one who was erased."""
    content = links.read(look.instance, STOP, token, at=look.at)
    person_id, letter = UUID(content["id"]), content["letter"]
    recipient = await recipient_of(look, person_id)
    if letter not in OPTIONAL or recipient.is_erased:
        raise LinkExpired
    return recipient.person_id, letter
