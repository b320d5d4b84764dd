"""The register as JSON."""

from datetime import date

from pydantic import BaseModel

from services.national.representatives.model import Line
from shared.contracts.envelope import Words


class PastIn(BaseModel):
    """Whether to look at what has ended."""

    past: bool = False


class RepresentativeOut(BaseModel):
    """An organisation represented in a national organ; nobody is named."""

    organ: Words
    group: str | None
    post: str
    represents: str
    region: Words | None
    starts: date
    ends: date

    @classmethod
    def of(cls, line: Line) -> "RepresentativeOut":
        return cls(
            organ=line.organ.to_dict(),
            group=line.slug,
            post=line.post,
            represents=line.represents,
            region=line.region.to_dict() if line.region else None,
            starts=line.starts,
            ends=line.ends,
        )


class RepresentativesOut(BaseModel):
    """The register of representatives."""

    on: date
    items: list[RepresentativeOut]
    total: int
