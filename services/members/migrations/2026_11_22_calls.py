"""Calls in depth: versions, drafts, attachments, evaluation."""

revision = "2026_11_22_calls"
down_revision = "2026_11_22_bodies"


def upgrade() -> None:
    """Nothing yet."""
