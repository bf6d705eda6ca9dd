"""Parquet store, DuckDB build, method identity, clusters and the SQL views."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warehouse.frames import Frames


def connect(path: Path | str) -> "Frames":
    """Return the built warehouse of a data root for reading: `connect("data").methods()` is a pandas frame."""
    # pandas is for analysts: no command loads it by importing the package.
    from warehouse.frames import open_frames

    return open_frames(path)
