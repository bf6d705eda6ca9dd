from pathlib import Path

import pytest

from tests.review.made_up import small_review


@pytest.fixture
def review_root(tmp_path: Path) -> Path:
    return small_review(tmp_path / "data root")
