"""Attachments as people get them."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.members.attachments.model import Attachment


class AttachmentOut(BaseModel):
    """A file of an application."""

    id: UUID
    application_id: UUID
    name: str
    kind: str
    size: int
    added: datetime

    @classmethod
    def of(cls, attachment: Attachment) -> "AttachmentOut":
        return cls(**{name: getattr(attachment, name) for name in cls.model_fields})


class AttachmentsOut(BaseModel):
    """The files of an application."""

    items: list[AttachmentOut]
