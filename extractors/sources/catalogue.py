"""What is known of a topic's papers between two runs: which there are, in which version, and when they were last looked for.

It lets a night ask arXiv for what is new only, and lets a run re-extract everything while arXiv does not answer. It can be
thrown away: the next search is then a full one.
"""

import datetime as dt
import os
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from models.rows import PaperMeta

FORMAT = 2
"""Raise when the form of the file changes: older files then count as none."""


class Listed(BaseModel):
    """A paper of the topic, before its PDF is fetched."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    meta: PaperMeta
    is_withdrawn: bool = False


class SurveyState(BaseModel):
    """What a survey's bibliography gave, so that it is looked up again only when the survey changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    paper_id: str
    pdf_sha256: str
    n_unresolved: int
    papers: tuple[str, ...]


class Catalogue(BaseModel):
    """The papers of one topic by paper_id."""

    model_config = ConfigDict(extra="forbid")

    format: int = FORMAT
    query: str
    searched: dt.date | None = None
    """Day of the last search that came to its end."""
    searched_fully: dt.date | None = None
    """Day of the last search that was not bounded by a window."""
    papers: dict[str, Listed] = {}
    in_query: set[str] = set()
    """Papers that the query found, at the latest when it was last searched in full; the others are named by surveys."""
    surveys: dict[str, SurveyState] = {}


def read_catalogue(path: Path, query: str) -> Catalogue:
    """Return the catalogue; an empty one when there is none, when it is damaged, or when it belongs to another query."""
    with suppress(OSError, ValidationError, ValueError):
        known = Catalogue.model_validate_json(path.read_bytes())
        if known.query == query and known.format == FORMAT:
            return known
    return Catalogue(query=query)


def write_catalogue(path: Path, catalogue: Catalogue) -> None:
    """Write the catalogue aside and rename it into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        part.write_text(catalogue.model_dump_json(indent=1), encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
