"""Write the labels of receipts as hashes, so that training can be repeated from the PDFs without the papers' text.

usage: python bench/hash_receipt_labels.py --papers FOLDER ... --labels FOLDER ...

A folder of labels holds a `<paper>.json` a paper, in the form of the gold. A paper labelled twice counts once: the first folder
that has it wins, then what `receipt_labels.json` says already. A label whose sentence the text does not have is left out.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from bench.labelled_papers import hash_text
from bench.train_receipts import LABELS, find_paper
from extractors.critiques.gather import open_views
from extractors.critiques.pairs import find_pairs
from extractors.critiques.rules import CritiqueRules, load_rules
from extractors.names.find import find_names
from extractors.reading import read_content
from models.config_files import config_dir
from models.memory import rest_collector
from warehouse.gold import GoldCritique, GoldPaper, is_same_label, is_same_sentence, load_gold

MIN_ALIKE = 0.4
"""Words that two sentences must share before they are compared in earnest: far fewer than those of the same sentence do."""

Row = tuple[str, int, list[str]]


def hash_paper(path: Path, gold: GoldPaper, rules: CritiqueRules) -> list[Row]:
    """Return a paper's labels: for each sentence its hash, whether it is clear, and hashes of what means its targets."""
    with rest_collector():
        content = read_content(path)
        paper = open_views(content.text, find_names(content.text, content.tables, rules.names), rules).paper
    rows: list[Row] = []
    words = [(set(critique.sentence.lower().split()), critique) for critique in gold.critiques]
    for sentence in content.text.sentences:
        mine = set(sentence.text.lower().split())
        alike = [critique for theirs, critique in words if 2 * len(mine & theirs) >= MIN_ALIKE * (len(mine) + len(theirs))]
        same = [critique for critique in alike if is_same_sentence(sentence.text, critique.sentence)]
        if same:
            near = [(p.target.label, p.target.citation) for p in find_pairs(paper, sentence.index)]
            clear = [critique for critique in same if critique.clear]
            rows.append((hash_text(sentence.text), int(bool(clear)), sorted(_hash_targets(clear or same, near))))
    return sorted(rows)


def _hash_targets(critiques: Sequence[GoldCritique], near: Sequence[tuple[str, str]]) -> set[str]:
    """Return hashes of the targets' names and markers, and of what stands near the sentence and means one of them."""
    wanted = [target for critique in critiques for target in critique.targets]
    names = {text for target in wanted for text in (target.name, target.cite) if text}
    for label, citation in near:
        if any(is_same_label(label, target.name) for target in wanted):
            names.add(label)
        if citation and any(_shares(citation, target.cite) for target in wanted if target.cite):
            names.add(citation)
    return {hash_text(name) for name in names}


def _shares(one: str, other: str) -> bool:
    one, other = ("".join(c for c in text.lower() if c.isalnum()) for text in (one, other))
    return bool(one and other) and (one in other or other in one)


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=Path, nargs="+", required=True)
    parser.add_argument("--labels", type=Path, nargs="+", required=True)
    options = parser.parse_args()
    rules = load_rules(config_dir(), None)
    known = json.loads(LABELS.read_text(encoding="utf-8")) if LABELS.exists() else {"note": "", "papers": {}}
    fresh: dict[str, list[Row]] = {}
    for gold in (paper for folder in options.labels for paper in load_gold(folder)):
        path = find_paper(options.papers, gold.paper)
        if path and gold.paper not in fresh:
            fresh[gold.paper] = hash_paper(path, gold, rules)
    papers = known["papers"] | fresh
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(papers[name], separators=(',', ':'))}" for name in sorted(papers))
    LABELS.write_text(f'{{\n "note": {json.dumps(known["note"])},\n "papers": {{\n{lines}\n }}\n}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
