import subprocess
import sys
from pathlib import Path

from bench.compile_hot import HOT, LIBRARY, ROOT, place_of


def test_the_library_of_compiled_modules_lies_where_a_command_started_anywhere_finds_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; print(*sys.path, sep='\\n')"]
    path = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout.splitlines()
    assert str(place_of(Path(f"{LIBRARY}__mypyc.so")).parent) in path


def test_a_compiled_module_lies_beside_its_source() -> None:
    module = Path(HOT[0]) / "find.so"
    assert place_of(module) == ROOT / module
