"""A refresh with nothing new beside an empty Prefect flow in the same environment; the aim is 1.5 x at most.

    python bench/refresh.py [FOLDER]      # default: samples/

Each is a process of its own with a temporary Prefect server, in turn, so that both see the same machine.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOPIC = "toy-predictor-caches"
EMPTY_FLOW = """
import sys
from pathlib import Path
from flows.environment import prepare_prefect
prepare_prefect(Path(sys.argv[1]))
from prefect import flow

@flow
def nothing():
    return None

nothing()
"""


def time_process(*arguments: str) -> float:
    """Return the seconds a Python process with these arguments takes; it must succeed."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - our own commands
    return time.perf_counter() - start


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "samples")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        refresh = ["-m", "flows", "refresh", TOPIC, "--from", str(options.folder.resolve()), "--data", data]
        print(f"first refresh                {time_process(*refresh):6.2f} s")
        time_process(*refresh)  # empties refresh_changes, as the first quiet night does
        pairs = [(time_process("-c", EMPTY_FLOW, data), time_process(*refresh)) for _ in range(options.rounds)]
        bare = time_process(*refresh, "--no-prefect")
    empty, quiet = (statistics.median(values) for values in zip(*pairs, strict=True))
    print(f"empty Prefect flow           {empty:6.2f} s (median of {options.rounds})")
    print(f"refresh with nothing new     {quiet:6.2f} s, {quiet / empty:.2f} x the empty flow")
    print(f"the same with --no-prefect   {bare:6.2f} s")


if __name__ == "__main__":
    main()
