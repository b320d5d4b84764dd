"""Asking the provider: where to send the browser, and who came back (Authorization Code with PKCE)."""

from typing import Any

from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from httpx2 import HTTPError
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from services.members.staff.model import NoProvider, Provider, ProviderSilent, SignInRefused
from shared.chassis.instance import Instance

SCOPE = "openid email"
WAIT_SECONDS = 10.0
ALGORITHMS = ["RS256", "PS256", "ES256"]
_FAILURES = (HTTPError, OSError, ValueError, KeyError)


def provider_of(instance: Instance) -> Provider:
    """Return the provider of a region. Raises NoProvider."""
    if not instance.staff_sign_in:
        raise NoProvider
    return Provider(**instance.staff_sign_in)


async def set_out(provider: Provider, callback: str) -> tuple[str, dict[str, str]]:
    """Return where to send the browser, and what must be remembered until it comes back."""
    kept = {"verifier": generate_token(64), "nonce": generate_token(32)}
    async with _client(provider, callback) as client:
        known = await _discover(client, provider)
        url, state = client.create_authorization_url(
            known["authorization_endpoint"], code_verifier=kept["verifier"], nonce=kept["nonce"]
        )
    return url, kept | {"state": state}


async def finish(provider: Provider, callback: str, code: str, kept: dict[str, Any]) -> dict[str, Any]:
    """Return what the provider says of the one who came back.

    Raises SignInRefused when its word does not hold, ProviderSilent when it does not answer.
    """
    async with _client(provider, callback) as client:
        known = await _discover(client, provider)
        try:
            token = await client.fetch_token(
                known["token_endpoint"], code=code, code_verifier=kept["verifier"]
            )
            keys = KeySet.import_key_set(
                (await client.request("GET", known["jwks_uri"], withhold_token=True)).json()
            )
            claims = jwt.decode(token["id_token"], keys, algorithms=ALGORITHMS).claims
            _registry(provider, kept["nonce"]).validate(claims)
        except (OAuthError, JoseError) as error:
            raise SignInRefused from error
        except _FAILURES as error:
            raise ProviderSilent from error
    return dict(claims)


def _client(provider: Provider, callback: str) -> Any:
    return AsyncOAuth2Client(
        provider.client_id,
        provider.client_secret,
        scope=SCOPE,
        redirect_uri=callback,
        code_challenge_method="S256",
        timeout=WAIT_SECONDS,
    )


def _registry(provider: Provider, nonce: str) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        leeway=60,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client_id},
        exp={"essential": True},
        nonce={"essential": True, "value": nonce},
    )


async def _discover(client: Any, provider: Provider) -> dict[str, Any]:
    """Return what the provider tells of itself. Raises ProviderSilent, also when it says it is another."""
    address = provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
    try:
        answer = await client.request("GET", address, withhold_token=True)
        known: dict[str, Any] = answer.raise_for_status().json()
        if known["issuer"] != provider.issuer:
            raise ProviderSilent
    except _FAILURES as error:
        raise ProviderSilent from error
    return known
