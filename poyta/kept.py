"""Public pages are kept for the second they were made in: a letter to hundreds brings hundreds at once."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.chassis.station import Station

Key = tuple[str, bytes, bytes]


class Kept:
    """The pages of one station that show anyone the same (`is_public = True` in their class).

    They are kept until the next second of the clock or the next commit of the station, whichever comes
    first. Who sends a cookie or a credential is never answered from here.
    """

    def __init__(self, station: Station) -> None:
        self._station = station
        self._moment: object = None
        self._pages: dict[Key, tuple[object, list[Message]]] = {}

    async def serve(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a kept page, or let `app` answer and keep that."""
        key = _key(scope)
        if key is None:
            await app(scope, receive, send)
            return
        moment = self._now()
        if moment != self._moment:
            self._moment, self._pages = moment, {}
        if key in self._pages:
            # The route is what the request is measured under.
            scope["route"], messages = self._pages[key]
            for message in messages:
                await send({**message})
            return
        made: list[Message] = []

        async def keeping(message: Message) -> None:
            made.append({**message})
            await send(message)

        await app(scope, receive, keeping)
        is_public = getattr(scope.get("page"), "is_public", False)
        is_whole = len(made) > 1 and made[0]["status"] == 200 and not made[-1].get("more_body", False)
        if is_public and is_whole and moment == self._now():
            self._pages[key] = scope.get("route"), made

    def _now(self) -> object:
        return self._station.clock().replace(microsecond=0), self._station.transactions.commits


def _key(scope: Scope) -> Key | None:
    if scope["method"] != "GET":
        return None
    headers = dict(scope["headers"])
    if b"cookie" in headers or b"authorization" in headers:
        return None
    return scope["path"], scope["query_string"], headers.get(b"accept-language", b"")
