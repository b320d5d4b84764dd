"""People, the roles they hold, and signing in by a one-time link."""
