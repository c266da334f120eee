"""Time the parts of an analysis, as multiples of the time of ``wc -w`` on the same bytes.

    python benchmarks/speed.py DATA [SET]

Processor seconds of one core, the median of five runs. Each run takes other
articles (every fifth, from another start), so that nothing remembered from one
run helps the next; ``wc`` counts the same bytes.
"""

import gzip
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

from analyzer.article import Article
from analyzer.pipeline.batch import batches
from analyzer.rules.registry import ARTICLE_RULES
from analyzer.segmentation import build_corpus

RUNS = 5
DEFAULT = "editorial_lctt_sources_en"


def children() -> float:
    """Processor seconds of the child processes so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(command: list[str]) -> float:
    """Return the processor seconds of a command."""
    before = children()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return children() - before


def parts(articles: list[Article]) -> dict[str, float]:
    """Return the processor seconds of every part of the measures of one article."""
    seconds: dict[str, float] = defaultdict(float)
    for batch in batches(articles):
        begin = time.process_time()
        corpus = build_corpus(batch)
        seconds["corpus"] += time.process_time() - begin
        for measure in ARTICLE_RULES:
            begin = time.process_time()
            measure.measure(corpus, measure.options())  # type: ignore[misc]
            seconds[measure.name] += time.process_time() - begin
    return seconds


def main() -> None:
    """Print the table."""
    folder = Path(sys.argv[1])
    name = sys.argv[2] if len(sys.argv) > 2 else DEFAULT
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    articles = [Article(r["id"], r["text"], title=r.get("title", "")) for r in records]
    ratios: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as place:
        for run in range(RUNS):
            chosen = articles[run::RUNS]
            text = Path(place, "text")
            text.write_text("\n".join(article.text for article in chosen), "utf-8")
            unit = statistics.median(timed(["wc", "-w", str(text)]) for _ in range(5))
            found = parts(chosen)
            for part, seconds in found.items():
                ratios[part].append(seconds / unit)
            ratios["one article only, together"].append(sum(found.values()) / unit)
        whole = Path(place, "all.jsonl")
        whole.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records))
        unit = statistics.median(timed(["wc", "-w", str(whole)]) for _ in range(5))
        command = [sys.executable, "-m", "analyzer", "report", str(whole), "-q"]
        for run in range(3):
            out = str(Path(place, f"out{run}"))
            ratios["whole report"].append(
                timed([*command, "--format", "csv", "-o", out]) / unit
            )
    print(f"{name}: {len(articles)} articles; multiples of wc -w, median (least to most)")
    for part, values in sorted(ratios.items(), key=lambda item: statistics.median(item[1])):
        print(
            f"{part:28} {statistics.median(values):6.1f}  ({min(values):.1f}-{max(values):.1f})"
        )


if __name__ == "__main__":
    main()
