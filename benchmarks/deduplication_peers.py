"""Drop near-duplicate documents with Analyzer and with other tools, on the same documents.

    python benchmarks/deduplication_peers.py DATA [--articles N] [--only TOOL ...]

DATA is the folder of ``neardup_injected.jsonl.gz``: articles, and copies of them that were
edited, cut, shuffled or merged. Each tool is used as its documentation shows, for whole
documents, and returns the positions that it keeps. A document that is dropped is right where
one that is kept shares an article with it. Lines are those of the function of each tool.
It needs datatrove with spaCy, datasketch, rensa, semhash and the extra ``semantic``.
"""

from __future__ import annotations

import argparse
import ast
import gzip
import inspect
import json
import resource
import tempfile
from collections import defaultdict
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any

Tool = Callable[[list[str]], list[int]]


def analyzer_default(texts: list[str]) -> list[int]:
    """Keep what `deduplicate` keeps by default."""
    import pandas as pd

    import analyzer

    return analyzer.deduplicate(pd.Series(texts)).index.tolist()


def analyzer_copies(texts: list[str]) -> list[int]:
    """Compare 3-grams, and find documents inside others."""
    import pandas as pd

    import analyzer

    options = {"metric": "containment", "ngram_size": 3, "threshold": 0.5}
    return analyzer.deduplicate(pd.Series(texts), **options).index.tolist()


def analyzer_semantic(texts: list[str]) -> list[int]:
    """Compare embeddings."""
    import pandas as pd

    import analyzer

    kept = analyzer.deduplicate(pd.Series(texts), metric="semantic", threshold=0.9)
    return kept.index.tolist()


def datatrove(texts: list[str]) -> list[int]:
    """Run the four steps of MinHash as in its example."""
    from datatrove.data import Document
    from datatrove.pipeline.dedup import (
        MinhashDedupBuckets,
        MinhashDedupCluster,
        MinhashDedupFilter,
        MinhashDedupSignature,
    )
    from datatrove.pipeline.dedup.minhash import MinhashConfig

    config = MinhashConfig()
    documents = [Document(text=text, id=str(at)) for at, text in enumerate(texts)]
    with tempfile.TemporaryDirectory() as folder:
        MinhashDedupSignature(f"{folder}/sigs", config).run(
            iter(documents), rank=0, world_size=1
        )
        buckets = MinhashDedupBuckets(f"{folder}/sigs", f"{folder}/pairs", config=config)
        for rank in range(config.num_buckets):
            buckets.run(None, rank, config.num_buckets)
        MinhashDedupCluster(f"{folder}/pairs", f"{folder}/removed", config=config).run(
            None, 0, 1
        )
        kept = MinhashDedupFilter(f"{folder}/removed").run(
            iter(documents), rank=0, world_size=1
        )
        return [int(document.id) for document in kept]


def datasketch(texts: list[str]) -> list[int]:
    """Keep a document where the index has none similar to it yet."""
    from datasketch import MinHash, MinHashLSH

    index, kept = MinHashLSH(threshold=0.5, num_perm=128), []
    for at, text in enumerate(texts):
        words = text.lower().split()
        sketch = MinHash(num_perm=128)
        sketch.update_batch(
            [" ".join(words[i : i + 3]).encode() for i in range(len(words) - 2)]
        )
        if not index.query(sketch):
            index.insert(at, sketch)
            kept.append(at)
    return kept


def rensa(texts: list[str]) -> list[int]:
    """Keep a document where the index has none similar to it yet."""
    from rensa import RMinHash, RMinHashLSH

    index, kept = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32), []
    for at, text in enumerate(texts):
        words = text.lower().split()
        sketch = RMinHash(num_perm=128, seed=42)
        sketch.update([" ".join(words[i : i + 3]) for i in range(len(words) - 2)])
        if not index.query(sketch):
            index.insert(at, sketch)
            kept.append(at)
    return kept


def semhash(texts: list[str]) -> list[int]:
    """Compare embeddings of the model that the extra has."""
    from semhash import SemHash

    from analyzer.similarity.embeddings import embed

    class Model:
        def encode(self, inputs: Any, **_: Any) -> Any:
            return embed(inputs)

    records = [{"text": text, "at": str(at)} for at, text in enumerate(texts)]
    found = SemHash.from_records(records, columns=["text"], model=Model()).self_deduplicate()
    return [int(record["at"]) for record in found.selected]


TOOLS: dict[str, Tool] = {
    "analyzer": analyzer_default,
    "analyzer, copies": analyzer_copies,
    "analyzer, semantic": analyzer_semantic,
    "datatrove": datatrove,
    "datasketch": datasketch,
    "rensa": rensa,
    "semhash": semhash,
}


def lines_of(tool: Tool) -> int:
    """Return the lines of a function, without docstring, imports and blank lines."""
    source = inspect.getsource(tool)
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    body = [
        node for node in function.body[1:] if not isinstance(node, ast.Import | ast.ImportFrom)
    ]
    lines = source.splitlines()
    return sum(
        bool(line.strip()) for node in body for line in lines[node.lineno - 1 : node.end_lineno]
    )


def measured(name: str, texts: list[str]) -> tuple[list[int], float, int]:
    """Return what a tool keeps, its processor time and its memory in MB."""
    kept = TOOLS[name](texts)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return kept, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def scores(rows: list[dict[str, Any]], kept: list[int]) -> str:
    """Return precision, recall, and the recall of each kind of copy."""
    names = [{row["cluster"], *row["also"]} for row in rows]
    there = set().union(*(names[at] for at in kept))
    dropped = sorted(set(range(len(rows))) - set(kept))
    right = [at for at in dropped if names[at] & there]
    seen: set[str] = set()
    redundant = 0
    for own in names:
        redundant += bool(own & seen)
        seen |= own
    kinds: dict[str, list[bool]] = defaultdict(list)
    for at, row in enumerate(rows):
        if row["kind"] != "original":
            kinds[row["kind"]].append(at in right)
    shares = "  ".join(
        f"{kind} {sum(own) / len(own):.2f}" for kind, own in sorted(kinds.items())
    )
    precision = len(right) / max(len(dropped), 1)
    return f"precision {precision:.3f}  recall {len(right) / redundant:.3f}  {shares}"


def main() -> None:
    """Print a line for each tool."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, default=10**9, help="articles and their copies")
    parser.add_argument("--only", nargs="+", choices=TOOLS, default=list(TOOLS), metavar="TOOL")
    given = parser.parse_args()
    with gzip.open(given.data / "neardup_injected.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    clusters = list(dict.fromkeys(row["cluster"] for row in rows))[: given.articles]
    rows = [row for row in rows if row["cluster"] in set(clusters)]
    rows.sort(key=lambda row: row["kind"] != "original")
    texts = [row["text"] for row in rows]
    print(f"{len(texts)} documents, {sum(map(len, texts)):,} characters")
    for name in given.only:
        with get_context("spawn").Pool(1) as pool:
            kept, seconds, memory = pool.apply(measured, (name, texts))
        lines_used = lines_of(TOOLS[name])
        print(
            f"{name:19} lines {lines_used:2}  CPU {seconds:6.1f} s  {memory:5} MB  "
            f"{scores(rows, kept)}",
            flush=True,
        )


if __name__ == "__main__":
    main()
