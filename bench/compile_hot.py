"""Compile the packages that are flat Python over geometry and text, with mypyc: the same rows in five sixths of the time.

    python bench/compile_hot.py            # what `make fast` runs; needs a C compiler, takes some minutes
    python bench/compile_hot.py --remove   # what `make plain` runs

The compiled modules lie beside their sources and Python takes them first. An extraction refuses to start with one that is older
than its source. Without them everything runs as before.
"""

import argparse
import os
import shutil
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOT = ("extractors/tables", "extractors/text", "extractors/results", "extractors/results/captions")
"""Each is twice as fast compiled. In the others MuPDF, spaCy and patterns do the work, which are compiled already: with them all the
build takes three times as long and a page is read 3 % sooner."""
LIBRARY = "method_drift_fast"
"""Prefix of the one library that the compiled modules share."""
LIBRARY_FOLDER = Path(sysconfig.get_path("platlib"))
"""It lies in the environment: the checkout's own folder is on nobody's path."""


def main() -> int:
    """Compile or remove, and say what was done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--remove", action="store_true", help="remove the compiled modules")
    is_removal = parser.parse_args().remove
    for path in compiled_files():
        path.unlink()
    if not is_removal:
        compile_hot()
    print(f"{len(compiled_files())} compiled files beside their sources")
    return 0


def compiled_files() -> list[Path]:
    """Return the compiled modules and their library."""
    return sorted([*LIBRARY_FOLDER.glob(f"{LIBRARY}*.so"), *(path for folder in HOT for path in (ROOT / folder).glob("*.so"))])


def place_of(made: Path) -> Path:
    """Return where a compiled file goes: beside its source, the library into the environment."""
    return (LIBRARY_FOLDER if made.name.startswith(LIBRARY) else ROOT) / made


def compile_hot() -> None:
    """Compile aside, and put all modules in place when all are made."""
    from mypyc.build import mypycify
    from setuptools import setup

    os.chdir(ROOT)
    sources = [str(path) for folder in HOT for path in sorted(Path(folder).glob("*.py")) if path.name != "__init__.py"]
    with tempfile.TemporaryDirectory() as folder:
        modules = mypycify([*sources], opt_level="2", debug_level="0", target_dir=f"{folder}/c", group_name=LIBRARY)
        arguments = ["build_ext", "--build-lib", f"{folder}/lib", "--build-temp", f"{folder}/temp"]
        setup(name=LIBRARY, packages=[], ext_modules=modules, script_args=arguments)
        for made in sorted(Path(folder, "lib").rglob("*.so")):
            shutil.copy(made, place_of(made.relative_to(Path(folder, "lib"))))


if __name__ == "__main__":
    sys.exit(main())
