"""Uploaded files on disk, while they wait: private, named by us, and gone when they are done with.

Beside each lie its bad rows and how far a worker has come with it.
"""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from franchises.imports.work_file import WorkFile, make_directory

LARGEST = 200 * 1000 * 1000
TOO_LARGE = "is larger than 200 MB: split it, or import it with the command on the server"
ZIP = b"PK\x03\x04"


class UploadRefusedError(Exception):
    """The upload is not kept: one sentence that says why."""


@dataclass(frozen=True)
class Stored:
    """What is known of a file once it is stored."""

    stored_as: str
    size: int
    sha256: str


class UploadedFile(WorkFile):
    """One stored file, by the name that we gave it."""

    def __init__(self, stored_as: str) -> None:
        super().__init__(settings.UPLOAD_DIR / stored_as)
        self.errors = self.path.with_suffix(".errors.csv")

    def delete_upload(self) -> None:
        """Delete the file itself; its bad rows stay, for whoever has yet to mend them."""
        self.path.unlink(missing_ok=True)


def store(chunks: Iterable[bytes], file_name: str) -> Stored:
    """Keep the bytes of an upload; raise `UploadRefusedError` where they are none, or too many."""
    make_directory()
    # What the owner calls it says nothing here: the name is ours, and the content has the say.
    path = settings.UPLOAD_DIR / f"{uuid.uuid4().hex}.csv"
    digest, size, start = hashlib.sha256(), 0, b""
    try:
        with path.open("xb") as file:
            path.chmod(0o600)
            for chunk in chunks:
                size += len(chunk)
                start = start or chunk[: len(ZIP)]
                if size > LARGEST:
                    raise UploadRefusedError(TOO_LARGE)
                digest.update(chunk)
                file.write(chunk)
        if start == ZIP:
            path = path.rename(path.with_suffix(_zip_suffix(file_name)))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Stored(path.name, size, digest.hexdigest())


def _zip_suffix(file_name: str) -> str:
    # An OpenDocument sheet is a zip file too, and what to do about one is said by its name.
    return ".ods" if file_name.lower().endswith(".ods") else ".xlsx"
