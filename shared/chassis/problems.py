"""What can go wrong, said once: a Problem has an immutable slug and is rendered as RFC 9457."""

from typing import ClassVar

DOCS = "/problems"


class Problem(Exception):  # noqa: N818 - the field's own word (RFC 9457)
    """Something went wrong.

    The docstring's first line is the title; `detail` tells this case apart and holds no
    personal data. The title is also a message id of the interface's catalogues.
    """

    slug: ClassVar[str] = "problem"
    status: ClassVar[int] = 500
    error: ClassVar[str] = ""
    """The word that OAuth 2.0 has for it (RFC 6749, 6750)."""
    challenge: ClassVar[str] = ""
    """What `www-authenticate` answers a program; `{0}` is the problem."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.title())
        self.detail = detail

    @classmethod
    def title(cls) -> str:
        """Return the title in English."""
        return (cls.__doc__ or "").strip().splitlines()[0]

    @property
    def type(self) -> str:
        return f"{DOCS}/{self.slug}"


class NotFound(Problem):
    """There is nothing here."""

    slug = "not-found"
    status = 404


class SignInNeeded(Problem):
    """Sign in to see this."""

    slug = "sign-in-needed"
    status = 401
    challenge = "Bearer"


class SessionStale(Problem):
    """The session has to be renewed. Renew it and try again."""

    slug = "session-stale"
    status = 401
    error = "invalid_token"
    challenge = 'Bearer error="{0.error}"'


class NotAllowed(Problem):
    """This is not yours to do."""

    slug = "not-allowed"
    status = 403


class InsufficientScope(Problem):
    """This token may not do this: it was given other scopes."""

    slug = "insufficient-scope"
    status = 403
    error = "insufficient_scope"
    challenge = 'Bearer error="{0.error}", scope="{0.detail}"'


class CrossSite(Problem):
    """The form came from another site and was not taken."""

    slug = "cross-site"
    status = 403


class BadInput(Problem):
    """Something in what was sent is not as it should be."""

    slug = "bad-input"
    status = 422


class Unreadable(Problem):
    """What was sent could not be read."""

    slug = "unreadable"
    status = 400


class TooLarge(Problem):
    """What was sent is too large."""

    slug = "too-large"
    status = 413


class LinkExpired(Problem):
    """The link is no longer valid."""

    slug = "link-expired"
    status = 410


class Unavailable(Problem):
    """What is kept here cannot be reached right now. Try again in a moment."""

    slug = "unavailable"
    status = 503


class Busy(Problem):
    """There is more work than can be done right now. Try again in a moment."""

    slug = "busy"
    status = 503
