"""Writing a mandate anew."""

from collections.abc import Mapping
from typing import Any

from services.members.representation.model import Mandate


def amend(mandate: Mandate, facts: Mapping[str, Any]) -> bool:
    """Write other facts; tell whether anything changed."""
    if all(getattr(mandate, name) == value for name, value in facts.items()):
        return False
    for name, value in facts.items():
        setattr(mandate, name, value)
    mandate.version += 1
    return True
