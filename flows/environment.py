"""Prefect's settings for this project, set before Prefect is imported; variables the user set win.

pyproject.toml says the same under [tool.prefect], but Prefect reads that only in the current directory, and cron starts anywhere.
"""

import atexit
import os
import subprocess
import sys
from pathlib import Path

from models.errors import MethodDriftError

EPHEMERAL_SETTINGS = {
    # Its limit is 20 s; a first start migrates a database and takes up to 20 s on two busy cores.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    # A temporary server prints 150 lines of errors when it is stopped, and the run's own summary says all that matters.
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
}
SERVER_SETTINGS = {
    # What the run itself logs (changes, failures, waits) belongs into the flow run's log.
    "PREFECT_LOGGING_EXTRA_LOGGERS": "flows,extractors,warehouse",
    # What is logged after a flow has ended, its summary, has no run to belong to: no reason for a warning.
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}
QUIET_SETTINGS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
}
LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""What no proxy is asked for: it knows nothing of this machine's own servers."""
_WATCHER = """
import os, signal, sys
server = os.pidfd_open(int(sys.argv[1]))
sys.stdin.buffer.read()
signal.pidfd_send_signal(server, signal.SIGKILL)
"""
"""Ends the server when the run's end of the pipe closes, which the kernel does however the run ends."""


class ServerError(MethodDriftError):
    """The Prefect server a run needs did not start or answer."""


def prepare_prefect(root: Path) -> None:
    """Set the variables Prefect reads when it is imported; its database goes to the data root, away from other projects' ones."""
    settings = QUIET_SETTINGS | (SERVER_SETTINGS if has_server() else EPHEMERAL_SETTINGS) | {"PREFECT_HOME": str(root / "prefect")}
    for name, value in settings.items():
        os.environ.setdefault(name, value)
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(dict.fromkeys([*filter(None, os.environ.get(name, "").split(",")), *LOOPBACK]))
    Path(os.environ["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)


def has_server() -> bool:
    """Tell whether a Prefect server is named to work with, instead of a temporary one for each run."""
    return bool(os.environ.get("PREFECT_API_URL"))


def watch_server(server: int) -> None:
    """Start the process that ends the server when this one is gone; without a way to name processes surely, there is none."""
    if not hasattr(os, "pidfd_open"):
        return
    command = [sys.executable, "-I", "-S", "-c", _WATCHER, str(server)]
    quiet = subprocess.DEVNULL
    watcher = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, start_new_session=True)  # noqa: S603
    atexit.register(_dismiss, watcher)


def _dismiss(watcher: "subprocess.Popen[bytes]") -> None:
    """End the watcher; registered before Prefect's own end of the server, it comes after it."""
    watcher.communicate()
