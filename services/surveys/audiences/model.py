"""What surveys knows of people, organisations, bodies and seats. Nobody's name is kept."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.surveys.tables import Table
from shared.chassis.localised import LocalisedText


class Person(Table):
    """Someone who can be invited, and the language of the letter."""

    __tablename__ = "people"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    language: Mapped[str]
    merged_into_id: Mapped[UUID | None] = mapped_column(index=True)
    """The entry that took this one in; whatever still comes for this one is for that."""


class Organisation(Table):
    """An organisation of the directory and its contact person."""

    __tablename__ = "organisations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    contact_person_id: Mapped[UUID | None]


class Body(Table):
    """A body whose members can be asked, and the themes it is made of."""

    __tablename__ = "bodies"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    slug: Mapped[str]
    name: Mapped[LocalisedText]
    themes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """Each with `slug` and `name`, in the body's own order."""


class Seat(Table):
    """Who sits in a body from when to when. One who left before we heard of the start has no start."""

    __tablename__ = "seats"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    body_id: Mapped[UUID] = mapped_column(index=True)
    person_id: Mapped[UUID]
    starts: Mapped[date | None]
    ends: Mapped[date]
