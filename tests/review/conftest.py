import shutil
from pathlib import Path

import pytest

from review.publish import publish
from tests.review.made_up import small_review


@pytest.fixture(scope="session")
def made_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small review, made once: a warehouse takes a second. For copies only."""
    return small_review(tmp_path_factory.mktemp("made") / "data root")


@pytest.fixture
def review_root(made_root: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made_root, tmp_path / "data root"))


@pytest.fixture(scope="session")
def published_root(tmp_path_factory: pytest.TempPathFactory, made_root: Path) -> Path:
    """A data root with the small review published, for tests that only read."""
    root = Path(shutil.copytree(made_root, tmp_path_factory.mktemp("published") / "data root"))
    publish(root)
    return root
