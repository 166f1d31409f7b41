"""The smallest real file of each kind that documents may be."""

import struct
import zipfile
import zlib
from io import BytesIO

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
TIFF = b"II*\0" + struct.pack("<IHHHIII", 8, 1, 256, 3, 1, 1, 0)
PLAIN_TYPES = '<Types><Override ContentType="application/xml"/></Types>'


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


PNG = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\0" * 13) + chunk(b"IEND", b"")


def office(*parts: str, types: str = PLAIN_TYPES) -> bytes:
    """A package with these parts, each with a word in it, and what its content types say."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", types)
        for part in parts:
            package.writestr(part, "<document/>")
    return written.getvalue()


DOCX = office("word/document.xml")
XLSX = office("xl/workbook.xml")
