"""Files that come where a good PDF was expected, each made in one way that happens in real life."""

import gzip
import random
from collections.abc import Callable
from pathlib import Path

import pymupdf

SENTENCE = "The router sends every token to one of many small experts and keeps what it has learned for the next round of the game. "


def good_pdf(n_pages: int = 3) -> bytes:
    """Return a sound PDF with text on every page."""
    with pymupdf.open() as document:
        for number in range(n_pages):
            document.new_page().insert_textbox((72, 72, 540, 770), f"Page {number + 1}. {SENTENCE * 8}", fontsize=10)
        return bytes(document.tobytes(deflate=True))


def truncated() -> bytes:
    """A download that broke off: MuPDF opens it and finds no pages."""
    return good_pdf()[:-900]


def truncated_but_repairable() -> bytes:
    """A download that broke off behind the page tree: MuPDF repairs it, and its last page is lost."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>"]
    for content in (6, 7):
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F 5 0 R>>>>/Contents %d 0 R>>" % content)
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    for page in (b"first", b"second"):
        lines = b"BT /F 10 Tf 72 700 Td 14 TL " + b"".join(b"(The %s page has this line.) Tj T* " % page for _ in range(30)) + b"ET"
        objects.append(b"<</Length %d>>\nstream\n%s\nendstream" % (len(lines), lines))
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, item) for number, item in enumerate(objects, start=1))
    return body[: body.index(b"7 0 obj") + 400]


def lost_content() -> bytes:
    """A sound frame in which the bytes of one page's text are noise."""
    whole = bytearray(good_pdf())
    with pymupdf.open(stream=bytes(whole), filetype="pdf") as document:
        raw = document.xref_stream_raw(document[1].get_contents()[0])
    start = bytes(whole).index(raw)
    whole[start : start + len(raw)] = random.Random(7).randbytes(len(raw))  # noqa: S311
    return bytes(whole)


def encrypted() -> bytes:
    """A PDF that opens with a password only."""
    with pymupdf.open(stream=good_pdf(), filetype="pdf") as document:
        return bytes(document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="owner", user_pw="reader"))


def protected_but_readable() -> bytes:
    """A PDF that forbids copying but opens without a password: readable."""
    with pymupdf.open(stream=good_pdf(), filetype="pdf") as document:
        return bytes(document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="owner", user_pw="", permissions=0))


def no_pages(cross_reference: bytes = b"0000000009 00000 n \n0000000054 00000 n \n") -> bytes:
    """A whole PDF whose page tree is empty."""
    body = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
    table = b"xref\n0 3\n0000000000 65535 f \n" + cross_reference
    return body + table + b"trailer\n<</Size 3/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def scanned(words: str = "") -> bytes:
    """Pictures of pages, perhaps with a few words over them that are not the paper's text."""
    with pymupdf.open(stream=good_pdf(), filetype="pdf") as source, pymupdf.open() as document:
        for page in source:
            image = document.new_page()
            image.insert_image(image.rect, pixmap=page.get_pixmap(dpi=40))
            image.insert_text((72, 780), words, fontsize=7)
        return bytes(document.tobytes(deflate=True))


def _with_embedded_font(change: Callable[[pymupdf.Document, int], None]) -> bytes:
    with pymupdf.open() as document:
        page = document.new_page()
        page.insert_font(fontname="F0", fontbuffer=pymupdf.Font("helv").buffer)
        for line in range(40):
            page.insert_text((50, 60 + line * 16), SENTENCE, fontname="F0", fontsize=7)
        for xref in range(1, document.xref_length()):
            if document.xref_get_key(xref, "ToUnicode")[0] == "xref":
                change(document, xref)
        return bytes(document.tobytes(deflate=True))


def font_without_map() -> bytes:
    """A font that does not say which letters its glyphs are: text reads as `5IF SPVUFS`."""
    return _with_embedded_font(lambda document, font: document.xref_set_key(font, "ToUnicode", "null"))


def font_with_private_map() -> bytes:
    """A font that maps its glyphs to characters without meaning."""
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /P def /CMapType 2 def 1 begincodespacerange "
        b"<0000> <FFFF> endcodespacerange 1 beginbfrange <0001> <00ff> <e001> endbfrange endcmap end end"
    )

    def replace(document: pymupdf.Document, font: int) -> None:
        document.update_stream(int(document.xref_get_key(font, "ToUnicode")[1].split()[0]), cmap)

    return _with_embedded_font(replace)


BAD_FILES: dict[str, tuple[bytes, str, str]] = {
    "truncated.pdf": (truncated(), "truncated", "breaks off"),
    "repairable.pdf": (truncated_but_repairable(), "truncated", "breaks off"),
    "head-only.pdf": (b"%PDF-1.7\n", "truncated", "breaks off"),
    "lost-content.pdf": (lost_content(), "damaged", "a part of the page is lost"),
    "lying-count.pdf": (no_pages().replace(b"/Count 0", b"/Count 9"), "damaged", "damaged"),
    "circular.pdf": (no_pages().replace(b"/Kids[]/Count 0", b"/Kids[2 0 R]/Count 1"), "damaged", "damaged"),
    "encrypted.pdf": (encrypted(), "encrypted", "password"),
    "error-page.pdf": (b"<!DOCTYPE html>\n<html><head><title>404</title></head></html>", "not_pdf", "HTML page"),
    "about-pdf.pdf": (b"  <html><body>A PDF starts with %PDF-1.4, as you know.</body></html>", "not_pdf", "HTML page"),
    "empty.pdf": (b"", "empty", "0 bytes"),
    "no-pages.pdf": (no_pages(), "no_pages", "no pages"),
    "no-pages-bad-table.pdf": (no_pages(b"0000000001 00000 n \n0000000002 00000 n \n"), "no_pages", "no pages"),
    "scanned.pdf": (scanned(), "scanned", "OCR"),
    "scanned-notice.pdf": (scanned("Downloaded from a library on a Monday. Terms of use apply to all readers."), "scanned", "OCR"),
    "notes.pdf": (b"Some notes about experts.\n" * 40, "not_pdf", "not a PDF"),
    "source.pdf": (gzip.compress(good_pdf(), mtime=0), "not_pdf", "gzip archive"),
    "postscript.pdf": (b"%!PS-Adobe-3.0\n" + b"showpage\n" * 50, "not_pdf", "PostScript"),
    "no-map.pdf": (font_without_map(), "garbled", "fonts without a map"),
    "private-map.pdf": (font_with_private_map(), "garbled", "fonts without a map"),
}
"""File name to its bytes, the kind of failure it must be recorded as, and words its reason must have."""

READABLE_FILES: dict[str, bytes] = {
    "good.pdf": good_pdf(),
    "protected.pdf": protected_but_readable(),
    "junk-before.pdf": b"HTTP/1.1 200 OK\r\n\r\n" + good_pdf(),
    "junk-behind.pdf": good_pdf() + b"\r\n" * 3000,
}
"""Odd but sound PDFs, which must be read."""


def write_all(folder: Path, files: dict[str, bytes]) -> Path:
    """Write the files into the folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder
