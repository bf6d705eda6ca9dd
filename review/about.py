"""The project's own figures for the page on accuracy, from the document that holds them."""

import re
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup

FIGURES = Path(__file__).resolve().parent.parent / "docs" / "figures.md"
SECTION = re.compile(r"^## Quality\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)]+\)")
"""A link to another document of the project, which a site does not have."""


def read_figures() -> Markup:
    """Return the section on quality as HTML, its tables as tables; empty where the document is missing."""
    if not FIGURES.is_file():
        return Markup("")
    found = SECTION.search(FIGURES.read_text(encoding="utf-8"))
    if not found:
        return Markup("")
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    told = reader.render(LINK.sub(r"\1", found[1]))
    told = told.replace(' style="text-align:left"', "").replace(' style="text-align:right"', "")
    # A table wider than a phone moves inside its frame.
    told = told.replace("<table>", '<div class="scroll" tabindex="0" role="group" aria-label="Figures"><table class="cells">')
    return Markup(told.replace("</table>", "</table></div>").replace("<th></th>", "<td></td>"))  # noqa: S704 - a document of ours
