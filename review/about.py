"""The project's own figures for the page on accuracy, from the document that holds them."""

import re
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup

FIGURES = Path(__file__).resolve().parent.parent / "docs" / "figures.md"
IN_SHORT, IN_FULL = "In short", ("Tables and results", "Receipts", "Methods")
"""Headings of the document: what a reader needs, and all of it that is about quality."""
LINK = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)]+\)")
"""A link to another document of the project, which a site does not have."""


def read_figures(heading: str) -> Markup:
    """Return a section of the figures as HTML, its tables as tables; empty where the document or the section is missing."""
    if not FIGURES.is_file():
        return Markup("")
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", FIGURES.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    if not found:
        return Markup("")
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    told = reader.render(LINK.sub(r"\1", found[1]))
    told = told.replace(' style="text-align:left"', "").replace(' style="text-align:right"', "")
    # A table wider than a phone moves inside its frame.
    told = told.replace("<table>", '<div class="scroll" tabindex="0" role="group" aria-label="Figures"><table class="cells">')
    return Markup(told.replace("</table>", "</table></div>").replace("<th></th>", "<td></td>"))  # noqa: S704 - a document of ours
