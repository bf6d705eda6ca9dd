"""One machine against a cluster on loopback: the same papers by both, the same files; by two runs at once; and again with workers killed.

    python bench/cluster.py samples --topic toy-predictor-caches            # what `make demo-cluster` runs
    python bench/cluster.py FOLDER --topic TOPIC --kills 10 [--seed 1]      # a worker killed at a random moment, 10 times

Starts an S3-compatible server, a Dask scheduler and two workers, and ends them all. Fails when a paper's rows differ in a byte.
"""

import argparse
import filecmp
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the services are the tests' own, which are not installed

from tests.cluster_services import Cluster, serving_cluster  # noqa: E402


def main() -> int:
    """Run both, compare, print, and return 1 when anything differs."""
    options = _parse()
    # Ended by a signal it ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        print("one machine reads", options.folder, flush=True)
        print(f"  {_refresh(options, root / 'local', {}):.1f} s")
        print("starting an S3-compatible server, a Dask scheduler and two workers", flush=True)
        with serving_cluster(root / "cluster.log") as cluster:
            print(f"  store {cluster.endpoint}, scheduler {cluster.scheduler}; the cluster reads the same", flush=True)
            print(f"  {_refresh(options, root / 'first', cluster.variables('first')):.1f} s")
            n_differing = _compare(root / "local", root / "first")
            seconds = _refresh(options, root / "other", cluster.variables("first"))
            print(f"another machine, which has only the store's address, gets them in {seconds:.1f} s and reads nothing again")
            n_differing += _compare(root / "local", root / "other")
            n_differing += _run_two_at_once(options, root, cluster)
            for number in range(options.kills):
                n_differing += _kill_and_compare(options, root, cluster, number)
    return 1 if n_differing else 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="folder of PDFs")
    parser.add_argument("--topic", required=True, help="topic whose rules they are read by")
    parser.add_argument("--kills", type=int, default=0, metavar="N", help="runs during which a worker is killed")
    parser.add_argument("--seed", type=int, default=1, help="of the moments")
    return parser.parse_args()


@contextmanager
def _running(options: argparse.Namespace, data: Path, variables: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a run, which ends when the block does."""
    arguments = ["refresh", options.topic, "--from", str(options.folder), "--data", str(data), "--no-prefect", "--no-publish"]
    with data.with_suffix(".log").open("wb") as log:
        run = subprocess.Popen([sys.executable, "-m", "flows", *arguments], env=os.environ | variables, stdout=log, stderr=log)  # noqa: S603
    try:
        yield run
    finally:
        run.terminate()
        run.wait()


def _refresh(options: argparse.Namespace, data: Path, variables: dict[str, str]) -> float:
    start = time.monotonic()
    with _running(options, data, variables) as run:
        code = run.wait()
    if code:
        raise SystemExit(f"refresh ended with exit code {code}")
    return time.monotonic() - start


def _compare(one: Path, two: Path) -> int:
    """Print and return how many papers' files are not the same in both."""
    names = sorted({path.relative_to(root).as_posix() for root in (one, two) for path in (root / "papers").rglob("*.parquet")})
    same, different, missing = filecmp.cmpfiles(one, two, names, shallow=False)
    print(f"  {len(same)} papers equal byte for byte, {len(different) + len(missing)} not", flush=True)
    return len(different) + len(missing)


def _run_two_at_once(options: argparse.Namespace, root: Path, cluster: Cluster) -> int:
    """Start two runs on one new store at the same time; both must end well, with the same papers."""
    names = ("both-1", "both-2")
    with (
        _running(options, root / names[0], cluster.variables("both")) as one,
        _running(options, root / names[1], cluster.variables("both")) as two,
    ):
        codes = [run.wait() for run in (one, two)]
    print(f"two runs at once on one store, exit codes {codes}")
    return sum(_compare(root / "local", root / name) for name in names) + sum(1 for code in codes if code)


def _kill_and_compare(options: argparse.Namespace, root: Path, cluster: Cluster, number: int) -> int:
    moments, name = random.Random(options.seed * 1000 + number), f"killed-{number}"  # noqa: S311 - moments, not secrets
    wait = moments.uniform(0, 20)
    with _running(options, root / name, cluster.variables(name)) as run:
        time.sleep(wait)
        cluster.lose_worker(moments.randrange(len(cluster.workers)))
        cluster.start_worker()
        code = run.wait()
    print(f"{name}: a worker killed after {wait:.1f} s, exit code {code}")
    return _compare(root / "local", root / name) + (1 if code else 0)


if __name__ == "__main__":
    sys.exit(main())
