"""A PDF opened, or the reason why it cannot be read: no PDF, broken off, damaged, locked, empty."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pymupdf

from models.errors import PaperError

pymupdf.set_messages(pylogging=True, pylogging_name="pymupdf", pylogging_level=logging.DEBUG)  # else it prints them
pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)

MUPDF_ERRORS = (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase)
"""What PyMuPDF raises for a file it cannot read: its own errors and MuPDF's, which share no base."""
MAX_PARTS = 100
"""Parts of one element of a tagged PDF up to which MuPDF takes no time worth telling: for 500 it takes 18 s, for 5,000 hours."""
OTHER_FORMATS = {
    b"\x1f\x8b": "a gzip archive, perhaps the paper's source",
    b"PK\x03\x04": "a zip archive or an office document",
    b"%!PS": "PostScript",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"AT&T": "a DjVu file",
}
"""How files begin that come where a PDF was expected."""
HTML_STARTS = (b"<!doctype html", b"<html", b"<?xml", b"<head", b"<!--")


@contextmanager
def open_pdf(path: Path) -> Iterator[pymupdf.Document]:
    """Open a PDF that can be read; raises PaperError with its own kind for everything else."""
    _check_header(path)
    is_slow = _has_slow_structure(path)
    pymupdf.TOOLS.reset_mupdf_warnings()
    try:
        document = pymupdf.open(path, filetype="pdf")
    except MUPDF_ERRORS as error:
        raise _broken(path) from error
    try:
        _check_document(document, path)
        if is_slow:
            document.xref_set_key(document.pdf_catalog(), "StructTreeRoot", "null")
        yield document
    except pymupdf.mupdf.FzErrorBase as error:
        # It cannot cross from a worker process, and whoever reads the document can tell no more than this.
        raise _broken(path) from error
    finally:
        document.close()


def _has_slow_structure(path: Path) -> bool:
    """Tell whether a tagged PDF has an element of so many parts that MuPDF takes minutes for a page of them, and need not.

    It takes the cube of their number. What the tree says of order and kind is not used here; where it says what a reader gets
    instead of the signs on the page, it is.
    """
    try:
        with pymupdf.open(path, filetype="pdf") as document:
            if document.needs_pass or document.xref_get_key(document.pdf_catalog(), "StructTreeRoot")[0] == "null":
                return False
            objects = [document.xref_object(number, compressed=True) for number in range(1, document.xref_length())]
    except MUPDF_ERRORS:
        return False
    elements = [item for item in objects if "/StructElem" in item]
    return any(item.count(" R") > MAX_PARTS for item in elements) and not any("/ActualText" in item for item in elements)


def _check_header(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(1024)
    except FileNotFoundError as error:
        raise PaperError("missing", path.name, "no such file") from error
    except OSError as error:
        raise PaperError("missing", path.name, f"the file cannot be read: {error.strerror}") from error
    if not head:
        raise PaperError("empty", path.name, "the file is empty (0 bytes); fetch it again")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(HTML_STARTS):
        raise PaperError("not_pdf", path.name, "this is an HTML page, not a PDF; fetch the PDF itself")
    if b"%PDF-" not in head:
        other = next((name for start, name in OTHER_FORMATS.items() if head.startswith(start)), "no %PDF- at its start")
        raise PaperError("not_pdf", path.name, f"this is not a PDF ({other})")


def _check_document(document: pymupdf.Document, path: Path) -> None:
    if document.needs_pass:
        raise PaperError("encrypted", path.name, "the PDF asks for a password; store a copy without one")
    try:
        n_pages = document.page_count if document.is_pdf else 0
        # MuPDF repairs a file that breaks off, and what is left may lack pages or parts of them.
        is_repaired = document.is_repaired
    except MUPDF_ERRORS as error:
        raise _broken(path) from error
    if is_repaired and not _has_end(path):
        raise _broken(path)
    if n_pages == 0 and not _is_meant_empty(document):
        raise _broken(path)
    if n_pages == 0:
        raise PaperError("no_pages", path.name, "the PDF has no pages")


def _is_meant_empty(document: pymupdf.Document) -> bool:
    try:
        return bool(document.xref_get_key(document.pdf_catalog(), "Pages/Count") == ("int", "0"))
    except MUPDF_ERRORS:
        return False


def _broken(path: Path) -> PaperError:
    if not _has_end(path):
        return PaperError("truncated", path.name, "the PDF breaks off before its end (no %%EOF); fetch it again")
    return PaperError("damaged", path.name, "the PDF is damaged: its structure cannot be read; fetch it again")


def _has_end(path: Path) -> bool:
    return b"%%EOF" in path.read_bytes().rstrip(b"\0\t\n\f\r ")[-1024:]


def read_info(document: pymupdf.Document, key: str) -> str:
    """Return an entry of the PDF's metadata, "" when it has none."""
    try:
        kind, value = document.xref_get_key(-1, f"Info/{key}")
    except MUPDF_ERRORS:
        return ""
    return str(value) if kind == "string" else ""
