"""An instance as it stands in its directory: what `regions.py` writes, read again."""

import json
from base64 import urlsafe_b64decode
from pathlib import Path

from shared.chassis.instance import Credentials, Instance
from shared.chassis.localised import LocalisedText


def read(directory: Path) -> Instance:
    """Read an instance from its directory.

    `instance.json` holds what anyone may know, `signing.key` the region's key (base64url), `staff.openid`
    the sign-in provider of its staff, if it has one, and `<service>.json` the credentials of one service.
    A process of one service needs only that service's file, so others need not be there.

    Raises FileNotFoundError, KeyError or ValueError when the directory is not an instance.
    """
    facts = json.loads((directory / "instance.json").read_text())
    staff = directory / "staff.openid"
    return Instance(
        slug=facts["slug"],
        code=facts["code"],
        host=facts["host"],
        base_url=facts["base_url"],
        name=LocalisedText.of(facts["name"]),
        table=LocalisedText.of(facts["table"]),
        languages=tuple(facts["languages"]),
        accent=facts["accent"],
        nats_url=facts["nats_url"],
        signing_key=urlsafe_b64decode((directory / "signing.key").read_text().strip()),
        credentials={
            file.stem: Credentials(**json.loads(file.read_text()))
            for file in sorted(directory.glob("*.json"))
            if file.stem != "instance"
        },
        copy_of=facts.get("copy_of", ""),
        staff_sign_in=json.loads(staff.read_text()) if staff.exists() else None,
    )
