"""What the letter-writer is told from outside."""

from dataclasses import dataclass, field

from shared.chassis.settings import Settings


@dataclass(frozen=True)
class NotificationsSettings(Settings):
    """Where letters are handed over, and whom they come from."""

    smtp: str = field(default="127.0.0.1:1025", metadata={"doc": "The mail server, as host:port."})
    smtp_security: str = field(default="none", metadata={"doc": "none, starttls or tls."})
    smtp_user: str = field(default="", metadata={"doc": "The user name at the mail server, if it wants one."})
    smtp_password: str = field(
        default="", metadata={"doc": "The password at the mail server.", "secret": True}
    )
    smtp_seconds: float = field(
        default=30.0, metadata={"doc": "How long the mail server may take over a connection or a letter."}
    )
    sender: str = field(default="no-reply", metadata={"doc": "The part before @ of the sender's address."})
    sender_domain: str = field(
        default="", metadata={"doc": "The domain of the sender's address; empty is the region's host name."}
    )
