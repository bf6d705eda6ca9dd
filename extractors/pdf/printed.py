"""A page as MuPDF reads it, once: words and single characters are two ways of giving out what it found."""

from typing import Any, NamedTuple

import pymupdf

from models.geometry import Rect


class PrintedPage(NamedTuple):
    """What stands on a page as it is stored, before it is turned to how it is shown."""

    text: pymupdf.TextPage
    rotation: int
    width: float
    height: float

    def words(self) -> tuple[list[tuple[Any, ...]], list[dict[str, Any]]]:
        """Return MuPDF's words, and its blocks with their lines and spans."""
        return self.text.extractWORDS(), self.text.extractDICT()["blocks"]

    def lines(self, around: Rect) -> list[dict[str, Any]]:
        """Return the lines that meet a part of the page, down to their characters there; from then on it gives out no others."""
        box = self.text.this.m_internal.mediabox  # what lies outside of it is not given out, which is half of the cost
        box.x0, box.y0, box.x1, box.y1 = around
        return [line for block in self.text.extractRAWDICT()["blocks"] for line in block.get("lines", ())]


def print_page(page: pymupdf.Page) -> PrintedPage:
    """Return the page's text, read as it is stored: to interpret a page is most of what reading its words costs.

    MuPDF's own way of taking a rotation away moves text out of a page that is cropped, and writes to every annotation.
    """
    rotation = page.rotation
    page.set_rotation(0)
    return PrintedPage(page.get_textpage(flags=pymupdf.TEXTFLAGS_WORDS), rotation, page.rect.width, page.rect.height)
