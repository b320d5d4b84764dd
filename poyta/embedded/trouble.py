"""What can go wrong on a machine, said plainly: what happened and what to do about it."""

import errno
from pathlib import Path

_TAIL = 6_000


class Trouble(Exception):  # noqa: N818
    """Something a person has to put right; the message is one paragraph for them."""


_KNOWN = (
    (
        ("no space left on device", "disk full", "could not write", "insufficient storage"),
        "The disk is full. Free some space and start again; nothing that was acknowledged is lost.",
    ),
    (
        ("address already in use", "could not bind", "bind: "),
        "A port it needs was taken a moment ago by another program. Start again: other ports are chosen.",
    ),
    (
        ("not compatible with this version",),
        "The data folder was made by another version of Postgres. Start it with the version of Pöytä that "
        "made it, or move the folder {folder} aside to begin with an empty database.",
    ),
    (
        (
            "could not create shared memory",
            "could not resize shared memory",
            "cannot allocate memory",
            "out of memory",
        ),
        "The machine is out of memory, or /dev/shm is too small. Stop other programs and start again.",
    ),
    (
        ("permission denied", "operation not permitted"),
        "It may not read or write its files. They probably belong to another user: start as the user who "
        "made {folder}, or change its owner.",
    ),
    (
        (
            "incorrect checksum in control file",
            "invalid primary checkpoint",
            "invalid checkpoint",
            "could not locate a valid checkpoint",
            "pg_control",
            "is not a valid data directory",
            "invalid data in file",
            "could not read file",
            "could not open file",
            "could not open directory",
            "cannot read",
            "corrupt",
            "syntax error",
            "unable to recover",
            "error initializing jetstream",
            "could not load",
            "parse error",
        ),
        "Its files in {folder} are damaged. Restore the folder from a backup, or move it aside to begin "
        "empty; do not repair single files.",
    ),
)


def explain(name: str, log: Path, folder: Path) -> Trouble:
    """Return why a child did not start, from the end of its log."""
    tail = _tail(log)
    if advice := _advice(tail, folder):
        return Trouble(f"{name} does not start. {advice} Its log is {log}.")
    last = tail.strip().splitlines()[-1:] or ["It said nothing."]
    return Trouble(f"{name} does not start. The last line of its log {log} is: {last[0]}")


def explain_refusal(error: Exception, folder: Path) -> Trouble | None:
    """Return what a person can do about a server's refusal; None when it is not theirs to put right."""
    advice = _advice(str(error), folder)
    return Trouble(f"The stack does not start. {advice}") if advice else None


def explain_os_error(error: OSError, doing: str) -> Trouble:
    """Return what a person can do about an error of the operating system."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Trouble(f"{doing}: the disk is full. Free some space and start again.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Trouble(
            f"{doing}: {error.filename} may not be read or written by this user. "
            "Start as the user who owns it, choose another folder with --var, or change its owner."
        )
    return Trouble(f"{doing}: {error}")


def _advice(text: str, folder: Path) -> str | None:
    lowered = text.lower()
    for signs, advice in _KNOWN:
        if any(sign in lowered for sign in signs):
            return advice.format(folder=folder)
    return None


def _tail(log: Path) -> str:
    try:
        with log.open("rb") as stream:
            stream.seek(0, 2)
            stream.seek(max(0, stream.tell() - _TAIL))
            return stream.read().decode(errors="replace")
    except OSError:
        return ""
