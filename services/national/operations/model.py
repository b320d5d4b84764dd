"""What the stations have told of themselves, and what of it an operator should look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.national.tables import Table
from shared.chassis.instance import NATIONAL
from shared.chassis.localised import LocalisedText
from shared.contracts.catalogue import PUBLISHERS

Concern = Literal["silent", "dead", "outbox", "lag", "mail", "backup"]

# A station reports once a minute.
SILENCE = timedelta(minutes=3)
SLOW = timedelta(minutes=5)
LAG = 1_000
OLD_BACKUP = timedelta(hours=36)


class Report(Table):
    """The last report of a station, by the names its account vouches for."""

    __tablename__ = "reports"

    instance: Mapped[str] = mapped_column(primary_key=True)
    service: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[LocalisedText]
    heard_at: Mapped[datetime]
    version: Mapped[str]
    due: Mapped[int]
    oldest_due: Mapped[datetime | None]
    pending: Mapped[int | None]
    unacknowledged: Mapped[int | None]
    dead: Mapped[int]
    figures: Mapped[dict[str, Any]]

    @property
    def outbox_age(self) -> timedelta:
        """Return how long the oldest event had waited when the station spoke."""
        return max(timedelta(0), self.heard_at - self.oldest_due) if self.oldest_due else timedelta(0)

    @property
    def lag(self) -> int | None:
        """Return the events the service has yet to handle."""
        if self.pending is None or self.unacknowledged is None:
            return None
        return self.pending + self.unacknowledged


class Backup(Table):
    """When an instance was last backed up. The host's command line notes it here."""

    __tablename__ = "backups"

    instance: Mapped[str] = mapped_column(primary_key=True)
    taken_at: Mapped[datetime]


class Decision(Table):
    """What an operator did about a dead letter, and why."""

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint("act IN ('retry', 'discard')", name="decisions_known_act"),
        CheckConstraint("act = 'retry' OR reason <> ''", name="decisions_discard_has_reason"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    instance: Mapped[str] = mapped_column(index=True)
    service: Mapped[str]
    letter: Mapped[str]
    event: Mapped[str]
    error: Mapped[str]
    act: Mapped[str]
    reason: Mapped[str]
    decided_by: Mapped[UUID]
    decided_at: Mapped[datetime]


@dataclass(frozen=True)
class StationState:
    """How one service of an instance stands at a moment; without a report it has never been heard."""

    service: str
    report: Report | None
    at: datetime

    @property
    def is_silent(self) -> bool:
        return self.report is None or self.at - self.report.heard_at > SILENCE

    @property
    def concerns(self) -> Sequence[Concern]:
        """Return what an operator should look at, the gravest first."""
        if self.report is None:
            return ["silent"]
        found: Mapping[Concern, bool] = {
            "silent": self.is_silent,
            "dead": self.report.dead > 0,
            "outbox": self.report.outbox_age > SLOW,
            "lag": (self.report.lag or 0) > LAG,
            "mail": self.report.figures.get("letters_delayed", 0) > 0,
        }
        return [concern for concern, holds in found.items() if holds]


@dataclass(frozen=True)
class InstanceState:
    """How an instance stands at a moment."""

    slug: str
    name: LocalisedText
    stations: Sequence[StationState]
    last_event_at: datetime | None
    backup: Backup | None
    at: datetime

    @property
    def reports(self) -> Sequence[Report]:
        return [station.report for station in self.stations if station.report is not None]

    @property
    def versions(self) -> Sequence[str]:
        return sorted({report.version for report in self.reports})

    @property
    def heard_at(self) -> datetime | None:
        return max((report.heard_at for report in self.reports), default=None)

    @property
    def due(self) -> int:
        return sum(report.due for report in self.reports)

    @property
    def outbox_age(self) -> timedelta:
        return max((report.outbox_age for report in self.reports), default=timedelta(0))

    @property
    def lag(self) -> int | None:
        """Return what all services have yet to handle; None when one of them could not tell."""
        lags = [report.lag for report in self.reports]
        known = [lag for lag in lags if lag is not None]
        return sum(known) if known and len(known) == len(lags) else None

    @property
    def dead(self) -> int:
        return sum(report.dead for report in self.reports)

    @property
    def letters_delayed(self) -> int:
        return self._figure("letters_delayed")

    @property
    def letters_given_up(self) -> int:
        return self._figure("letters_given_up")

    @property
    def silent(self) -> Sequence[str]:
        return [station.service for station in self.stations if station.is_silent]

    @property
    def concerns(self) -> Sequence[Concern]:
        """Return what an operator should look at, each once."""
        found = list(dict.fromkeys(concern for station in self.stations for concern in station.concerns))
        if self.backup is None or self.at - self.backup.taken_at > OLD_BACKUP:
            found.append("backup")
        return found

    def _figure(self, name: str) -> int:
        return sum(report.figures.get(name, 0) for report in self.reports)


def services_of(slug: str) -> Sequence[str]:
    """Return the services an instance has."""
    return (*PUBLISHERS, NATIONAL) if slug == NATIONAL else tuple(PUBLISHERS)
