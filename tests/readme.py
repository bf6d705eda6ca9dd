"""The sample output in the README, from a warehouse of the sample papers; `python -m tests.readme README.md` renews it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from flows.cli import main
from tests.blocks import fill_block
from tests.conftest import SAMPLE_TOPIC

WIDTH = 110
"""Columns of the terminal whose output is shown: what a page of code on the web holds."""
MOST_LINES = 36
"""Lines shown of a method's page: its head, a handful of receipts and a beat; the rest is more of the same."""
BLOCKS = {
    "ranked": ("query", "SELECT rank, method, papers_critique, papers_beat, status FROM most_superseded LIMIT 6"),
    "method": ("show", "HopScout"),
}
"""Block of the README to the command whose output stands in it."""


def run_command(data: Path, command: str, argument: str) -> str:
    """Return what a command prints on a terminal of the README's width, which knows no colours."""
    environment = os.environ | {"COLUMNS": str(WIDTH), "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "flows", command, argument, "--data", str(data)],
        env=environment,
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def show_block(data: Path, name: str) -> str:
    """Return a command line and its output as a block of code."""
    command, argument = BLOCKS[name]
    lines = [line.rstrip() for line in run_command(data, command, argument).splitlines()]
    shown = lines[:MOST_LINES] + (["…"] if len(lines) > MOST_LINES else [])
    quoted = f'"{argument}"' if " " in argument else argument
    return "\n".join(f"    {line}".rstrip() for line in [f"$ method-drift {command} {quoted}", "", *shown])


def renew_samples(text: str, data: Path) -> str:
    """Return the README with the output of its commands on this warehouse."""
    for name in BLOCKS:
        text = fill_block(text, name, show_block(data, name))
    return text


if __name__ == "__main__":
    document = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        if main(["refresh", SAMPLE_TOPIC, "--data", folder, "--no-prefect", "--no-publish"]) != 0:
            raise SystemExit("the sample papers could not be read")
        document.write_text(renew_samples(document.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8")
