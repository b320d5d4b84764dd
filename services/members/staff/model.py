"""What is agreed with a region's OpenID provider, and what it says of someone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.chassis.problems import NotFound, Problem


class NoProvider(NotFound):
    """This region has no sign-in with an employer's account."""

    slug = "members/no-provider"


class ProviderSilent(Problem):
    """The employer's sign-in does not answer. Try again in a moment, or ask for a link by e-mail."""

    slug = "members/provider-silent"
    status = 503


class SignInRefused(Problem):
    """The sign-in was not completed. Try again, or ask for a link by e-mail."""

    slug = "members/sign-in-refused"
    status = 403


class AddressNotVerified(Problem):
    """Your employer's account does not vouch for your e-mail address. Ask for a link by e-mail."""

    slug = "members/address-not-verified"
    status = 403


class StaffUnknown(Problem):
    """The table does not know your address. Ask the coordinator to add you."""

    slug = "members/staff-unknown"
    status = 403


@dataclass(frozen=True)
class Provider:
    """A region's OpenID provider (OpenID Connect Core 1.0) and what it knows us by."""

    issuer: str
    client_id: str
    client_secret: str
    domain: str = ""
    """Addresses of this domain are the provider's own and need no further word of it."""

    def address(self, claims: Mapping[str, Any]) -> str:
        """Return the address the provider vouches for. Raises AddressNotVerified."""
        email = str(claims.get("email", "")).strip().lower()
        own = bool(self.domain) and email.endswith(f"@{self.domain.lower()}")
        if "@" not in email or not (own or claims.get("email_verified") is True):
            raise AddressNotVerified
        return email
