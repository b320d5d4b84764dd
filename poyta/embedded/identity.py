"""The unprivileged user Postgres runs as when we are root, since it refuses to be root itself."""

import ctypes
import os
import pwd
from dataclasses import dataclass
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_SECUREBITS = 28
_NO_SETUID_FIXUP = 1 << 2
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAPABILITY_VERSION_3 = 0x20080522
_CAP_DAC_OVERRIDE = 1
_NOBODY = 65534


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


@dataclass(frozen=True)
class Identity:
    """Who to run as; `passes_closed_folders` keeps the one right needed below a closed folder."""

    uid: int
    gid: int
    passes_closed_folders: bool = False

    def assume(self) -> None:
        """Become this user. For a fresh child before it becomes its program."""
        if self.passes_closed_folders:
            # Changing the user would take every capability, and access(2) would ignore what is left:
            # Postgres looks for its own program with it.
            _LIBC.prctl(_PR_SET_SECUREBITS, _NO_SETUID_FIXUP, 0, 0, 0)
        os.setgroups([])
        os.setgid(self.gid)
        os.setuid(self.uid)
        if self.passes_closed_folders:
            _keep_only(_CAP_DAC_OVERRIDE)


def unprivileged(data: Path, *reached: Path) -> Identity | None:
    """Return who a program that owns `data` and reaches all of `reached` runs as; None means as we are.

    A checkout under a folder that only root may enter (such as /root) still works: the child
    keeps the right to pass closed folders, and only then.
    """
    if os.geteuid() != 0:
        return None
    uid, gid = _owner(data)
    closed = not all(_is_open(path) for path in (data.parent, *reached))
    return Identity(uid, gid, passes_closed_folders=closed)


def _owner(data: Path) -> tuple[int, int]:
    try:
        owner = data.stat()
    except FileNotFoundError:
        owner = None
    if owner is not None and owner.st_uid != 0:
        return owner.st_uid, owner.st_gid
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return _NOBODY, _NOBODY
    return nobody.pw_uid, nobody.pw_gid


def _is_open(path: Path) -> bool:
    whole = path.resolve()
    return all(folder.stat().st_mode & 0o001 for folder in (whole, *whole.parents))


def _keep_only(capability: int) -> None:
    bit = 1 << capability
    header = _Header(_CAPABILITY_VERSION_3, 0)
    sets = (_Sets * 2)(_Sets(bit, bit, bit), _Sets(0, 0, 0))
    if _LIBC.capset(ctypes.byref(header), ctypes.byref(sets)) != 0:
        raise OSError(ctypes.get_errno(), "capset")
    if _LIBC.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "raise ambient capability")
