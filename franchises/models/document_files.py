"""The files of documents on disk: named by their SHA-256, so that the same content is one file.

In a directory that nobody else may enter and nothing serves. A file is whole and on the disk before
a record names it: what a crash leaves behind is a file without a record, never the other way round.
"""

import hashlib
import os
import uuid
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from franchises.rules.file_content import ContentRefusedError, media_type_of

UNFINISHED = ".part"
# What whoever reads a document is sent with it: no browser is to run any of it, or guess at it.
SANDBOXED = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class Content:
    """What is known of the content of a file."""

    sha256: str
    size: int
    media_type: str


def examine(file: BinaryIO, name: str) -> Content:
    """Return what *file* is; raise `ContentRefusedError` where it is none that is taken."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while block := file.read(1 << 16):
        digest.update(block)
        size += len(block)
        if size > settings.DOCUMENT_MEGABYTES * 1_000_000:
            raise ContentRefusedError(f"is larger than {settings.DOCUMENT_MEGABYTES} MB")
    return Content(digest.hexdigest(), size, media_type_of(file, size, name))


def store(file: BinaryIO, name: str) -> Content:
    """Keep *file* and return what it is; raise `ContentRefusedError`, and keep nothing."""
    content = examine(file, name)
    path = path_of(content.sha256)
    settings.DOCUMENT_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    unfinished = settings.DOCUMENT_DIR / f"{uuid.uuid4().hex}{UNFINISHED}"
    try:
        with unfinished.open("xb") as copy:
            unfinished.chmod(0o600)
            file.seek(0)
            while block := file.read(1 << 16):
                copy.write(block)
            copy.flush()
            os.fsync(copy.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    for directory in (path.parent, settings.DOCUMENT_DIR):
        _write_through(directory)
    return content


def path_of(sha256: str) -> Path:
    """Return where the file with this SHA-256 is, or would be."""
    directory: Path = settings.DOCUMENT_DIR
    return directory / sha256[:2] / sha256


def left_behind(named: Container[str], before: float) -> Iterator[Path]:
    """Yield the files not among *named* that were last written *before* a moment.

    A newer one may be of a record that is being saved.
    """
    for path in _all_files():
        if path.stat().st_mtime < before and path.name not in named:
            yield path


def _all_files() -> Iterable[Path]:
    directory: Path = settings.DOCUMENT_DIR
    return sorted([*directory.glob(f"*{UNFINISHED}"), *directory.glob("[0-9a-f][0-9a-f]/*")])


def _write_through(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
