"""CPU seconds that extraction takes on a folder of PDFs: read anew, with the stage cache empty, and with it filled.

usage: bench/stage_cache.py DIR [N_PAPERS]
"""

import argparse
import hashlib
import tempfile
import time
from pathlib import Path

from extractors.fingerprint import content_fingerprint
from extractors.paper import RuleSet, extract_paper, load_rule_set
from extractors.stage_cache import Stage
from models.config_files import config_dir
from models.rows import ExtractedPaper, PaperMeta


def extract(paths: list[Path], rules: RuleSet, stage: Stage | None) -> tuple[list[ExtractedPaper], float]:
    """Return the papers' rows and the CPU seconds they took."""
    start = time.process_time()
    papers = []
    for path in paths:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        papers.append(extract_paper(path, PaperMeta(topic="t", paper_id=path.stem), rules, sha256, "", stage))
    return papers, time.process_time() - start


def main() -> None:
    """Print the times and the size of the cache."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("n_papers", type=int, nargs="?", default=20)
    args = parser.parse_args()
    paths, rules = sorted(args.folder.glob("*.pdf"))[: args.n_papers], load_rule_set(config_dir(), None)
    extract(paths[:1], rules, None)  # loads what is loaded once
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), content_fingerprint(config_dir()))
        anew, seconds = extract(paths, rules, None)
        print(f"{len(paths)} papers, read anew: {seconds:.2f} s CPU")
        for state in ("empty", "filled"):
            papers, seconds = extract(paths, rules, stage)
            print(f"with the cache {state}: {seconds:.2f} s CPU, rows {'the same' if papers == anew else 'DIFFER'}")
        size = sum(entry.stat().st_size for entry in stage.folder.iterdir())
    print(f"cache: {size / len(paths) / 1000:.0f} kB a paper")


if __name__ == "__main__":
    main()
