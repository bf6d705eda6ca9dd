"""Which PDF on disk is which version of which paper, so that nothing is fetched twice.

A line of text is added after each download. A line that a killed process left half written is not counted, and its paper
is fetched again.
"""

import os
import re
from pathlib import Path

from extractors.sources.arxiv import Download
from models.arxiv_id import ArxivId

_LINE = re.compile(r"(\S+v\d+)\t([0-9a-f]{64})\t(\d+)")


class Downloads:
    """The downloads of a data root."""

    def __init__(self, index_file: Path, pdf_folder: Path) -> None:
        """`index_file` need not exist."""
        self._index_file = index_file
        self._pdf_folder = pdf_folder
        self._known = _read(index_file)

    def find(self, arxiv_id: ArxivId) -> Download | None:
        """Return the PDF of this version; None when it was never fetched, or is no longer there in full."""
        known = self._known.get(str(arxiv_id))
        if known is None:
            return None
        path = self._pdf_folder / f"{known[0]}.pdf"
        is_there = path.is_file() and path.stat().st_size == known[1]
        return Download(path, *known) if is_there else None

    def list_hashes(self) -> dict[str, str]:
        """Return the SHA-256 of every PDF that was fetched, by its paper's id with version."""
        return {name: sha256 for name, (sha256, _) in self._known.items()}

    def add(self, arxiv_id: ArxivId, download: Download) -> None:
        """Note a download."""
        self._known[str(arxiv_id)] = (download.sha256, download.n_bytes)
        self._index_file.parent.mkdir(parents=True, exist_ok=True)
        with self._index_file.open("ab") as file:
            # A line break first: after a half-written line this one still counts.
            file.write(f"\n{arxiv_id}\t{download.sha256}\t{download.n_bytes}\n".encode())
            file.flush()
            os.fsync(file.fileno())


def _read(index_file: Path) -> dict[str, tuple[str, int]]:
    if not index_file.exists():
        return {}
    lines = index_file.read_text(encoding="ascii", errors="replace").splitlines()
    return {m[1]: (m[2], int(m[3])) for line in lines if (m := _LINE.fullmatch(line))}
