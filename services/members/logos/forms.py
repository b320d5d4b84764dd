"""A logo drawn anew from the picture that was sent: its points, smaller, and nothing else of the file."""

from io import BytesIO

from PIL import Image

from services.members.attachments.forms import opened
from services.members.attachments.model import FileNotTaken, FileTooLarge
from services.members.logos.model import BYTES, SIDE, LogoNotTaken
from shared.chassis.forms import Upload

FORMS = ("PNG", "JPEG")


def drawn(upload: Upload | None) -> bytes:
    """Return a picture as a PNG of at most 256 × 256 points; what is see-through stays so.

    Raises LogoNotTaken. It takes a processor for a moment: call it in a thread.
    """
    if upload is None or len(upload.content) > BYTES:
        raise LogoNotTaken
    try:
        picture = opened(upload.content, FORMS).convert("RGBA")
    except (FileNotTaken, FileTooLarge, ValueError) as error:
        raise LogoNotTaken from error
    picture.thumbnail((SIDE, SIDE))
    bare = Image.new("RGBA", picture.size)
    bare.paste(picture)
    written = BytesIO()
    bare.save(written, "PNG")
    return written.getvalue()
