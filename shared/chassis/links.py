"""Signed links: what a letter carries so that its reader needs no account, and a session is one too."""

from datetime import datetime
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from shared.chassis.instance import Instance
from shared.chassis.problems import LinkExpired


def sign(instance: Instance, purpose: str, content: dict[str, Any], *, until: datetime | None = None) -> str:
    """Return a token that only this instance can have made, for this purpose alone.

    The content can be read by anyone who has the token: put ids in it, not secrets.
    """
    body = {**content, "until": int(until.timestamp())} if until else content
    return str(_serializer(instance, purpose).dumps(body))


def read(instance: Instance, purpose: str, token: str, *, at: datetime) -> dict[str, Any]:
    """Return the content of a token.

    Raises LinkExpired when it is another instance's, for another purpose, changed, or too old.
    """
    try:
        content = _serializer(instance, purpose).loads(token)
    except (BadSignature, UnicodeError) as error:
        raise LinkExpired from error
    if not isinstance(content, dict) or content.get("until", at.timestamp()) < int(at.timestamp()):
        raise LinkExpired
    return content


def _serializer(instance: Instance, purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(instance.signing_key, salt=f"{instance.slug}/{purpose}")
