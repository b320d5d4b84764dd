"""The proposal of a selection as a tagged PDF."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from gettext import NullTranslations
from uuid import UUID

from babel.numbers import format_decimal
from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.applications.commands import note_reading
from services.members.applications.model import PROPOSAL, REJECTED, RESERVE, SELECTED
from services.members.calls import queries as calls
from services.members.calls.queries import CallInBody
from services.members.documents.api import as_paper
from services.members.documents.model import Document, Section
from services.members.evaluations import queries as evaluations
from services.members.evaluations.model import Compared, Score, ranked
from services.members.selections import queries as selections
from services.members.selections.model import Tally, TargetReason, ThemeTally
from shared.chassis.pages import Pages, format_day, language_of
from shared.chassis.web import Tx, Who, require

router = APIRouter()


# A GET that writes: who reads the applicants is written down in the same transaction, so it takes a Tx.
@router.get("/members/calls/{call_id}/proposal.pdf")
async def proposal(request: Request, call_id: UUID, tx: Tx, who: Who, comments: bool = False) -> Response:
    """Return the proposal as a PDF for those who decide; a reading of all applications, written down.

    With `comments` it has what the selectors wrote, for those who prepare. What others gave an application
    that is near the reader is not in it.
    """
    pages: Pages = request.app.state.pages
    call = await calls.call(tx, call_id)
    require(access.may_run_calls(who, call.body_id), who)
    note_reading(tx, call, PROPOSAL, by=who.person_id)
    paper = Paper(pages.catalogues[language_of(request, who)], language_of(request, who))
    document = paper.document(
        await calls.call_in_body(tx, call_id),
        await selections.tally_of(tx, call),
        await evaluations.compared(tx, call, who.person_id),
        await selections.reasons(tx, call),
        publisher=tx.instance.table.read(paper.language).text,
        comments=comments,
    )
    return await as_paper(document, "proposal")


@dataclass(frozen=True)
class Paper:
    """The proposal on paper, in one language."""

    catalogue: NullTranslations
    language: str

    def document(
        self,
        found: CallInBody,
        tally: Tally,
        rows: Sequence[Compared],
        reasons: Mapping[str, TargetReason],
        *,
        publisher: str,
        comments: bool,
    ) -> Document:
        """Return who is proposed in each theme, on which criteria, and why an aim is not met."""
        _ = self.catalogue.gettext
        call = found.call
        counts = {name: getattr(tally, name) for name in ("received", "withdrawn", "selected", "reserve")}
        days = {"starts": self._day(call.term_starts), "ends": self._day(call.term_ends)}
        lead = [
            call.title.read(self.language).text,
            _(
                "%(received)s applications came in, %(withdrawn)s of them were withdrawn."
                " %(selected)s are proposed as members and %(reserve)s as reserves."
            )
            % counts,
            _("The term of office is %(starts)s–%(ends)s.") % days,
            _("This document names applicants. It is for those who prepare and make the decision."),
        ]
        criteria = [one.words.read(self.language).text for one in found.criteria]
        based = Section(heading=_("What the selection is based on"), paragraphs=criteria)
        return Document(
            title=_("Proposal for the selection"),
            language=self.language,
            publisher=publisher,
            lead=lead,
            sections=[
                *([based] if criteria else []),
                *(
                    self._theme(
                        part,
                        [row for row in rows if row.candidacy.theme.id == part.theme.id],
                        reasons.get(part.theme.slug),
                    )
                    for part in tally.themes
                ),
                *([self._comments(found, rows)] if comments else []),
            ],
        )

    def _theme(self, part: ThemeTally, rows: Sequence[Compared], reason: TargetReason | None) -> Section:
        _ = self.catalogue.gettext
        said = [
            _("The seats aimed at: %(target)s. Proposed: %(selected)s.")
            % {"target": part.theme.target, "selected": part.selected}
        ]
        if reason:
            said.append(_("Why the aim is not met: %(words)s") % {"words": reason.words})
        said += [self._left_out(row) for row in rows if row.left_out]
        kept = _("%(organisation)s: no points here, because whoever took this out is near the applicant.")
        said += [kept % {"organisation": row.candidacy.application.name} for row in rows if row.near]
        order = {SELECTED: 0, RESERVE: 1, REJECTED: 2, None: 3}
        words = {
            SELECTED: _("selected"),
            RESERVE: _("reserve"),
            REJECTED: _("not selected"),
            None: _("no outcome yet"),
        }
        listed = sorted(ranked(rows), key=lambda row: order[row.candidacy.application.outcome])
        return Section(
            heading=part.theme.name.read(self.language).text,
            paragraphs=said,
            columns=[_("Organisation"), _("Contact person"), _("Deputy"), _("Mean"), _("Proposed")],
            widths=[4, 3, 3, 2, 2],
            rows=[
                [
                    row.candidacy.application.name,
                    row.candidacy.person.name if row.candidacy.person else "",
                    row.candidacy.application.deputy_name,
                    self._mean(row.mean),
                    words[row.candidacy.application.outcome],
                ]
                for row in listed
            ],
        )

    def _comments(self, found: CallInBody, rows: Sequence[Compared]) -> Section:
        _ = self.catalogue.gettext
        criteria = {one.position: one.words.read(self.language).text for one in found.criteria}

        def points(row: Compared, one: Score) -> str:
            return (
                _("%(points)s, left out") % {"points": one.points} if one in row.left_out else str(one.points)
            )

        return Section(
            heading=_("What the selectors wrote"),
            columns=[_("Organisation"), _("Criterion"), _("Points"), _("A word of why")],
            widths=[3, 3, 1, 5],
            rows=[
                [
                    row.candidacy.application.name,
                    criteria.get(one.position, ""),
                    points(row, one),
                    one.comment,
                ]
                for row in ranked(rows)
                for one in row.comments
            ],
        )

    def _left_out(self, row: Compared) -> str:
        said = self.catalogue.ngettext(
            "%(organisation)s: the points of %(num)s selector who is near the applicant are left out.",
            "%(organisation)s: the points of %(num)s selectors who are near the applicant are left out.",
            row.unheard,
        )
        return said % {"organisation": row.candidacy.application.name, "num": row.unheard}

    def _day(self, day: date) -> str:
        return format_day(day, self.language)

    def _mean(self, mean: float | None) -> str:
        return "–" if mean is None else format_decimal(mean, "0.0", locale=self.language)
