"""How well the kinds of relation in `duplicates` agree with how copies were made.

    python benchmarks/relation_kinds.py DATA

DATA is the folder with ``neardup_injected.jsonl.gz``: articles with copies that
were made on purpose. All are analyzed together, title and text as two paragraphs
where there is a title; a table says as what the pair of each copy and its source
was told, and whether the copy was named as the derived one.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

import analyzer
from analyzer.similarity.duplicate_kinds import KINDS


def main() -> None:
    """Print what the copies of each kind were told as."""
    path = Path(sys.argv[1]) / "neardup_injected.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = {row["id"]: row for row in map(json.loads, lines)}
    articles = [
        analyzer.Article(row["id"], row["text"], title=row["title"]) for row in rows.values()
    ]
    told: dict[str, Counter[str]] = defaultdict(Counter)
    named: Counter[str] = Counter()
    pairs = analyzer.analyze(articles).duplicates
    for one, other, kind, derived in pairs[
        ["article_a", "article_b", "kind", "derived"]
    ].itertuples(index=False):
        made = {rows[one]["kind"]: "a", rows[other]["kind"]: "b"}
        sources = [{rows[name]["cluster"], *rows[name]["also"]} for name in (one, other)]
        if "original" in made and len(made) == 2 and sources[0] & sources[1]:
            (copy,) = made.keys() - {"original"}
            told[copy][kind] += 1
            named[copy] += made[copy] == derived
    print(f"{'':12}" + "".join(f"{kind:>11}" for kind in (*KINDS, "derived")))
    for copy, counts in sorted(told.items()):
        print(f"{copy:12}" + "".join(f"{counts[k]:11}" for k in KINDS) + f"{named[copy]:11}")


if __name__ == "__main__":
    main()
