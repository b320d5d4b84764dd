"""NATS keys and the JWTs they sign: operator, account, user and activation, in pure Python."""

import json
import os
from base64 import b32encode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import new as new_hash
from pathlib import Path
from typing import Any

import nkeys

from shared.chassis.clock import system_clock

OPERATOR = nkeys.PREFIX_BYTE_OPERATOR
ACCOUNT = nkeys.PREFIX_BYTE_ACCOUNT
USER = nkeys.PREFIX_BYTE_USER


@dataclass(frozen=True)
class Key:
    """An nkey pair; the seed is the secret, the public part is the name NATS knows it by."""

    seed: str
    public: str

    def sign(self, message: bytes) -> bytes:
        """Return the raw ed25519 signature of `message`."""
        return bytes(nkeys.from_seed(bytearray(self.seed.encode())).sign(message))

    def sign_nonce(self, nonce: str) -> bytes:
        """Answer the challenge of a NATS server."""
        return b64encode(self.sign(nonce.encode()))

    def __repr__(self) -> str:
        return f"Key({self.public})"


def key_of(seed: str) -> Key:
    """Return the key of a seed; raise ValueError when it is not one."""
    try:
        return Key(seed, nkeys.from_seed(bytearray(seed.encode())).public_key.decode())
    except nkeys.NkeysError as error:
        raise ValueError("not an nkey seed") from error


def new_key(kind: int) -> Key:
    """Return a fresh key of a kind."""
    return key_of(bytes(nkeys.encode_seed(os.urandom(32), kind)).decode())


@dataclass(frozen=True)
class Keyring:
    """The operator's and the accounts' keys in one folder, each made when first asked for."""

    directory: Path

    def operator(self) -> Key:
        """Return the key that signs accounts."""
        return self._kept("operator", OPERATOR)

    def system(self) -> Key:
        """Return the key of the account that may change accounts."""
        return self._kept("system", ACCOUNT)

    def account(self, slug: str) -> Key:
        """Return the key of an instance's account."""
        return self._kept(f"account-{slug}", ACCOUNT)

    def forget(self, slug: str) -> None:
        """Remove the key of an instance's account for good."""
        self._file(f"account-{slug}").unlink(missing_ok=True)

    def _kept(self, name: str, kind: int) -> Key:
        file = self._file(name)
        try:
            return key_of(file.read_text().strip())
        except FileNotFoundError:
            key = new_key(kind)
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_secret(file, key.seed)
            return key
        except ValueError as error:
            raise ValueError(f"{file} is damaged: {error}") from error

    def _file(self, name: str) -> Path:
        return self.directory / f"{name}.seed"


def write_secret(file: Path, text: str) -> None:
    """Write a file only its owner can read, whole or not at all."""
    draft = file.with_name(f".{file.name}.draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.rename(file)


def mint(issuer: Key, subject: str, name: str, claims: Mapping[str, Any]) -> str:
    """Return a NATS JWT in which `issuer` says `claims` about the public key `subject`."""
    body: dict[str, Any] = {
        "jti": "",
        "iat": int(system_clock().timestamp()),
        "iss": issuer.public,
        "name": name,
        "sub": subject,
        "nats": {"version": 2, **claims},
    }
    digest = new_hash("sha512_256", json.dumps(body, separators=(",", ":")).encode()).digest()
    body["jti"] = b32encode(digest).decode().rstrip("=")
    signed = f"{_encoded({'typ': 'JWT', 'alg': 'ed25519-nkey'})}.{_encoded(body)}"
    return f"{signed}.{_base64(issuer.sign(signed.encode()))}"


def claims_of(jwt: str) -> dict[str, Any]:
    """Return the body of a JWT, unverified."""
    body = jwt.split(".")[1]
    claims: dict[str, Any] = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return claims


def _encoded(part: Mapping[str, Any]) -> str:
    return _base64(json.dumps(part, separators=(",", ":")).encode())


def _base64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
