"""The mailbox of the embedded stack: takes every mail by SMTP, keeps each as a file, sends none on."""

import argparse
import asyncio
import os
import secrets
from pathlib import Path

import uvicorn
from aiosmtpd.smtp import SMTP, Envelope, Session

from poyta.embedded import mailpages
from shared.chassis.clock import system_clock

_MAX_BYTES = 10_000_000


def run(smtp_port: int, http_port: int, directory: Path) -> None:
    """Serve until told to stop: SMTP in, pages out, both on the loopback address."""
    directory.mkdir(parents=True, exist_ok=True)
    asyncio.run(_serve(smtp_port, http_port, directory))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `run` needs to a command line."""
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--directory", type=Path, required=True)


def keep(directory: Path, mail: bytes, recipients: list[str]) -> Path:
    """Store a mail for good and return its file, which is there whole or not at all.

    Names sort by time of arrival. Who it was for is kept in the header `X-Envelope-To`.
    """
    name = f"{system_clock():%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
    draft = directory / f".{name}.draft"
    with draft.open("wb") as stream:
        stream.write(f"X-Envelope-To: {', '.join(recipients)}\r\n".encode())
        stream.write(mail)
        stream.flush()
        os.fsync(stream.fileno())
    return draft.rename(directory / f"{name}.eml")


class _Sink:
    """What aiosmtpd calls when a mail has come."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        try:
            keep(self._directory, content, [str(recipient) for recipient in envelope.rcpt_tos])
        except OSError as error:
            # The sender keeps the mail and tries again.
            return f"452 Mail not stored: {error.strerror}"
        return "250 Stored"


async def _serve(smtp_port: int, http_port: int, directory: Path) -> None:
    loop = asyncio.get_running_loop()
    sink = _Sink(directory)
    smtp = await loop.create_server(
        lambda: SMTP(sink, hostname="localhost", enable_SMTPUTF8=True, data_size_limit=_MAX_BYTES),
        "127.0.0.1",
        smtp_port,
    )
    web = uvicorn.Server(
        uvicorn.Config(mailpages.build(directory), host="127.0.0.1", port=http_port, log_level="warning")
    )
    async with smtp:
        await web.serve()


if __name__ == "__main__":
    # The stack runs it this way: a mailbox has no need to load the services.
    _parser = argparse.ArgumentParser(prog="mailbox")
    add_arguments(_parser)
    run(**vars(_parser.parse_args()))
