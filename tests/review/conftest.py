from pathlib import Path

import pytest

from review.publish import publish
from tests.review.made_up import small_review


@pytest.fixture
def review_root(tmp_path: Path) -> Path:
    return small_review(tmp_path / "data root")


@pytest.fixture(scope="session")
def published_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data root with the small review published, for tests that only read."""
    root = small_review(tmp_path_factory.mktemp("published") / "data root")
    publish(root)
    return root
