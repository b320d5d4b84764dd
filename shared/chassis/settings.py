"""What a process is told from outside; each service adds its own and nobody imports an object."""

from dataclasses import dataclass, field, fields
from os import environ
from pathlib import Path
from typing import Any, Self


@dataclass(frozen=True)
class Settings:
    """Settings read from the environment: the field `smtp` comes from `POYTA_SMTP`."""

    @classmethod
    def read(cls) -> Self:
        """Read each field from its variable, or keep its default.

        Raises ValueError naming the variable when a value cannot be read.
        """
        values: dict[str, Any] = {}
        for setting in fields(cls):
            name = f"POYTA_{setting.name.upper()}"
            if name in environ:
                values[setting.name] = _convert(name, environ[name], setting.type)
        return cls(**values)


@dataclass(frozen=True)
class ProcessSettings(Settings):
    """What every process needs."""

    clock: Path | None = field(
        default=None, metadata={"doc": "A file with the moment the clock stands at; for demo and tests."}
    )
    poll_seconds: float = field(
        default=30.0, metadata={"doc": "How long relays and workers sleep when nothing wakes them."}
    )
    pool_size: int = field(default=4, metadata={"doc": "Connections a service of one instance may hold."})
    turns: int = field(
        default=4, metadata={"doc": "Requests of one instance worked on at once; the others wait in line."}
    )
    traces_ratio: float = field(default=0.1, metadata={"doc": "Share of requests that are traced, 0–1."})
    max_body_bytes: int = field(default=1_000_000, metadata={"doc": "The largest request body taken."})


def _convert(name: str, value: str, kind: Any) -> Any:
    try:
        if kind in (float, "float"):
            return float(value)
        if kind in (int, "int"):
            return int(value)
        if kind in (bool, "bool"):
            return {"true": True, "1": True, "false": False, "0": False}[value.lower()]
        if kind in (str, "str"):
            return value
        return Path(value)
    except (KeyError, ValueError) as error:
        raise ValueError(f"{name}={value!r} cannot be read") from error
