"""What only one place may do: read the time, open a transaction, publish, swallow an error."""

import ast
from pathlib import Path

from tests.architecture.sources import calls, imports, line, name, python, tree

CODE = ("shared", "services", "poyta")

TELLS_TIME = {
    *(f"datetime.{call}" for call in ("now", "utcnow", "today", "fromtimestamp", "utcfromtimestamp")),
    *(f"datetime.datetime.{call}" for call in ("now", "utcnow", "today")),
    *("date.today", "datetime.date.today", "time.time", "time.time_ns", "time.localtime", "time.gmtime"),
}
STOPWATCHES = {"monotonic", "perf_counter", "monotonic_ns", "perf_counter_ns"}
HOLD_STOPWATCHES = ("shared/chassis/telemetry.py", "shared/chassis/database.py", "poyta/")

OPEN = ("transaction.py", "database.py", "relay.py", "migrations.py")
ENDS = {"commit", "rollback", "begin_nested", "begin_twophase", "session", "connection"}
ENGINES = {
    "create_engine",
    "create_async_engine",
    "AsyncSession",
    "Session",
    "sessionmaker",
    "async_sessionmaker",
}
BEGIN = ("web.py", "subscriptions.py", "projections.py")

# The provisioner puts back, word for word, what was published before a region was moved or restored.
PUBLISH = ("shared/chassis/relay.py", "shared/chassis/subscriptions.py", "poyta/provision/")


def test_only_the_clock_reads_the_time() -> None:
    readers = [
        line(path, call)
        for path in python(*CODE)
        if name(path) != "shared/chassis/clock.py"
        for call, said in calls(path)
        if said in TELLS_TIME
    ]
    takers = [
        f"{name(path)} imports {found}"
        for path in python(*CODE)
        for found in sorted(imports(path))
        if found in ("time.time", "time.time_ns", "time.localtime", "time.gmtime")
    ]

    assert readers + takers == []


def test_durations_are_measured_only_where_machines_are_watched() -> None:
    holders = [
        line(path, call)
        for path in python(*CODE)
        if not name(path).startswith(HOLD_STOPWATCHES)
        for call, said in calls(path)
        if said.removeprefix("time.") in STOPWATCHES
    ]

    assert holders == []


def test_no_service_holds_a_clock() -> None:
    holders = [
        f"{name(path)} imports {found}"
        for path in python("services")
        for found in sorted(imports(path))
        if found in {f"shared.chassis.clock.{clock}" for clock in ("Clock", "system_clock", "file_clock")}
    ]

    assert holders == []


def test_only_the_frame_opens_commits_and_rolls_back() -> None:
    openers = [
        f"{line(path, call)} {said}"
        for path in python("shared", "services")
        if not is_chassis(path, OPEN)
        for call, said in calls(path)
        if is_method(call, ENDS) or said.split(".")[-1] in ENGINES
    ]

    assert openers == []


def test_a_transaction_begins_at_an_edge_of_the_frame_or_in_a_worker() -> None:
    beginners = [
        f"{line(path, call)} {said}"
        for path in python("shared", "services")
        if not is_chassis(path, OPEN + BEGIN) and path.name != "workers.py"
        for call, said in calls(path)
        if is_method(call, {"begin", "look"})
    ]

    assert beginners == []


def test_commands_and_queries_never_ask_for_a_session() -> None:
    reaching = [
        line(path, node)
        for path in python("services")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("_session", "_database", "_engine", "_events")
        if not (isinstance(node.value, ast.Name) and node.value.id == "self")
    ]

    assert reaching == []


def test_only_the_relay_and_the_dead_letter_publish() -> None:
    # A service may have a command called publish; that it has no broker to publish to is the next test.
    publishers = [
        f"{line(path, call)} {said}"
        for path in python("shared", "poyta")
        if not name(path).startswith(PUBLISH)
        for call, said in calls(path)
        if is_method(call, {"publish", "publish_async"})
    ]

    assert publishers == []


def test_only_the_frame_imports_the_broker() -> None:
    users = [
        f"{name(path)} imports {found}"
        for path in python("services")
        for found in sorted(imports(path))
        if found.split(".")[0] in ("nats", "faststream")
    ]

    assert users == []


def test_only_the_frame_catches_every_error() -> None:
    swallowers = [
        line(path, node)
        for path in python("services", "poyta", "shared/contracts")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and catches_everything(node) and not raises_again(node)
    ]

    assert swallowers == []


def is_chassis(path: Path, files: tuple[str, ...]) -> bool:
    return name(path) in {f"shared/chassis/{file}" for file in files}


def is_method(call: ast.Call, names: set[str]) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in names


def catches_everything(node: ast.ExceptHandler) -> bool:
    kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    return any(kind is None or ast.unparse(kind) in ("Exception", "BaseException") for kind in kinds)


def raises_again(node: ast.ExceptHandler) -> bool:
    last = node.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None
