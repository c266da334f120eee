"""Compare what nine interfaces measure of the same articles, their language given.

    python benchmarks/interfaces.py DATA [SET] [NUMBER]

Words, sentences, quality and key phrases of a Markdown file, an HTML file, a CSV cell, a
JSONL field, Parquet, a list of strings, pandas, polars and `QualityTransformer`. A set of
texts whose paragraphs are set apart by blank lines is the same in all of them.
"""

from __future__ import annotations

import gzip
import html
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl

import analyzer
from analyzer.estimators import QualityTransformer

DEFAULT, NUMBER, LANGUAGE = "news_bbc", 200, "en"
COLUMNS = ("words", "sentences", "quality")


def as_html(text: str) -> str:
    """Return a page with the paragraphs of a text."""
    blocks = (f"<p>{html.escape(block)}</p>" for block in text.split("\n\n"))
    return "<!doctype html><html><body>" + "\n".join(blocks) + "</body></html>"


def through_files(folder: Path, frame: pd.DataFrame) -> dict[str, Any]:
    """Return the articles of a frame as files have them."""
    for kind, write in (("md", str), ("html", as_html)):
        (folder / kind).mkdir()
        for at, text in enumerate(frame["text"]):
            (folder / kind / f"{at:06}.{kind}").write_text(write(text), "utf-8")
    frame.to_csv(folder / "a.csv", index=False)
    frame.to_json(folder / "a.jsonl", orient="records", lines=True)
    frame.to_parquet(folder / "a.parquet")
    names = ("md", "html", "a.csv", "a.jsonl", "a.parquet")
    return {name: list(analyzer.read(folder / name, language=LANGUAGE)) for name in names}


def figures(data: Any) -> dict[str, list[Any]]:
    """Return the figures of each article, in order."""
    table = analyzer.analyze(data, language=LANGUAGE).articles.sort_index()
    phrases = analyzer.key_phrases(data, language=LANGUAGE)
    groups = phrases.groupby("article", sort=False)["phrase"].agg(list)
    return {**{name: table[name].tolist() for name in COLUMNS}, "phrases": groups.tolist()}


def main() -> None:
    """Print how many articles differ from the list of strings, by interface and figure."""
    folder = Path(sys.argv[1])
    name = sys.argv[2] if len(sys.argv) > 2 else DEFAULT
    number = int(sys.argv[3]) if len(sys.argv) > 3 else NUMBER
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [
            json.loads(line)["text"] for _, line in zip(range(number), lines, strict=False)
        ]
    frame = pd.DataFrame({"text": texts})
    with tempfile.TemporaryDirectory() as place:
        given = {"pandas": frame, "polars": pl.DataFrame(frame)}
        given |= through_files(Path(place), frame)
        base = figures(texts)
        for interface, data in given.items():
            show(interface, base, figures(data))
    features = QualityTransformer(language=LANGUAGE).set_output(transform="pandas")
    rows = features.fit_transform(texts)
    show("QualityTransformer", base, {name: rows[name].tolist() for name in COLUMNS[:2]})


def show(interface: str, base: dict[str, list[Any]], found: dict[str, list[Any]]) -> None:
    """Print how many articles have other figures than those of the list of strings."""
    differ: Callable[[str], int] = lambda name: sum(  # noqa: E731
        one != other for one, other in zip(base[name], found[name], strict=True)
    )
    told = ", ".join(f"{name} {differ(name)}" for name in found)
    print(f"{interface:20} of {len(base['words'])}: {told}")


if __name__ == "__main__":
    main()
