import pytest


@pytest.fixture(autouse=True)
def _one_worker(_own_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers here are small, and a worker process takes seconds to load: runs in processes of their own start one, not two."""
    monkeypatch.setenv("METHOD_DRIFT_WORKERS", "1")
