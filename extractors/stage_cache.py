"""What PDFs hold, kept between runs, so that a changed word in the rules of critiques or results opens no PDF again.

An entry is made by the code and config that read pages, tables and text, and by nothing else: it is used only while these
are the same. The folder is a cache and may be deleted at any time. Entries are pickles of this project's own classes,
read from the data root alone: who can write there can also change the stored rows.
"""

import hashlib
import logging
import os
import pickle
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from extractors.reading import PaperContent

logger = logging.getLogger(__name__)

SUFFIX = ".pickle"
_N_HASH = 16
"""Characters of the stage's hash in a file name: all that must differ is two versions of one paper's entry."""
_N_DIGEST = hashlib.sha256().digest_size
_LEVEL = 1
"""zlib's fastest: a quarter of the bytes, for a hundredth of the time that reading a paper takes."""


@dataclass(frozen=True, slots=True)
class KeptContent:
    """What a PDF holds, and the signs of the rows that it was seen to bear out."""

    content: PaperContent
    proved: frozenset[str]


@dataclass(frozen=True, slots=True)
class Stage:
    """The kept papers of one version of the reading code."""

    folder: Path
    fingerprint: str

    def read(self, pdf_sha256: str) -> KeptContent | None:
        """Return what is kept of the PDF; None where nothing is, or where it is damaged, which reading it again mends."""
        try:
            raw = self._path(pdf_sha256).read_bytes()
        except OSError:
            return None
        if hashlib.sha256(raw[_N_DIGEST:]).digest() != raw[:_N_DIGEST]:
            return None
        kept = pickle.loads(zlib.decompress(raw[_N_DIGEST:]))  # noqa: S301 - our own file, and whole
        return kept if isinstance(kept, KeptContent) else None

    def keep(self, pdf_sha256: str, new: KeptContent, old: KeptContent | None) -> None:
        """Write the entry of a PDF in place of its older ones, unless it is there already; a full disk costs the entry alone."""
        if old is not None and old.proved == new.proved:
            return
        packed = zlib.compress(pickle.dumps(new, pickle.HIGHEST_PROTOCOL), _LEVEL)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._replace(self._path(pdf_sha256), hashlib.sha256(packed).digest() + packed)
        except OSError as error:
            logger.info("%s: not kept: %s", pdf_sha256, error)

    def _path(self, pdf_sha256: str) -> Path:
        return self.folder / f"{pdf_sha256}-{self.fingerprint[:_N_HASH]}{SUFFIX}"

    def _replace(self, path: Path, data: bytes) -> None:
        handle, aside = tempfile.mkstemp(dir=self.folder, suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(aside).replace(path)
        for older in self.folder.glob(f"{path.name.partition('-')[0]}-*{SUFFIX}"):
            if older != path:
                older.unlink(missing_ok=True)
