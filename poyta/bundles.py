"""A bundle: everything a region owns, in one file that says what it holds and whether it is whole."""

import gzip
import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory

from poyta.embedded.trouble import Trouble
from poyta.provision.messages import Message, Position

FORMAT = "poyta-region"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
DATABASE = "database.dump"
SIGNING_KEY = "signing.key"

_MANIFEST_BYTES = 10_000_000


@dataclass(frozen=True)
class Part:
    """One file of a bundle."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a bundle holds. It is the first file in it."""

    format: str
    format_version: int
    app_version: str
    taken: str
    region: Mapping[str, Any]
    revisions: Mapping[str, str]
    """The newest schema change of each service."""
    rows: Mapping[str, int]
    """How many rows each table has, by `service.table`."""
    messages: Mapping[str, int]
    last_sequences: Mapping[str, int]
    positions: tuple[Position, ...]
    parts: tuple[Part, ...] = field(default=())

    def text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def of_text(cls, text: str) -> "Manifest":
        """Return the manifest of a text; raise ValueError, KeyError or TypeError when it is none."""
        facts = json.loads(text)
        facts["parts"] = tuple(Part(**part) for part in facts["parts"])
        facts["positions"] = tuple(
            Position(**(position | {"filter_subjects": tuple(position["filter_subjects"])}))
            for position in facts["positions"]
        )
        return cls(**facts)


@dataclass(frozen=True)
class Bundle:
    """A bundle that was found whole, with its parts in a folder."""

    manifest: Manifest
    folder: Path

    @property
    def slug(self) -> str:
        return str(self.manifest.region["slug"])

    @property
    def database(self) -> Path:
        return self.folder / DATABASE

    @property
    def signing_key(self) -> str:
        return (self.folder / SIGNING_KEY).read_text()

    def messages(self, stream: str) -> Iterator[Message]:
        """Yield the messages of a stream, in their order."""
        with gzip.open(self.folder / stream_part(stream), "rt", encoding="utf-8") as lines:
            for line in lines:
                yield Message.of_line(line)


def stream_part(stream: str) -> str:
    """Return the name of the part that holds a stream."""
    return f"{stream}.jsonl.gz"


async def write_stream(folder: Path, stream: str, messages: AsyncIterator[Message]) -> int:
    """Write the part of a stream and return how many messages it has."""
    count = 0
    with gzip.open(folder / stream_part(stream), "wt", encoding="utf-8", compresslevel=4) as part:
        async for message in messages:
            part.write(message.line() + "\n")
            count += 1
    return count


def pack(folder: Path, manifest: Manifest, file: Path) -> Manifest:
    """Make the bundle of a folder of parts; it appears under its name whole or not at all."""
    names = sorted(path.name for path in folder.iterdir())
    parts = tuple(Part(name, (folder / name).stat().st_size, _sha256(folder / name)) for name in names)
    whole = Manifest(**{**manifest.__dict__, "parts": parts})
    (folder / MANIFEST).write_text(whole.text())
    draft = file.with_name(f".{file.name}.draft")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        with tarfile.open(fileobj=stream, mode="w") as tar:
            for name in (MANIFEST, *names):
                tar.add(folder / name, arcname=name, filter=_anonymous)
        stream.flush()
        os.fsync(stream.fileno())
    draft.rename(file)
    return whole


def unpack(file: Path, folder: Path) -> Bundle:
    """Lay the parts of a bundle into a folder and check every one of them.

    Raises Trouble, in plain words, for what is not a bundle, not whole or of another version.
    """
    try:
        with tarfile.open(file, "r:") as tar:
            manifest = _manifest(file, tar)
            for part in manifest.parts:
                _extract(file, tar, part, folder)
    except FileNotFoundError as error:
        raise Trouble(f"There is no file {file}.") from error
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Trouble(
            f"{file} cannot be read as a bundle of Pöytä ({error}). Nothing was changed."
        ) from error
    return Bundle(manifest, folder)


def refuse_unknown_revisions(bundle: Bundle, folders: Mapping[str, Path]) -> None:
    """Refuse a bundle whose schemas this version of the code cannot bring up to date.

    `folders` are the migrations by service.
    """
    for service, revision in bundle.manifest.revisions.items():
        if service not in folders:
            raise Trouble(f"The bundle holds a service {service} that this version does not have.")
        script = ScriptDirectory(str(folders[service]), version_locations=[str(folders[service])])
        if revision and revision not in {change.revision for change in script.walk_revisions()}:
            raise Trouble(
                f"The bundle comes from a newer Pöytä ({bundle.manifest.app_version}): {service} is at "
                f"{revision}, which this version does not know. Update Pöytä first. Nothing was changed."
            )


def _manifest(file: Path, tar: tarfile.TarFile) -> Manifest:
    first = tar.next()
    stream = tar.extractfile(first) if first and first.name == MANIFEST and first.isfile() else None
    if stream is None or first is None or first.size > _MANIFEST_BYTES:
        raise Trouble(f"{file} is not a bundle of Pöytä: it does not begin with {MANIFEST}.")
    try:
        text = stream.read().decode()
        facts = json.loads(text)
        if facts["format"] != FORMAT:
            raise Trouble(f"{file} is not a bundle of Pöytä but {facts['format']}.")
        if facts["format_version"] != FORMAT_VERSION:
            raise Trouble(
                f"{file} is a bundle of format {facts['format_version']}; this version reads "
                f"{FORMAT_VERSION}. Use the Pöytä that wrote it ({facts.get('app_version')}) or a newer one."
            )
        return Manifest.of_text(text)
    except (ValueError, KeyError, TypeError) as error:
        raise Trouble(f"{file} is damaged: its {MANIFEST} cannot be read ({error!r}).") from error


def _extract(file: Path, tar: tarfile.TarFile, part: Part, folder: Path) -> None:
    member = tar.next()
    stream = tar.extractfile(member) if member and member.isfile() else None
    if member is None or stream is None or member.name != part.name or Path(part.name).name != part.name:
        raise Trouble(f"{file} is damaged: its part {part.name} is not where it should be.")
    target = folder / part.name
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        shutil.copyfileobj(stream, out)
    if target.stat().st_size != part.size or _sha256(target) != part.sha256:
        raise Trouble(
            f"{file} is damaged: {part.name} is not what it was when it was written. "
            "Use another copy of the bundle. Nothing was changed."
        )


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out whose machine and folder the bundle was made on."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member
