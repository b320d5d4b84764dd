"""Whatever is sent to an endpoint of the OpenAPI documents, the answer is never a server error."""

from collections.abc import Iterator
from urllib.parse import unquote

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from shared.chassis import principals
from shared.chassis.principals import COORDINATOR, OPERATOR, Principal, Role
from tests.journey import Journey

SERVICES = ("members", "meetings", "surveys", "notifications", "national")
EXAMPLES = {False: 4, True: 8}
"""Anyone is turned away at most doors before the input is read; a coordinator is not."""


def documents(journey: Journey, service: str) -> Iterator[schemathesis.APIOperation]:
    slug = "national" if service == "national" else "ita-uusimaa"
    front = f"http://127.0.0.1:{journey.stack.port('front')}"
    headers = {"host": f"{slug}.localhost:{journey.stack.port('front')}"}
    document = httpx.get(f"{front}/{service}/openapi.json", headers=headers, trust_env=False).json()
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=front)
    for result in schema.get_all_operations():
        yield result.ok()


@pytest.mark.parametrize("as_coordinator", [False, True], ids=["anyone", "coordinator"])
@pytest.mark.parametrize("service", SERVICES)
def test_no_input_is_answered_with_a_server_error(
    journey: Journey, service: str, as_coordinator: bool
) -> None:
    slug = "national" if service == "national" else "ita-uusimaa"
    headers = {"host": f"{slug}.localhost:{journey.stack.port('front')}"}
    if as_coordinator:
        roles = frozenset([Role(COORDINATOR), Role(OPERATOR)])
        who = Principal(person_id=journey.teller.coordinator, name="", roles=roles)
        token = principals.issue(journey.teller.instance, who, at=journey.teller.now)
        headers["authorization"] = f"Bearer {token}"
    tried = 0

    for operation in documents(journey, service):

        @settings(
            max_examples=EXAMPLES[as_coordinator],
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            nonlocal tried
            tried += 1
            response = case.call(headers=headers)
            case.validate_response(
                response, checks=(not_a_server_error, content_type_conformance, status_code_conformance)
            )

        ask()

    assert tried > 0


HOSTILE_PATHS = (
    "/members/bodies/%00",
    "/members/bodies/%ff%fe",
    "/members/bodies/" + "x" * 5_000,
    "/members/calls/not-a-uuid",
    "/members/applications/..%2f..%2fetc",
    "/meetings?body=%00",
    "/meetings/rsvp/%F0%9F%92%A9",
    "/surveys/answer/" + "A" * 2_000,
    "/notifications?page=-1&kind=%00",
    "/notifications?page=99999999999999999999",
    "/?lang=%00",
    "/members/sign-in/x.y.z",
    "/static/../pyproject.toml",
    "/static/%2e%2e/%2e%2e/pyproject.toml",
)


@pytest.mark.parametrize("path", HOSTILE_PATHS, ids=lambda path: unquote(path)[:30].encode("unicode_escape"))
def test_a_hostile_address_is_answered_with_a_page_and_never_a_server_error(
    journey: Journey, path: str
) -> None:
    front = f"http://127.0.0.1:{journey.stack.port('front')}"

    answer = httpx.get(front + path, headers={"host": "ita-uusimaa.localhost"}, trust_env=False)

    assert answer.status_code < 500
    assert "requires-python" not in answer.text
