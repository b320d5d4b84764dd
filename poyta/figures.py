"""What the desks of a process counted last, as gauges for Prometheus."""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from poyta.process import Process
from shared.chassis.clock import Clock

_STATION = ("region", "service")


class Figures(Collector):
    """The figures of the operators' page, for alerts. A station without a desk, as a copy's, has none.

    Ages are taken when Prometheus asks: they grow on while a station is stuck and counts nothing.
    """

    def __init__(self, process: Process, clock: Clock) -> None:
        self._process = process
        self._clock = clock

    def collect(self) -> Iterator[Metric]:
        """Return the gauges of every station that has counted."""
        now = self._clock()
        oldest = _gauge("poyta_outbox_oldest_seconds", "How long the oldest due event has waited.")
        pending = _gauge("poyta_consumer_pending", "Events a service has yet to handle.")
        dead = _gauge("poyta_dead_letters", "Events given up that nobody has decided about.")
        waiting = _gauge("poyta_emails_waiting", "Letters neither sent nor given up.")
        longest = _gauge("poyta_emails_oldest_seconds", "How long the oldest of them has waited.")
        backup = GaugeMetricFamily(
            "poyta_backup_timestamp_seconds", "When a region was last backed up.", labels=("region",)
        )
        for station in self._process.stations:
            desk, labels = station.desk, (station.instance.slug, station.service)
            if desk is None or desk.status is None:
                continue
            status, figures = desk.status, desk.status.figures
            oldest.add_metric(labels, _age(now, status.oldest_due))
            dead.add_metric(labels, status.dead)
            if status.lag is not None:
                pending.add_metric(labels, status.lag)
            if "letters_waiting" in figures:
                since = figures["letters_oldest"]
                waiting.add_metric(labels, figures["letters_waiting"])
                longest.add_metric(labels, max(0.0, now.timestamp() - since) if since else 0.0)
            for slug, taken_at in desk.backups.items():
                backup.add_metric((slug,), taken_at.timestamp())
        yield from (oldest, pending, dead, waiting, longest, backup)


def _gauge(name: str, text: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, labels=_STATION)


def _age(now: datetime, since: datetime | None) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
