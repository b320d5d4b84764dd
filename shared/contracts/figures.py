"""What members promises of figures: counts of the organisations' people, of no person."""

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from shared.contracts.envelope import PublicEvent


class KeyFigure(BaseModel):
    """What the organisations that tell a figure of their people have together."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: Literal["members", "volunteers", "peer_supporters", "professionals"]
    total: int
    organisations: int


class FiguresCounted(PublicEvent):
    """The key figures of the organisations changed; one that fewer than five tell is not among them."""

    subject: ClassVar[str] = "members.figures_counted.v1"

    version: int
    figures: tuple[KeyFigure, ...]
