"""The only place that reads the time: decisions take `at` as an argument."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the current moment in UTC."""
    return datetime.now(UTC)


def file_clock(path: Path) -> Clock:
    """Return a clock that stands at the ISO 8601 moment written in `path`.

    While the file does not exist the clock is the system's. Several processes that
    share the file share the time: the demo and the journey tests play a year with it.
    """

    def now() -> datetime:
        try:
            return datetime.fromisoformat(path.read_text().strip()).astimezone(UTC)
        except FileNotFoundError:
            return system_clock()

    return now


def end_of_day(day: date) -> datetime:
    """Return the first moment in UTC after `day` in Finland.

    A deadline "20.1." lasts to the end of that day in Europe/Helsinki, whatever the
    server's own time zone and also on the days when the clocks are moved.
    """
    return datetime.combine(day + timedelta(days=1), time(), HELSINKI).astimezone(UTC)
