"""What a file is by its content: a PDF, a PNG or a JPEG picture, and nothing else beside it."""

import io
import warnings

from PIL import Image

# More than any scanner or telephone takes; a picture that says it has more would fill the memory of who opens it.
MOST_PIXELS = 80_000_000
PNG_END = b"IEND\xaeB`\x82"
JPEG_END = b"\xff\xd9"
BLANK = b"\0\t\n\x0c\r "
# What must not follow the end of a picture: the beginnings of archives, programs, documents and pages.
FOREIGN = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"%PDF-", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"MZ\x90\0")
FOREIGN_WORDS = (b"<html", b"<script", b"<svg", b"<?xml", b"<?php", b"<!doctype")
SAVE_ANEW = "Save or print it anew as a PDF or picture, then attach that."


class ContentRefused(ValueError):
    """The file is not one of those that are taken; the message says why and what to do."""


def kind_of(content: bytes) -> str:
    """ "pdf", "png" or "jpeg". Raises ContentRefused. Its name and what the browser says of it are never asked."""
    if not content:
        raise ContentRefused("The file is empty. Choose it again.")
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _picture(content, "PNG")
    if content.startswith(b"\xff\xd8\xff"):
        return _picture(content, "JPEG")
    raise ContentRefused(f"This is neither a PDF nor a PNG or JPEG picture, whatever it is called. {SAVE_ANEW}")


def _pdf(content: bytes) -> str:
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise ContentRefused(f"This PDF is cut off. {SAVE_ANEW}")
    if content[end + len(b"%%EOF") :].strip(BLANK):
        raise ContentRefused(f"Something is appended to this PDF. {SAVE_ANEW}")
    return "pdf"


def _picture(content: bytes, name: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we count ourselves
            with Image.open(io.BytesIO(content), formats=(name,)) as picture:
                width, height = picture.size
                picture.verify()
    except Image.DecompressionBombError:
        raise ContentRefused(_too_many()) from None
    except Exception:  # a damaged file may fail in any way; whatever it was, the file is what is to be mended
        raise ContentRefused(f"This picture is damaged. {SAVE_ANEW}") from None
    if width * height > MOST_PIXELS:
        raise ContentRefused(_too_many())
    _check_end(content, name)
    return name.lower()


def _too_many() -> str:
    return f"This picture has more than {MOST_PIXELS // 1_000_000} million points. Make it smaller, then attach it."


def _check_end(content: bytes, name: str) -> None:
    """Nothing follows the end of the picture but, for a JPEG, what cameras put there (a second picture, notes)."""
    end = content.find(PNG_END) + len(PNG_END) if name == "PNG" else _jpeg_end(content)
    rest = content[end:].strip(BLANK)
    is_foreign = any(mark in rest for mark in FOREIGN) or any(word in rest.lower() for word in FOREIGN_WORDS)
    if (rest and name == "PNG") or is_foreign:
        raise ContentRefused(f"Something else is appended to this picture. {SAVE_ANEW}")


def _jpeg_end(content: bytes) -> int:
    """Where the picture ends: its segments are stepped over up to the first scan, so that a small picture for a
    preview, which has an end of its own, is not taken for it.
    """
    place = 2
    while content[place : place + 2] not in (b"\xff\xda", b"") and content[place : place + 1] == b"\xff":
        place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
    end = content.find(JPEG_END, place)
    if end < 0:
        raise ContentRefused(f"This picture is cut off. {SAVE_ANEW}")
    return end + len(JPEG_END)
