"""Pages: a typed context, one layout, the reader's language, dates and numbers as people write them."""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlencode

import jinja2
from babel.dates import format_date as babel_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from jinja2.bccache import Bucket
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from shared.chassis import links
from shared.chassis.clock import HELSINKI
from shared.chassis.instance import Instance
from shared.chassis.localised import LANGUAGES
from shared.chassis.principals import Principal
from shared.chassis.problems import LinkExpired, Problem
from shared.chassis.web import station_of

HERE = Path(__file__).parent
NATIVE = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}
_DATE = {"fi": "EEEEEE d.M.y", "sv": "EEE d.M.y", "en": "EEE d MMM y"}
_DAY = {"fi": "d.M.y", "sv": "d.M.y", "en": "d MMM y"}


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a template may use: the fields of its own context class and nothing else."""

    template: ClassVar[str]


@dataclass(frozen=True, kw_only=True)
class ProblemPage(Page):
    """The page of a Problem."""

    template = "problem.html"
    title: str
    detail: str
    status: int
    slug: str


@dataclass(frozen=True)
class NavItem:
    label: str
    href: str
    current: bool


@dataclass(frozen=True)
class Reader:
    """The person in the page's header: a name and the words for the roles."""

    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Site:
    """What the layout around every page needs."""

    lang: str
    languages: tuple[tuple[str, str, str], ...]
    table: str
    tagline: str
    region: str
    nav: tuple[NavItem, ...]
    person: Reader | None
    is_national: bool
    version: str
    footer: tuple[NavItem, ...]
    notice: tuple[str, str] | None = None
    sign_in_href: str = "/members/sign-in"
    sign_out_action: str = "/members/sign-out"


@dataclass(frozen=True)
class Pages:
    """The templates and catalogues of one service."""

    folder: Path
    version: str
    catalogues: Mapping[str, gettext.NullTranslations] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self,
            "catalogues",
            {language: _catalogue(language, _catalogue_folders(self.folder)) for language in LANGUAGES},
        )

    @cached_property
    def environments(self) -> Mapping[str, jinja2.Environment]:
        """One Jinja2 environment a language, so that no request changes another's."""
        compiled = _Compiled()
        return {language: self._environment(language, compiled) for language in LANGUAGES}

    def render(self, request: Request, page: Page, *, who: Principal, status: int = 200) -> Response:
        """Return the page in the reader's language."""
        language = language_of(request, who)
        instance = station_of(request).instance
        notice = _notice(request, instance)
        site = self._site(request, who, notice)
        html = self.environments[language].get_template(page.template).render(page=page, site=site)
        response = HTMLResponse(html, status_code=status, headers={"content-language": language})
        response.headers["cache-control"] = "private, no-cache"
        request.scope["page"] = page
        if request.query_params.get("lang") in LANGUAGES:
            response.set_cookie("lang", language, max_age=31_536_000, samesite="lax", httponly=True)
        if notice:
            response.delete_cookie("notice")
        return response

    def render_problem(self, request: Request, problem: Problem, *, who: Principal) -> Response:
        """Return the page of a problem, in the reader's language."""
        translate = self.catalogues[language_of(request, who)].gettext
        page = ProblemPage(
            title=translate(problem.title()), detail=problem.detail, status=problem.status, slug=problem.slug
        )
        return self.render(request, page, who=who, status=problem.status)

    def translator(self, request: Request, who: Principal) -> Any:
        """Return the function that translates messages for this reader."""
        return self.catalogues[language_of(request, who)].gettext

    def _site(self, request: Request, who: Principal, notice: tuple[str, str] | None) -> Site:
        instance, language = station_of(request).instance, language_of(request, who)
        _ = self.catalogues[language].gettext
        path = request.url.path
        places = (
            (_("The picture") if instance.is_national else _("News"), "/"),
            (_("Members"), "/members"),
            (_("Meetings"), "/meetings"),
            (_("Surveys"), "/surveys"),
        )
        return Site(
            lang=language,
            languages=tuple((code, NATIVE[code], f"{path}?{_query(request, code)}") for code in LANGUAGES),
            table=instance.table.read(language).text,
            tagline=_("Organisations and the county at one table"),
            region=instance.name.read(language).text,
            nav=tuple(
                NavItem(label, href, path == href if href == "/" else path.startswith(href))
                for label, href in places
            ),
            person=Reader(who.name, tuple(sorted({_role(role.name, _) for role in who.roles})))
            if who.person_id
            else None,
            is_national=instance.is_national,
            version=self.version,
            footer=tuple(
                NavItem(label, href, path == href)
                for label, href in ((_("Accessibility"), "/accessibility"), (_("Privacy"), "/privacy"))
            ),
            notice=notice,
        )

    def _environment(self, language: str, compiled: jinja2.BytecodeCache) -> jinja2.Environment:
        # services/members/calls/templates/apply.html is `calls/apply.html`.
        slices = {folder.parent.name: folder for folder in sorted(self.folder.glob("*/templates"))}
        environment = jinja2.Environment(
            loader=jinja2.ChoiceLoader([_SliceLoader(slices), jinja2.FileSystemLoader(HERE / "templates")]),
            autoescape=jinja2.select_autoescape(default=True, default_for_string=True),
            undefined=jinja2.StrictUndefined,
            bytecode_cache=compiled,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        environment.install_gettext_translations(self.catalogues[language], newstyle=True)  # type: ignore[attr-defined]
        # A global and no part of a page's context: macros are then imported once, not for every page.
        environment.globals["language"] = language
        environment.filters.update(
            date=lambda value: format_date(value, language),
            day=lambda value: format_day(value, language),
            datetime=lambda value: format_moment(value, language),
            deadline=lambda value: format_deadline(value, language),
            time_range=lambda start, end: format_range(start, end, language),
            percent=lambda share: f"{format_decimal(share * 100, '0.0', locale=language)} %",
            number=lambda value: format_decimal(value, locale=language),
            read=lambda text: text.read(language),
            words=lambda text: text.read(language).text,
            paragraphs=lambda text: [part for part in text.split("\n\n") if part.strip()],
        )
        return environment


class _SliceLoader(jinja2.BaseLoader):
    """The templates of the slices, by the slice's name; one without is the frame's."""

    def __init__(self, slices: Mapping[str, Path]) -> None:
        self._slices = slices

    def get_source(self, environment: jinja2.Environment, template: str) -> Any:
        folder, _separator, name = template.partition("/")
        if folder not in self._slices:
            raise jinja2.TemplateNotFound(template)
        return jinja2.FileSystemLoader(self._slices[folder]).get_source(environment, name)


class _Compiled(jinja2.BytecodeCache):
    """A template's code is the same in every language: it is compiled once and kept once."""

    def __init__(self) -> None:
        self._buckets: dict[str, Bucket] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        known = self._buckets.get(bucket.key)
        if known is not None and known.checksum == bucket.checksum:
            bucket.code = known.code

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._buckets[bucket.key] = bucket


def language_of(request: Request, who: Principal) -> str:
    """Choose the language: the address's, the one chosen before, the person's, the browser's."""
    instance = station_of(request).instance
    for chosen in (request.query_params.get("lang"), request.cookies.get("lang"), who.language):
        if chosen in LANGUAGES:
            return str(chosen)
    for part in request.headers.get("accept-language", "").split(","):
        if (code := part.strip()[:2].lower()) in LANGUAGES:
            return code
    return instance.languages[0]


def notify(request: Request, response: Response, text: str, *, kind: str = "success") -> Response:
    """Say at the top of the next page what has just happened."""
    token = links.sign(station_of(request).instance, "notice", {"kind": kind, "text": text})
    response.set_cookie("notice", token, max_age=60, samesite="lax", httponly=True)
    return response


def format_date(value: date | datetime, language: str) -> str:
    """Return `ti 9.3.2027`, `tis 9.3.2027` or `Tue 9 Mar 2027`."""
    return babel_date(_local(value), _DATE[language], locale=language)


def format_day(value: date | datetime, language: str) -> str:
    """Return the date without the weekday."""
    return babel_date(_local(value), _DAY[language], locale=language)


def format_moment(value: datetime, language: str) -> str:
    """Return `ti 9.3.2027 klo 13`, `tis 9.3.2027 kl. 13` or `Tue 9 Mar 2027, 13:00`."""
    return f"{format_date(value, language)}{_at(language)}{_hours(value, language)}"


def format_deadline(value: datetime, language: str) -> str:
    """Return the last minute before a deadline: the midnight after 20.1. reads `pe 20.1.2023 klo 23.59`."""
    return format_moment(value - timedelta(minutes=1) if _is_midnight(value) else value, language)


def format_range(start: datetime, end: datetime, language: str) -> str:
    """Return `ti 9.3.2027 klo 13–15`; over midnight both dates are said."""
    if _local(start) != _local(end):
        return f"{format_moment(start, language)} – {format_moment(end, language)}"
    return f"{format_moment(start, language)}–{_hours(end, language)}"


def _hours(value: datetime, language: str) -> str:
    local = value.astimezone(HELSINKI)
    if language == "en":
        return f"{local:%H:%M}"
    return str(local.hour) if local.minute == 0 else f"{local.hour}.{local.minute:02d}"


def _is_midnight(value: datetime) -> bool:
    return value.astimezone(HELSINKI).time() == time()


def _at(language: str) -> str:
    return {"fi": " klo ", "sv": " kl. ", "en": ", "}[language]


def _local(value: date | datetime) -> date:
    return value.astimezone(HELSINKI).date() if isinstance(value, datetime) else value


def _catalogue_folders(folder: Path) -> tuple[Path, ...]:
    """The words of a service, those that a large slice keeps to itself, and the frame's."""
    return (folder / "locale", *sorted(folder.glob("*/locale")), HERE / "locale")


@cache
def _catalogue(language: str, folders: tuple[Path, ...]) -> gettext.NullTranslations:
    found: gettext.NullTranslations = gettext.NullTranslations()
    for file in (folder / f"{language}.po" for folder in reversed(folders)):
        if file.exists():
            compiled = BytesIO()
            with file.open("rb") as source:
                write_mo(compiled, read_po(source, locale=language))
            compiled.seek(0)
            translations = gettext.GNUTranslations(compiled)
            translations.add_fallback(found)
            found = translations
    return found


def _notice(request: Request, instance: Instance) -> tuple[str, str] | None:
    token = request.cookies.get("notice")
    if not token:
        return None
    try:
        content = links.read(instance, "notice", token, at=station_of(request).clock())
    except LinkExpired:
        return None
    return content["kind"], content["text"]


def _query(request: Request, language: str) -> str:
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return urlencode([*kept, ("lang", language)])


def _role(name: str, _: Any) -> str:
    words = {
        "coordinator": _("coordinator"),
        "chair": _("chair"),
        "secretary": _("secretary"),
        "member": _("member"),
        "operator": _("national operator"),
    }
    return str(words[name])
