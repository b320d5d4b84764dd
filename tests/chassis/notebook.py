"""A small service to try the frame with: it keeps notes and counts the ones it hears of."""

from pathlib import Path
from uuid import UUID, uuid4

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import MetaData, select, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.chassis.database import Table
from shared.chassis.module import Module
from shared.chassis.problems import Problem
from shared.chassis.subscriptions import handles
from shared.chassis.text import Line
from shared.chassis.transaction import Transaction
from shared.chassis.web import Look, Tx, Who, require
from shared.contracts.members import BodyChanged, OrganisationRegistered


class NotebookTable(Table):
    """The declarative base of the notebook."""

    __abstract__ = True
    metadata = MetaData()


class Note(NotebookTable):
    """A note."""

    __tablename__ = "notes"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    text: Mapped[str]


class Heard(NotebookTable):
    """An organisation the notebook heard of."""

    __tablename__ = "heard"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID]


class TooMany(Problem):
    """There are too many notes."""

    slug = "notebook/too-many"
    status = 409


class NotYet(Problem):
    """The notebook is not ready for this."""

    slug = "notebook/not-yet"
    status = 409


class NoteIn(BaseModel):
    """A note as it is sent."""

    text: Line


api = APIRouter()
pages = APIRouter()
PATIENCE: dict[UUID, int] = {}
"""How many more times an organisation's event fails."""
OUTAGES: dict[UUID, int] = {}
"""How many more times the database goes away under an organisation's event."""


@api.post("/notes", status_code=201)
async def write(body: NoteIn, tx: Tx) -> dict[str, str]:
    note = Note(id=uuid4(), text=body.text)
    tx.add(note)
    tx.record(OrganisationRegistered(organisation_id=note.id, version=1, name=body.text, scope="local"))
    if body.text == "one too many":
        raise TooMany
    return {"id": str(note.id)}


@api.get("/notes")
async def notes(look: Look) -> list[str]:
    return list(await look.all(select(Note.text)))


@api.get("/private")
async def private(who: Who) -> dict[str, str]:
    require(who.has("coordinator"), who)
    return {"hello": who.name}


@api.post("/look-only")
async def look_only(look: Look) -> None:
    await look.execute(Note.__table__.insert().values(id=uuid4(), text="written in a snapshot"))


@handles(OrganisationRegistered)
async def on_registered(event: OrganisationRegistered, tx: Transaction) -> None:
    tx.add(Heard(organisation_id=event.organisation_id))
    await tx.flush()
    if OUTAGES.get(event.organisation_id, 0) > 0:
        OUTAGES[event.organisation_id] -= 1
        await tx.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    if PATIENCE.get(event.organisation_id, 0) > 0:
        PATIENCE[event.organisation_id] -= 1
        raise NotYet


@handles(BodyChanged)
async def on_body(event: BodyChanged, tx: Transaction) -> None:
    tx.add(Heard(organisation_id=event.body_id))


def build(folder: Path) -> Module:
    """Return the notebook as `members`, whose credentials it uses."""
    return Module(
        name="members",
        folder=folder,
        api=api,
        pages=pages,
        subscriptions=(on_registered, on_body),
    )
