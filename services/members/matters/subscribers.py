"""A topic may have been made of a matter."""

from services.members.matters import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.meetings import TopicReceived


@handles(TopicReceived)
async def on_topic_received(event: TopicReceived, tx: Transaction) -> None:
    if event.matter_id is not None:
        await commands.bring(tx, event.matter_id, event.topic_id, event.body_id, at=tx.at)


SUBSCRIPTIONS = (on_topic_received,)
