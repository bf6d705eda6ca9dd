"""The file of other names: an alias and the name it stands for on each line, for the analyst to extend."""

from pathlib import Path

from models.config_files import read_cells
from models.errors import ConfigError

HEADER = ["alias", "canonical"]


def load_aliases(path: Path) -> tuple[tuple[str, str], ...]:
    """Return alias and canonical name of each line, in order; blank lines, the header and lines that begin with # are none.

    Raises ConfigError naming file and line when a line has not two columns, or when the file cannot be read.
    """
    rows: list[tuple[str, str]] = []
    for number, printed in read_cells(path, comment="#"):
        cells = [cell.strip() for cell in printed]
        if not any(cells) or cells == HEADER:
            continue
        if len(cells) != len(HEADER) or not all(cells):
            raise ConfigError(f"{path}:{number}: needs two columns, alias and canonical")
        rows.append((cells[0], cells[1]))
    return tuple(rows)
