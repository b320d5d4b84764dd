"""Looking for a person's name and address in everything a region keeps, however they are written."""

import base64
import json
import quopri
from email.header import Header
from pathlib import Path
from urllib.parse import quote, quote_plus

from tests.region import Region


def spellings(words: str) -> list[bytes]:
    """Return how these words may be written: as they are, escaped, quoted, or as base64 at any offset."""
    plain = words.encode()
    written = {
        plain,
        words.lower().encode(),
        json.dumps(words)[1:-1].encode(),
        quote(words).encode(),
        quote_plus(words).encode(),
        quopri.encodestring(plain).strip(),
        Header(words, "utf-8").encode().encode(),
        words.encode("latin-1", "ignore"),
        plain.hex().encode(),
    }
    for offset in range(3):
        # The characters at the ends depend on what stands around; those in the middle do not.
        encoded = base64.b64encode(b"x" * offset + plain)
        written |= {encoded[4:-4], base64.urlsafe_b64encode(b"x" * offset + plain)[4:-4]}
    return sorted(one for one in written if len(one) >= 6)


async def tables_with(region: Region, *words: str) -> list[str]:
    """Return the tables of every schema with a row that has any of these words."""
    wanted = [one for word in words for one in spellings(word)]
    found = []
    for module in region.modules:
        tables = await region.rows(
            module.name,
            "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()",
        )
        for (table,) in tables:
            rows = await region.rows(module.name, f'SELECT t.* FROM "{table}" t')
            if any(has(b"\n".join(_bytes(value) for value in row.values()), wanted) for row in rows):
                found.append(f"{module.name}.{table}")
    return sorted(found)


async def messages_with(region: Region, *words: str) -> list[str]:
    """Return the subjects of the messages of every stream that have any of these words."""
    wanted = [one for word in words for one in spellings(word)]
    found = []
    for stream in await region.jetstream.streams_info():
        name = stream.config.name or ""
        for sequence in range(stream.state.first_seq or 1, stream.state.last_seq + 1):
            try:
                message = await region.jetstream.get_msg(name, sequence)
            except Exception:  # noqa: BLE001 - a rolled-up message is not there any more
                continue
            told = (message.data or b"") + repr(message.headers).encode() + (message.subject or "").encode()
            if has(told, wanted):
                found.append(f"{name}: {message.subject}")
    return sorted(found)


def files_with(folder: Path, *words: str) -> list[str]:
    """Return the log files under a folder that have any of these words."""
    wanted = [one for word in words for one in spellings(word)]
    logs = [path for path in sorted(folder.rglob("*")) if path.is_file() and _is_log(path)]
    assert logs, "there is no log to search"
    return [path.name for path in logs if has(path.read_bytes(), wanted)]


def _is_log(path: Path) -> bool:
    return path.suffix == ".log" or path.parent.name in ("log", "logs")


def has(content: bytes, wanted: list[bytes]) -> bool:
    """Tell whether any of these spellings is in something, in whatever case."""
    lowered = content.lower()
    return any(one in content or one.lower() in lowered for one in wanted)


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
