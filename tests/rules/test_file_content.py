"""What a file is, by its content: what is taken, what is not, on both sides of every boundary."""

import zipfile
from io import BytesIO

import pytest

from franchises.rules.file_content import ContentRefusedError, media_type_of
from tests.rules.files import DOCX, JPEG, PDF, PNG, TIFF, XLSX, chunk, office

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def kind_of(content, name=""):
    return media_type_of(BytesIO(content), len(content), name)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "contract.pdf", "application/pdf"),
        (PDF + b"\0" * 1018, "", "application/pdf"),
        (PNG, "", "image/png"),
        (JPEG, "", "image/jpeg"),
        (JPEG + b"\0\0", "", "image/jpeg"),
        (TIFF, "", "image/tiff"),
        (DOCX, "", WORD),
        (XLSX, "", EXCEL),
        (office("xl/workbook.xml", "xl/printerSettings/printerSettings1.bin"), "", EXCEL),
        (b"Dear Sir,\r\n\tas agreed.\n\f", "letter.txt", "text/plain"),
        ("\ufeffÜber die Straße".encode(), "", "text/plain"),
        (b"a,b\n1,2\n", "list.CSV", "text/csv"),
        (b"5 < 6, and a <b> far on", "", "text/plain"),
        # The content has the say: a name does not make a text of a PDF.
        (PDF, "list.csv", "application/pdf"),
        # The boundary between two blocks of what is read falls within a letter.
        (b"a" * 65_535 + "ü".encode(), "", "text/plain"),
    ],
)
def test_a_file_is_what_its_content_is(content, name, kind):
    assert kind_of(content, name) == kind


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><p>hello", "is a page of HTML or a program, whatever it is called"),
        (b"\n\xef\xbb\xbf <html>", "is a page of HTML"),
        (b"%PD<script>alert(1)</script>", "is a page of HTML"),
        (b"hello <SCRIPT>x", "is a page of HTML"),
        (b"<svg onload=x>", "is a page of HTML"),
        (b"#!/bin/sh\nrm -r /", "is a page of HTML or a program"),
        (b"MZ\x90\0\x03\0", "is none of the kinds taken: PDF, PNG, JPEG, TIFF, Word"),
        (b"\x7fELF\x02\x01", "is none of the kinds taken"),
        (b"caf\xe9", "is none of the kinds taken"),
        (b"nul \0", "is none of the kinds taken"),
        (b"a" * 65_536 + b"\xff", "is none of the kinds taken"),
        (b"a" * 65_535 + b"\xc3", "is none of the kinds taken"),
        (PDF[:-6], "begins as a PDF and does not end as one"),
        (PDF + b"\0" * 1025, "begins as a PDF and does not end as one"),
        (PNG[:-1], "something hidden"),
        (PNG + b"x", "is a PNG picture with something hidden after its end"),
        (PNG[:20], "begins as a PNG picture and is damaged"),
        (PNG[:8] + chunk(b"IEND", b""), "begins as a PNG picture and is damaged"),
        (JPEG[:-1], "begins as a JPEG picture and does not end as one"),
        (JPEG + b"<script>", "or hides something"),
        (TIFF[:-5], "begins as a TIFF picture and is damaged"),
        (TIFF[:6], "begins as a TIFF picture and is damaged"),
        (TIFF[:4] + b"\0\0\0\0" + TIFF[8:], "begins as a TIFF picture and is damaged"),
        (office("readme.txt"), "is a ZIP file and no document"),
        (office("word/document.xml", "xl/workbook.xml"), "is a ZIP file and no document"),
        (office("word/document.xml", "word/vbaProject.bin"), "holds macros or a program"),
        (office("word/document.xml", "word/embeddings/a.EXE"), "holds macros or a program"),
        (
            office("word/document.xml", types="application/vnd.ms-word.document.macroEnabled.main"),
            "holds macros or a program: save it without them",
        ),
        (DOCX[:-10], "begins as a ZIP file and is damaged"),
    ],
)
def test_what_is_none_of_them_is_refused_with_a_reason(content, words):
    with pytest.raises(ContentRefusedError) as refused:
        kind_of(content, "contract.pdf")

    assert words in str(refused.value)


def swollen(growth):
    """A package that grows by so many times the size that is looked at."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b"\0" * growth)
    return written.getvalue()


def test_a_package_that_grows_a_thousandfold_is_refused():
    assert kind_of(swollen(60_000_000)) == WORD
    with pytest.raises(ContentRefusedError, match="would be far too large when opened"):
        kind_of(swollen(70_000_000))


def test_a_package_of_too_many_parts_is_refused():
    assert kind_of(office("word/document.xml", *(f"a{n}" for n in range(4_998)))) == WORD
    with pytest.raises(ContentRefusedError, match="would be far too large when opened"):
        kind_of(office("word/document.xml", *(f"a{n}" for n in range(4_999))))


def test_an_encrypted_package_is_refused():
    flagged = bytearray(DOCX)
    # The flag in the central directory, which a reader goes by.
    flagged[flagged.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ContentRefusedError, match="is encrypted"):
        kind_of(bytes(flagged))
