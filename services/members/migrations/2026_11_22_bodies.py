"""Bodies in depth: dated, with offices and deputies."""

revision = "2026_11_22_bodies"
down_revision = "2026_11_22_people"


def upgrade() -> None:
    """Nothing yet."""
