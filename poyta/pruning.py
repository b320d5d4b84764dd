"""An inbox forgets, after a while, what its reader can never be given again."""

from collections.abc import Sequence
from datetime import timedelta

from nats.js.api import ConsumerInfo

from shared.chassis import inbox
from shared.chassis.station import Station

KEPT = timedelta(days=90)
"""How long a publisher may be down between its stream's yes and its own commit, and a copy has no effect."""


async def prune(station: Station, readers: Sequence[ConsumerInfo]) -> None:
    """Forget what readers took long ago, where nothing is under way.

    A reader with nothing pending and nothing unanswered has acknowledged all that its streams hold, and
    what is acknowledged never comes again. What does come again is younger than `KEPT`: see
    docs/architecture/events.md.
    """
    done = [one.name for one in readers if not one.num_pending and not one.num_ack_pending]
    async with station.transactions.begin() as tx:
        for reader in done:
            await inbox.forget(tx, reader, older_than=KEPT)
