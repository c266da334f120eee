"""Right and wrong uses of the library; mypy and pyright check this file, nothing runs it.

A wrong use has a comment that ignores its error. Where a type checker finds no error,
the comment is unused, which is an error too.
"""
# pyright: strict, reportUnnecessaryTypeIgnoreComment=true, reportMissingTypeStubs=false
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl

import analyzer

texts = ["One text.", "Another."]
missing: list[str | None] = ["One text.", None]
numbers = [1, 2]
frame = pd.DataFrame({"text": texts})

# Right uses.
analysis: analyzer.Analysis = analyzer.analyze(texts)
analyzer.analyze(tuple(texts), n_jobs=2, language="en")
analyzer.analyze(missing, settings={"ignore": ["hard-to-read"]})
analyzer.analyze((text for text in texts), progress=True)
analyzer.analyze(analyzer.read("seeds", markup="markdown"))
analyzer.analyze([analyzer.Article("a", "A text.")], archive=Path("site.analyzer-archive"))
analyzer.analyze(frame, text="text", title=None)
analyzer.analyze(frame["text"])
analyzer.analyze(pl.DataFrame({"text": texts}))
analyzer.analyze(pl.Series(texts))
analyzer.analyze(np.array(texts))
analyzer.analyze([{"text": "One text."}])
analyzer.near_duplicates(texts, frame, metric="containment", ngram_size=3)
analyzer.key_phrases("One text.", prefer="words")
analyzer.calibrate(texts, "ours").save("ours.json")
words: float = analysis.articles["words"].sum()
title: str | None = analysis["One"].article.title
number: int = analysis.position(0)
analysis.write("report", ["csv", "html"])
analyzer.load("report").articles.head()

# Wrong uses.
analyzer.analyze("one text")  # type: ignore[arg-type]
analyzer.analyze(Path("seeds"))  # type: ignore[arg-type]
analyzer.analyze({"a": "text"})  # type: ignore[arg-type]
analyzer.analyze({"a", "b"})  # type: ignore[arg-type]
analyzer.analyze(analyzer.Article("a", "A text."))  # type: ignore[arg-type]
analyzer.analyze(numbers)  # type: ignore[arg-type]
analyzer.analyze(texts, markup="rst")  # type: ignore[arg-type]
analyzer.analyze(texts, jobs=2)  # type: ignore[call-arg]
analyzer.near_duplicates("one text")  # type: ignore[arg-type]
analyzer.near_duplicates(texts, metric="dice")  # type: ignore[arg-type]
analyzer.near_duplicates(texts, 0.8)  # type: ignore[arg-type]
analyzer.key_phrases(texts, prefer="names")  # type: ignore[arg-type]
analyzer.key_phrases({"a": "text"})  # type: ignore[arg-type]
analysis.write("report", "csv")  # type: ignore[arg-type]
analysis.write("report", ["pdf"])  # type: ignore[list-item]
value = analysis.score  # type: ignore[attr-defined]
analyzer.analyse(texts)  # type: ignore[attr-defined]
