"""What a file is goes by what it holds: the three kinds are known, everything else is refused in words."""

import io
import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mscc.content import MOST_PIXELS, ContentRefused, kind_of

PDF = b"%PDF-1.7\n1 0 obj<</Title(<script>alert(1)</script>)>>endobj\ntrailer<<>>\nstartxref\n0\n%%EOF\n"


def picture(kind: str, **options) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (4, 3), "red").save(made, kind, **options)
    return made.getvalue()


def png_that_says(width: int, height: int) -> bytes:
    """A few bytes that promise a picture of this size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100_000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


PNG, JPEG = picture("PNG"), picture("JPEG")


@pytest.mark.parametrize(("content", "kind"), [(PDF, "pdf"), (PNG, "png"), (JPEG, "jpeg")])
def test_the_three_kinds_are_known(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


def test_a_photograph_keeps_its_preview_and_what_cameras_append() -> None:
    exif = Image.Exif()
    exif[0x010E] = "a note"
    photo = picture("JPEG", exif=exif)
    assert kind_of(photo + JPEG) == "jpeg"  # a second picture, as telephones write
    assert kind_of(photo + b"\0" * 20) == "jpeg"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"<html><script>alert(1)</script>", "neither a PDF nor"),
        (b"<svg xmlns='x' onload='alert(1)'/>", "neither a PDF nor"),
        (b"GIF89a" + b"\0" * 50, "neither a PDF nor"),
        (b"MZ\x90\0" + b"\0" * 50, "neither a PDF nor"),
        (b"PK\x03\x04" + b"\0" * 50, "neither a PDF nor"),
        (b"\xef\xbb\xbf" + PDF, "neither a PDF nor"),
        (b"<html>" + PDF, "neither a PDF nor"),
        (PDF + b"<script>alert(1)</script>", "appended to this PDF"),
        (PDF + b"PK\x03\x04rest", "appended to this PDF"),
        (PDF[:40], "is cut off"),
        (PNG + b"PK\x03\x04rest", "appended to this picture"),
        (PNG + b"<script>alert(1)</script>", "appended to this picture"),
        (PNG + b"x", "appended to this picture"),
        (PNG[:-20], "is damaged"),
        (PNG[:40], "is damaged"),
        (b"\x89PNG\r\n\x1a\n", "is damaged"),
        (JPEG + b"PK\x03\x04rest\xff\xd9", "appended to this picture"),
        (JPEG + b"<SCRIPT>alert(1)</SCRIPT>", "appended to this picture"),
        (JPEG + PDF, "appended to this picture"),
        (b"\xff\xd8\xff", "is damaged"),
        (JPEG[:-2], "is cut off"),
        (png_that_says(60_000, 60_000), "million points"),
        (png_that_says(2**31 - 1, 2**31 - 1), "million points"),
        (png_that_says(MOST_PIXELS, 2), "million points"),
    ],
)
def test_everything_else_is_refused_with_what_to_do(content: bytes, said: str) -> None:
    with pytest.raises(ContentRefused) as refused:
        kind_of(content)
    assert said in str(refused.value)
    assert str(refused.value).endswith(".")


@given(st.binary(max_size=400), st.sampled_from([b"", PDF[:9], PNG[:33], JPEG[:30]]))
def test_whatever_comes_in_is_known_or_refused(content: bytes, start: bytes) -> None:
    with suppress(ContentRefused):
        assert kind_of(start + content) in {"pdf", "png", "jpeg"}
