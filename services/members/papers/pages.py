"""The candidates of a request for names, the answer to it, or a body's own proposal, as a tagged PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from gettext import NullTranslations
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.model import Body
from services.members.documents.api import as_paper
from services.members.documents.model import Document, Section
from services.members.initiatives import queries as initiatives
from services.members.initiatives.queries import Initiative
from services.members.people.model import Person
from services.members.representation import queries
from services.members.representation.model import Candidate, Nomination
from shared.chassis.clock import HELSINKI
from shared.chassis.pages import Pages, format_date, format_day, format_deadline, language_of
from shared.chassis.web import Look, Who, require

router = APIRouter()


@router.get("/members/nominations/{nomination_id}/names.pdf")
async def names(request: Request, nomination_id: UUID, look: Look, who: Who) -> Response:
    """Return who could be named, and after the answer who was, for those who choose and answer."""
    pages: Pages = request.app.state.pages
    nomination = await queries.request(look, nomination_id)
    require(access.may_seat(who, nomination.body_id), who)
    paper = Paper(pages.catalogues[language_of(request, who)], language_of(request, who))
    document = paper.document(
        nomination,
        await bodies.body(look, nomination.body_id),
        await queries.candidates(look, nomination_id),
        publisher=look.instance.table.read(paper.language).text,
    )
    return await as_paper(document, "names")


@router.get("/members/initiatives/{initiative_id}/proposal.pdf")
async def proposal(request: Request, initiative_id: UUID, look: Look, who: Who) -> Response:
    """Return whom a body proposes unasked and why, for those who send it."""
    pages: Pages = request.app.state.pages
    found = await initiatives.initiative(look, initiative_id)
    require(access.may_lead(who, found.nomination.body_id), who)
    paper = Paper(pages.catalogues[language_of(request, who)], language_of(request, who))
    document = paper.proposal(
        found,
        await bodies.body(look, found.nomination.body_id),
        publisher=look.instance.table.read(paper.language).text,
    )
    return await as_paper(document, "proposal")


@dataclass(frozen=True)
class Paper:
    """A request for names on paper, in one language."""

    catalogue: NullTranslations
    language: str

    def document(
        self,
        nomination: Nomination,
        body: Body,
        candidates: Sequence[tuple[Candidate, Person]],
        *,
        publisher: str,
    ) -> Document:
        """Return the candidates before the answer, and the names that were given after it."""
        _ = self.catalogue.gettext
        standing = [pair for pair in candidates if not pair[0].withdrawn]
        chosen = [pair for pair in standing if pair[0].chosen]
        if nomination.answered is None:
            title, parts = _("Candidates"), [self._candidates(standing)]
        else:
            title, parts = _("Answer to a request for names"), [self._answer(nomination, chosen)]
        words = nomination.words.read(self.language).text
        asked = [Section(heading=_("What is asked"), paragraphs=words.split("\n\n"))] if words else []
        return Document(
            title=f"{title}: {nomination.organ.read(self.language).text}",
            language=self.language,
            publisher=publisher,
            lead=self._lead(nomination, body),
            sections=[*asked, *parts],
        )

    def proposal(self, found: Initiative, body: Body, *, publisher: str) -> Document:
        """Return whom a body proposes to an outside organ, why, and for which term."""
        _ = self.catalogue.gettext
        nomination, candidate = found.nomination, found.candidate
        facts = {
            "body": body.name.read(self.language).text,
            "to": nomination.asked_by,
            "on": format_day(nomination.asked_on, self.language),
        }
        stands = [(candidate, found.person)] if candidate and found.person and not candidate.withdrawn else []
        why = nomination.words.read(self.language).text.split("\n\n")
        title = _("Proposal of a representative")
        return Document(
            title=f"{title}: {nomination.organ.read(self.language).text}",
            language=self.language,
            publisher=publisher,
            lead=[_("%(body)s proposes to %(to)s, %(on)s.") % facts, *self._closing(nomination)],
            sections=[
                Section(heading=_("Why the organisations should be there"), paragraphs=why),
                self._people(_("Who is proposed"), stands),
            ],
        )

    def _lead(self, nomination: Nomination, body: Body) -> list[str]:
        _ = self.catalogue.gettext
        facts = {
            "by": nomination.asked_by,
            "body": body.name.read(self.language).text,
            "names": nomination.names,
            "on": format_day(nomination.asked_on, self.language),
            "until": format_deadline(nomination.deadline, self.language),
        }
        lead = [_("Asked by %(by)s on %(on)s. Names: %(names)s. Answered by %(body)s by %(until)s.") % facts]
        return [*lead, *self._closing(nomination)]

    def _closing(self, nomination: Nomination) -> list[str]:
        _ = self.catalogue.gettext
        said = []
        if nomination.term_starts and nomination.term_ends:
            days = {
                "starts": format_day(nomination.term_starts, self.language),
                "ends": format_day(nomination.term_ends, self.language),
            }
            said.append(_("The term of office is %(starts)s–%(ends)s.") % days)
        return [*said, _("This document names people. It is for those who ask, choose and name.")]

    def _candidates(self, found: Sequence[tuple[Candidate, Person]]) -> Section:
        _ = self.catalogue.gettext
        if not found:
            return Section(heading=_("Candidates"), paragraphs=[_("There are no candidates yet.")])
        return self._people(_("Candidates"), found)

    def _people(self, heading: str, found: Sequence[tuple[Candidate, Person]]) -> Section:
        _ = self.catalogue.gettext
        return Section(
            heading=heading,
            columns=[_("Name"), _("Represents"), _("Grounds")],
            widths=[3, 3, 6],
            rows=[[person.name, one.represents, one.grounds] for one, person in found],
        )

    def _answer(self, nomination: Nomination, found: Sequence[tuple[Candidate, Person]]) -> Section:
        _ = self.catalogue.gettext
        words = nomination.answer.read(self.language).text
        day = nomination.answered.astimezone(HELSINKI) if nomination.answered else None
        said = [_("Answered %(day)s.") % {"day": format_date(day, self.language)}] if day else []
        named = nomination.named_on is not None
        return Section(
            heading=_("Answer"),
            paragraphs=[*said, *(words.split("\n\n") if words else [])],
            columns=[_("Name"), _("Represents"), *([_("Named")] if named else [])],
            widths=[4, 5, *([2] if named else [])],
            rows=[
                [person.name, one.represents, *([_("yes") if one.named else _("no")] if named else [])]
                for one, person in found
            ],
        )
