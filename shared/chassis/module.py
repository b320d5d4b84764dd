"""A module is a service as the process sees it: its routes, what it listens to, and its work."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from fastapi import APIRouter
from nats.aio.msg import Msg
from sqlalchemy import ScalarSelect, Select

from shared.chassis.projections import Projection
from shared.chassis.subscriptions import Subscription
from shared.chassis.workers import Worker


@dataclass(frozen=True)
class Module:
    """One service, built once per process and at work in every instance the process holds.

    `folder` is where its slices, their templates, its `locale/` and its `migrations/` lie. `large_bodies`
    lets files in: how many bytes a request to a path like `/members/imports*` may bring.
    """

    name: str
    folder: Path
    api: APIRouter
    pages: APIRouter
    subscriptions: tuple[Subscription, ...] = ()
    projections: tuple[Projection, ...] = ()
    workers: tuple[Worker, ...] = ()
    large_bodies: Mapping[str, int] = field(default_factory=dict)
    figures: Mapping[str, ScalarSelect[int]] = field(default_factory=dict)
    """What the service counts for the host's operators."""
    backups: Select[str, datetime] | None = None
    """When each instance was last backed up; only national knows."""
    hear: Callable[[Msg], Awaitable[None]] | None = None
    """Takes what every station tells of itself; only national is told."""

    @cached_property
    def by_stream(self) -> Mapping[str, tuple[Subscription, ...]]:
        """The subscriptions, grouped by the stream they read."""
        streams = {subscription.stream for subscription in self.subscriptions}
        return {
            stream: tuple(s for s in self.subscriptions if s.stream == stream) for stream in sorted(streams)
        }

    def consumers(self, slug: str) -> dict[str, list[str]]:
        """Return the filter subjects of each durable the service needs in the instance `slug`."""
        wanted = {
            stream: sorted({subscription.filter_subject(slug) for subscription in subscriptions})
            for stream, subscriptions in self.by_stream.items()
        }
        return wanted | {one.stream: list(one.subjects) for one in self.projections if one.stands(slug)}
