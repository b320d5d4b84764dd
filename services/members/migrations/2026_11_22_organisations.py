"""The directory in depth."""

revision = "2026_11_22_organisations"
down_revision = "2026_11_22_first"


def upgrade() -> None:
    """Nothing yet."""
