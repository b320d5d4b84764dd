"""How the edges reach the municipalities."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request

from services.meetings.places.model import Municipalities


def lend(municipalities: Municipalities) -> Callable[[Request], None]:
    """Return the dependency that puts the municipalities at hand for the edges of the service."""

    def put(request: Request) -> None:
        request.state.municipalities = municipalities

    return put


def _municipalities(request: Request) -> Municipalities:
    found: Municipalities = request.state.municipalities
    return found


Places = Annotated[Municipalities, Depends(_municipalities)]
