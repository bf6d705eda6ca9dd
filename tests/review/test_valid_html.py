"""Every kind of page by the checker of the W3C, where it is installed: `npm install --prefix .venv/node vnu-jar`, and Java."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

JAR = ROOT / ".venv" / "node" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


@pytest.mark.slow
@pytest.mark.skipif(not JAR.is_file() or shutil.which("java") is None, reason="no vnu-jar under .venv/node, or no Java")
def test_the_w3cs_checker_finds_no_error(published_root: Path) -> None:
    pages = sorted(str(path) for path in (published_root / "site").rglob("*.html"))
    done = subprocess.run(["java", "-Xss4m", "-jar", str(JAR), "--errors-only", *pages], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
