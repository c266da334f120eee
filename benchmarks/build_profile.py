"""Build the reference profile that the package ships.

    python benchmarks/build_profile.py DATA

DATA is the folder of labelled sets; the profile is made of published news and
editorial pages in English. Only statistics of them are kept.
"""

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from analyzer.article import Article
from analyzer.pipeline.calibrate import calibrate
from analyzer.rules.reference_profile import SHIPPED

SETS = "news_bbc", "editorial_digitalgov"
TARGET = Path(__file__).parent.parent / "analyzer" / "data" / SHIPPED


def published(folder: Path) -> Iterator[Article]:
    """Yield the articles of the sets."""
    for name in SETS:
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                yield Article(record["id"], record["text"], title=record.get("title", ""))


if __name__ == "__main__":
    profile = calibrate(published(Path(sys.argv[1])), "English news and editorial pages")
    profile.save(TARGET)
    print(f"{profile.n_articles} articles in {TARGET.name}")
