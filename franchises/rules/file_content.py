"""What a file is, by its content: its name and what a browser says of it count for nothing.

A kind of file is taken only where its structure holds, from its first bytes to its last: so a page
of HTML or a program is refused whatever it is called. What may carry a program of its own, a macro,
is refused too.
"""

import codecs
import struct
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
TEXT = "text/plain"
# How a file of each kind is called when it is handed out.
SUFFIXES = {
    PDF: ".pdf",
    PNG: ".png",
    JPEG: ".jpg",
    TIFF: ".tif",
    DOCX: ".docx",
    XLSX: ".xlsx",
    CSV: ".csv",
    TEXT: ".txt",
}
TAKEN = "PDF, PNG, JPEG, TIFF, Word (DOCX), Excel (XLSX), plain text or CSV in UTF-8"

PNG_START = b"\x89PNG\r\n\x1a\n"
# The parts that make a package of Office what it is, and where its macros would be.
OFFICE_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
OFFICE_TYPES = "[Content_Types].xml"
MOST_PARTS = 5_000
LARGEST_TYPES = 1_000_000
# An office file holds text: one that grows a thousandfold when opened is a trap.
MOST_GROWTH = 1_000
BLOCK = 1 << 16
MARKUP = ("<!doctype", "<html", "<head", "<body", "<script", "<svg", "<?xml", "<?php", "<iframe")
# Tab, line feed, form feed and carriage return are of plain text; the other controls are not.
CONTROLS = {chr(code) for code in range(32)} - set("\t\n\f\r") | {"\x7f"}


class ContentRefusedError(Exception):
    """The file is not one that is taken: how the sentence “The file ...” goes on."""


def media_type_of(file: BinaryIO, size: int, name: str = "") -> str:
    """Return the media type of *file*, of *size* bytes; raise `ContentRefusedError` with why not.

    *name* says only whether a plain text is CSV.
    """
    if not size:
        raise ContentRefusedError("is empty")
    file.seek(0)
    start = file.read(16)
    if start.startswith(b"%PDF-"):
        return _pdf(file, size)
    if start.startswith(PNG_START):
        return _png(file, size)
    if start.startswith(b"\xff\xd8\xff"):
        return _jpeg(file, size)
    if start.startswith((b"II*\0", b"MM\0*")):
        return _tiff(file, size, start)
    if start.startswith(b"PK\x03\x04"):
        return _office(file, size)
    return _text(file, name)


def _pdf(file: BinaryIO, size: int) -> str:
    file.seek(max(0, size - 1024))
    if b"%%EOF" not in file.read():
        raise ContentRefusedError("begins as a PDF and does not end as one: it was cut off")
    return PDF


def _png(file: BinaryIO, size: int) -> str:
    """Walk the chunks: the first is the header, and nothing follows the last."""
    at, name = len(PNG_START), b""
    while name != b"IEND":
        file.seek(at)
        head = file.read(8)
        is_first = at == len(PNG_START)
        name = head[4:]
        if len(head) < 8 or is_first != (name == b"IHDR"):
            raise ContentRefusedError("begins as a PNG picture and is damaged")
        at += 12 + int(struct.unpack(">I", head[:4])[0])
    if at != size:
        raise ContentRefusedError("is a PNG picture with something hidden after its end")
    return PNG


def _jpeg(file: BinaryIO, size: int) -> str:
    file.seek(max(0, size - 64))
    # Some scanners fill up with zeros.
    if not file.read().rstrip(b"\0").endswith(b"\xff\xd9"):
        raise ContentRefusedError(
            "begins as a JPEG picture and does not end as one: it was cut off, or hides something"
        )
    return JPEG


def _tiff(file: BinaryIO, size: int, start: bytes) -> str:
    order = "<" if start.startswith(b"II") else ">"
    if size >= 8:
        (first,) = struct.unpack(f"{order}I", start[4:8])
        file.seek(first)
        count = file.read(2)
        if len(count) == 2 and first >= 8:
            (entries,) = struct.unpack(f"{order}H", count)
            if entries and first + 2 + 12 * entries <= size:
                return TIFF
    raise ContentRefusedError("begins as a TIFF picture and is damaged")


def _office(file: BinaryIO, size: int) -> str:
    """Look into the package: which office wrote it, and that it holds no program."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            found = [OFFICE_PARTS[name] for name in OFFICE_PARTS if name in names]
            if len(found) != 1 or OFFICE_TYPES not in names:
                raise ContentRefusedError(f"is a ZIP file and no document: only {TAKEN} are taken")
            if any(part.flag_bits & 1 for part in parts):
                raise ContentRefusedError("is encrypted: nobody could read it here")
            if len(parts) > MOST_PARTS or _opened(parts) > max(size, BLOCK) * MOST_GROWTH:
                raise ContentRefusedError("would be far too large when opened")
            with package.open(OFFICE_TYPES) as types:
                described = types.read(LARGEST_TYPES).decode("utf-8", "replace").casefold()
            if "macroenabled" in described or any(_is_program(name) for name in names):
                raise ContentRefusedError("holds macros or a program: save it without them")
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError) as error:
        raise ContentRefusedError("begins as a ZIP file and is damaged") from error
    return found[0]


def _opened(parts: list[zipfile.ZipInfo]) -> int:
    return sum(part.file_size for part in parts)


def _is_program(name: str) -> bool:
    folded = name.casefold()
    return folded.endswith((".bin", ".exe", ".dll", ".js", ".vbs", ".jar")) and not (
        # Where Excel keeps the settings of a printer.
        folded.startswith("xl/printersettings/")
    )


def _text(file: BinaryIO, name: str) -> str:
    try:
        blocks = _decoded(file)
        beginning = next(blocks).lstrip("\ufeff \t\r\n").casefold()[:2048]
        if beginning.startswith(("<", "#!")) or any(mark in beginning for mark in MARKUP):
            raise ContentRefusedError(
                f"is a page of HTML or a program, whatever it is called: only {TAKEN} are taken"
            )
        for _ in blocks:
            # Read to its end, that all of it is text.
            pass
    except UnicodeDecodeError as error:
        raise ContentRefusedError(f"is none of the kinds taken: {TAKEN}") from error
    return CSV if name.casefold().endswith(".csv") else TEXT


def _decoded(file: BinaryIO) -> Iterator[str]:
    """Yield the text of *file* in blocks; raise `UnicodeDecodeError` where it is no text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    while block := file.read(BLOCK):
        text = decoder.decode(block)
        if not CONTROLS.isdisjoint(text):
            raise UnicodeDecodeError("utf-8", block, 0, 1, "a control character")
        yield text
    yield decoder.decode(b"", final=True)
