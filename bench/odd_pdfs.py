"""Run `inspect` over every PDF below a folder, with limits of time and memory, and count what became of them.

usage: bench/odd_pdfs.py DIR [--seconds 120] [--show KIND]

A PDF may be refused, with its reason. It may not crash the command, print anything to stdout that is not its one JSON
line, or use more than MAX_CPU_SECONDS of CPU (SECONDS_A_PAGE each in a long one) or MAX_MEMORY_MB of memory: these are
counted as faults, and the exit code is 1 where there is one.
PDFs are looked at together within these limits, and each that breaks one on its own, where it is measured.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
MAX_CPU_SECONDS = 20.0
SECONDS_A_PAGE = 0.1
"""What a page may take beyond MAX_CPU_SECONDS: a book of hundreds of pages is long, and not odd for that."""
MAX_MEMORY_MB = 1000.0
TOGETHER = 40
"""PDFs of one command: what loading takes is then little beside them, and a command that breaks costs few of them a second look."""


class Look(NamedTuple):
    """What became of one PDF."""

    path: Path
    kind: str
    """`read`, the kind of refusal, or a fault."""
    is_fault: bool
    cpu_seconds: float
    memory_mb: float
    said: str


def run_inspect(paths: Sequence[Path], limits: dict[str, float], data: Path) -> tuple[int, str, str, float, float]:
    """Run the command; return its exit code, what it said on stdout and stderr, its CPU seconds and its most memory in MB."""
    files = [str(path.resolve()) for path in paths]
    command = [sys.executable, "-m", "flows", "inspect", *files, "--format", "jsonl", "--data", str(data)]
    environment = os.environ | {f"METHOD_DRIFT_{name}": f"{value:g}" for name, value in limits.items()}
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command, stdout=out, stderr=errors, env=environment, cwd=ROOT)  # noqa: S603
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        errors.seek(0)
        shown, told = out.read(), errors.read()
    return process.returncode, shown, told, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def look(path: Path, seconds: float, data: Path) -> Look:
    """Run `inspect` on one PDF and return what became of it."""
    code, shown, told, cpu, memory = run_inspect([path], {"WORKERS": 1, "PAPER_TIMEOUT_SECONDS": seconds}, data)
    kind, is_fault = judge(code, shown, told)
    n_pages = json.loads(shown)["n_pages"] if kind == "read" else 0
    if kind == "read" and (cpu > max(MAX_CPU_SECONDS, SECONDS_A_PAGE * n_pages) or memory > MAX_MEMORY_MB):
        kind, is_fault = "too dear", True
    return Look(path, kind, is_fault, cpu, memory, told.strip().rpartition("\n")[2])


def look_together(paths: Sequence[Path], seconds: float, data: Path) -> list[Look]:
    """Run `inspect` on some PDFs and return what became of each; a second time, alone, for those that break a limit."""
    limits = {"PAPER_TIMEOUT_SECONDS": MAX_CPU_SECONDS, "PAPER_MEMORY_MB": MAX_MEMORY_MB}
    code, shown, told, _, _ = run_inspect(paths, limits, data)
    lines = shown.splitlines()
    if code not in (0, 1) or len(lines) != len(paths):
        return [look(path, seconds, data) for path in paths]
    found = [Look(path, *judge(code, line, told), 0.0, 0.0, "") for path, line in zip(paths, lines, strict=True)]
    return [look(item.path, seconds, data) if item.is_fault else item for item in found]


def judge(code: int, shown: str, told: str) -> tuple[str, bool]:
    """Return what an exit code and the two outputs of `inspect` mean, and whether that is a fault."""
    if "Traceback" in told:
        return "traceback", True
    try:
        [item] = [json.loads(line) for line in shown.splitlines()]
    except ValueError:
        return "stdout is not one JSON line", True
    kind = item.get("reason_kind", "read")
    is_fault = code not in (0, 1) or kind in ("crashed", "internal", "timeout", "out_of_memory")
    return (kind if code in (0, 1) else f"exit code {code}"), is_fault


def find_pdfs(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder that are named as PDFs are."""
    yield from sorted(path for path in folder.rglob("*") if path.suffix.lower() == ".pdf" and path.is_file())


def main() -> int:
    """Print a line for each fault, then how many PDFs became what."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=120.0, help="time limit of one PDF alone (default: 120)")
    parser.add_argument("--show", default="", metavar="KIND", help="name the PDFs of this kind too")
    args = parser.parse_args()
    looks: list[Look] = []
    with tempfile.TemporaryDirectory() as data:
        paths = list(find_pdfs(args.folder))
        for first in range(0, len(paths), TOGETHER):
            for found in look_together(paths[first : first + TOGETHER], args.seconds, Path(data)):
                looks.append(found)
                if found.is_fault or found.kind == args.show:
                    print(f"{found.kind}: {found.path} ({found.cpu_seconds:.1f} s, {found.memory_mb:.0f} MB) {found.said}", flush=True)
    for kind, n in Counter(found.kind for found in looks).most_common():
        print(f"{n:6} {kind}")
    n_faults = sum(found.is_fault for found in looks)
    alone = [found for found in looks if found.cpu_seconds]
    most = f"; the {len(alone)} looked at alone took up to {max(f.cpu_seconds for f in alone):.1f} s of CPU" if alone else ""
    most += f" and {max(f.memory_mb for f in alone):.0f} MB" if alone else ""
    print(f"{len(looks)} PDFs, {n_faults} faults{most}")
    return 1 if n_faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
