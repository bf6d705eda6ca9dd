"""The deployments `schedule` serves: the nightly refresh on its cron, and backfill for manual runs."""

from typing import Any

from prefect import serve
from prefect.schedules import Cron

from flows.pipeline import backfill, refresh
from models.settings import Settings


def serve_flows(settings: Settings) -> None:
    """Serve both deployments until interrupted; needs a running Prefect server.

    One refresh at a time: a night that takes longer than a day delays the next instead of overlapping it. What is
    scheduled stays scheduled when this process ends, so that a restart misses nothing.
    """
    data = str(settings.data)
    nightly: Any = refresh.to_deployment(
        "nightly",
        schedule=Cron(settings.cron, timezone=settings.timezone),
        concurrency_limit=1,
        parameters={"data": data},
        description="Bring every topic up to date",
    )
    manual: Any = backfill.to_deployment(
        "backfill", parameters={"papers": [], "topic": "", "data": data}, description="Extract single papers into a topic"
    )
    serve(nightly, manual, pause_on_shutdown=False)
