"""The command line: what `poyta` can be told to do."""

import argparse
import asyncio
import sys
from pathlib import Path

from poyta import demo, provisioning, region_commands, targets, up
from poyta.embedded import mailbox
from poyta.embedded.stack import Stack
from poyta.embedded.trouble import Trouble

VAR = Path("var")
FRONT_PORT = 8080


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; Trouble is one paragraph on stderr and 1."""
    parsed = _parser().parse_args(arguments)
    try:
        return int(parsed.run(parsed) or 0)
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="poyta", description="Partnership tables on shared infrastructure.")
    commands = parser.add_subparsers(required=True, metavar="command")

    command = commands.add_parser("up", help="start everything on this machine")
    command.add_argument("--port", type=int, default=FRONT_PORT, help="the front door (default %(default)s)")
    command.add_argument("--split", action="store_true", help="every service in its own process")
    command.add_argument("--no-demo", action="store_true", help="do not load the demo")
    command.add_argument("--var", type=Path, default=VAR, help="where data is kept (default %(default)s)")
    command.set_defaults(run=_up)

    command = commands.add_parser("serve", help="serve services of instances")
    command.add_argument("--instances", type=Path, required=True, help="the folder of the instances")
    command.add_argument("--regions", default="all", help="all, or slugs with commas between")
    command.add_argument("--target", default="all", help="all, or services with commas between")
    command.add_argument("--port", type=int, required=True)
    command.add_argument("--metrics-port", type=int)
    command.add_argument("--host", default="127.0.0.1", help="the address to listen at (default %(default)s)")
    command.set_defaults(run=_serve)

    command = commands.add_parser("mailbox", help="take mail and show it")
    mailbox.add_arguments(command)
    command.set_defaults(run=_mailbox)

    command = commands.add_parser("sign-in-links", help="print a sign-in link for each persona of the demo")
    command.add_argument("--var", type=Path, default=VAR)
    command.set_defaults(run=_sign_in_links)

    provisioning.add_commands(commands, targets.migrate)
    command = commands.add_parser("region", help="add, list, remove, back up and restore regions")
    region_commands.add_commands(command.add_subparsers(required=True, metavar="command"), VAR)
    return parser


def _up(parsed: argparse.Namespace) -> int:
    return up.run(parsed.var, port=parsed.port, split=parsed.split, with_demo=not parsed.no_demo)


def _serve(parsed: argparse.Namespace) -> None:
    targets.serve(
        parsed.instances,
        parsed.regions,
        parsed.target,
        parsed.port,
        parsed.metrics_port,
        host=parsed.host,
    )


def _mailbox(parsed: argparse.Namespace) -> None:
    mailbox.run(parsed.smtp_port, parsed.http_port, parsed.directory)


def _sign_in_links(parsed: argparse.Namespace) -> None:
    for line in asyncio.run(demo.sign_in_links(Stack(parsed.var, migrate=targets.migrate))):
        print(line)
