"""A cluster on loopback for tests, the demo and benchmarks: an S3-compatible server, a Dask scheduler, and workers to kill."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

START_SECONDS = 60.0
KEYS = {"AWS_ACCESS_KEY_ID": "nobody", "AWS_SECRET_ACCESS_KEY": "nothing", "AWS_DEFAULT_REGION": "us-east-1"}
BUCKET = "review"


@dataclass
class Cluster:
    """What runs, and how a run is told of it."""

    endpoint: str
    scheduler: str
    log: Path
    workers: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def variables(self, prefix: str = "data", **more: str) -> dict[str, str]:
        """Return the environment of a run whose store is the prefix and whose papers the workers read."""
        variables = {
            "METHOD_DRIFT_STORE_URL": f"s3://{BUCKET}/{prefix}",
            "METHOD_DRIFT_STORE_ENDPOINT": self.endpoint,
            "METHOD_DRIFT_EXECUTION_RUNNER": "dask",
            "METHOD_DRIFT_EXECUTION_DASK_ADDRESS": self.scheduler,
        }
        return KEYS | variables | more

    def start_worker(self) -> "subprocess.Popen[bytes]":
        """Start one more worker of one thread."""
        worker = _start(self.log, "-m", "flows", "worker", self.scheduler, "--threads", "1")
        self.workers.append(worker)
        return worker

    def lose_worker(self, number: int = 0) -> None:
        """Kill a worker, as a machine goes that is switched off."""
        worker = self.workers.pop(number)
        worker.kill()
        worker.wait()

    def end(self) -> None:
        """End all workers."""
        for worker in self.workers:
            worker.kill()
            worker.wait()


def _start(log: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    with log.open("ab") as output:
        return subprocess.Popen([sys.executable, *arguments], env=os.environ | KEYS, stdout=output, stderr=output)


def _free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def _serving(log: Path, port: int, *arguments: str) -> Iterator[None]:
    process, deadline = _start(log, *arguments), time.monotonic() + START_SECONDS
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{' '.join(arguments)} does not answer; see {log}") from None
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def serving_cluster(log: Path, n_workers: int = 2) -> Iterator[Cluster]:
    """Serve a store with an empty bucket and a scheduler with so many workers, and end them all by their ids."""
    import boto3

    store, scheduler = _free_port(), _free_port()
    cluster = Cluster(f"http://127.0.0.1:{store}", f"tcp://127.0.0.1:{scheduler}", log)
    with ExitStack() as stack:
        stack.enter_context(_serving(log, store, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(store)))
        arguments = ("-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(scheduler), "--no-dashboard")
        stack.enter_context(_serving(log, scheduler, *arguments))
        client = boto3.client(
            "s3",
            endpoint_url=cluster.endpoint,
            aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
            region_name=KEYS["AWS_DEFAULT_REGION"],
        )
        client.create_bucket(Bucket=BUCKET)
        stack.callback(cluster.end)
        for _ in range(n_workers):
            cluster.start_worker()
        yield cluster
