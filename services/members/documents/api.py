"""A document on its way out as a PDF."""

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from services.members.documents.model import MEDIA_TYPE, Document


async def as_paper(document: Document, name: str) -> Response:
    """Return a document as a PDF of this name, to read in the browser or to keep."""
    headers = {"content-disposition": f'inline; filename="{name}.pdf"', "cache-control": "private, no-store"}
    return Response(await run_in_threadpool(document.typeset), media_type=MEDIA_TYPE, headers=headers)
