"""Provisioning of a region: its database, NATS account, streams and least-privilege users."""
