"""Who represents the organisations elsewhere."""

revision = "2026_11_22_representation"
down_revision = "2026_11_22_calls"


def upgrade() -> None:
    """Nothing yet."""
