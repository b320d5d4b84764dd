"""Consents, sessions, audit and retention."""

revision = "2026_11_22_people"
down_revision = "2026_11_22_organisations"


def upgrade() -> None:
    """Nothing yet."""
