"""How the bytes of an upload come in: to disk, from staff alone, and no more than the limit.

Every form of the product is read through it, so that nobody fills the disk by a form that has no
file to upload.
"""

from typing import Any

from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest

from franchises.imports.uploads.files import LARGEST

TOO_LARGE = "franchises.upload_too_large"


class StaffUploadHandler(TemporaryFileUploadHandler):
    """Keeps what staff uploads in a temporary file, and leaves anything else unread."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        request = self.request
        if request is None or not getattr(request, "user", None) or not request.user.is_staff:
            raise SkipFile
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self._received += len(raw_data)
        if self._received > LARGEST:
            # The page of the form says so: what has no file says only that one is missing.
            if self.request is not None:
                self.request.META[TOO_LARGE] = True
            raise SkipFile
        return super().receive_data_chunk(raw_data, start)


def was_too_large(request: HttpRequest) -> bool:
    """Return whether a file that came with *request* was left unread for its size."""
    return bool(request.META.get(TOO_LARGE))
