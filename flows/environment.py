"""Prefect's settings for this project, set before Prefect is imported; variables the user set win.

pyproject.toml says the same under [tool.prefect], but Prefect reads that only in the current directory, and cron starts anywhere.
"""

import os
from pathlib import Path

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


def prepare_prefect(root: Path) -> None:
    """Set the variables Prefect reads when it is imported; its database goes to the data root, away from other projects' ones."""
    settings = QUIET_SETTINGS | (SERVER_SETTINGS if has_server() else EPHEMERAL_SETTINGS) | {"PREFECT_HOME": str(root / "prefect")}
    for name, value in settings.items():
        os.environ.setdefault(name, value)
    Path(os.environ["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)


def has_server() -> bool:
    """Tell whether a Prefect server is named to work with, instead of a temporary one for each run."""
    return bool(os.environ.get("PREFECT_API_URL"))
