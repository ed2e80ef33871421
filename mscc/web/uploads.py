"""Files that come in with a form: the largest that is kept, however large the one that is sent."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from mscc.store import LARGEST_FILE


class Largest(FileUploadHandler):
    """Reads a file that is too large to its end without keeping it, so that the page can answer in words."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.size += len(raw_data)
        if self.size > LARGEST_FILE:
            self.request.is_too_large = True  # type: ignore[union-attr]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
