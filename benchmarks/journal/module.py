"""The journal's table, routes, subscription and projection."""

from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID, uuid4

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import MetaData, insert
from sqlalchemy.orm import Mapped, mapped_column

from shared.chassis.database import Table
from shared.chassis.module import Module
from shared.chassis.projections import Arrival, Projection
from shared.chassis.streams import PUBLIC
from shared.chassis.subscriptions import handles
from shared.chassis.text import Line
from shared.chassis.transaction import Transaction
from shared.chassis.web import Look, Tx
from shared.contracts.members import OrganisationRegistered

Heard = Callable[[UUID], None]


class JournalTable(Table):
    """The declarative base of the journal."""

    __abstract__ = True
    metadata = MetaData()


class Entry(JournalTable):
    """An entry."""

    __tablename__ = "entries"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    text: Mapped[str]


class EntryIn(BaseModel):
    text: Line


class EntryOut(BaseModel):
    id: UUID
    text: str


api = APIRouter()


@api.post("/entries", status_code=201)
async def write(body: EntryIn, tx: Tx) -> EntryOut:
    """Write an entry down and tell of it."""
    entry = Entry(id=uuid4(), text=body.text)
    tx.add(entry)
    tx.record(registered(entry.id))
    return EntryOut(id=entry.id, text=entry.text)


@api.get("/entries/{entry_id}")
async def read(entry_id: UUID, look: Look) -> EntryOut:
    """Read an entry."""
    entry = await look.get(Entry, entry_id)
    return EntryOut(id=entry_id, text=entry.text if entry else "")


def registered(identity: UUID) -> OrganisationRegistered:
    """Return the event that tells of an entry."""
    return OrganisationRegistered(organisation_id=identity, version=1, name="Malliyhdistys ry", scope="local")


def build(*, heard: Heard = lambda _: None, projected: Heard = lambda _: None) -> Module:
    """Return the journal as `members`, whose credentials it uses.

    `heard` and `projected` are told each event as the handler gets it.
    """

    @handles(OrganisationRegistered)
    async def on_registered(event: OrganisationRegistered, tx: Transaction) -> None:
        heard(event.organisation_id)
        tx.add(Entry(id=uuid4(), text=event.name))

    async def project(arrivals: Sequence[Arrival], tx: Transaction) -> None:
        events = [OrganisationRegistered.model_validate(arrival.envelope.data) for arrival in arrivals]
        await tx.execute(insert(Entry), [{"id": uuid4(), "text": event.name} for event in events])
        for event in events:
            projected(event.organisation_id)

    return Module(
        name="members",
        folder=Path(__file__).parent,
        api=api,
        pages=APIRouter(),
        subscriptions=(on_registered,),
        projections=(Projection(PUBLIC, ("public.>",), project),),
    )
