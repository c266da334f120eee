# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A large corpus
#
# How to clean a collection of articles: find the copies, put the scores beside your rows, and
# keep one of each story. `newsroom.jsonl` has 29 articles of a local paper, among them what
# every archive has: a later version, a correction, a reprint by an agency, a shortened copy, a
# digest and an advertisement. Each step works in the same way with a million rows.

# %%
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

import analyzer
from analyzer.deduplication.files import deduplicate_files
from analyzer.estimators import NearDuplicateClusterer

folders = [Path.cwd(), *Path.cwd().parents]
path = next(file for at in folders if (file := at / "notebooks" / "newsroom.jsonl").is_file())
table = pd.read_json(path, lines=True).set_index("id")
table[["desk", "author", "date", "title"]].head()

# %% [markdown]
# One line measures all of them. `progress=True` shows a progress bar, and `n_jobs=-1` uses all
# processors, which pays from about 1.5 MB of text on. The worst articles come first; of a
# group of near-duplicates, one is listed.

# %%
analysis = analyzer.analyze(table, progress=True)
analysis

# %% [markdown]
# The result keeps the index of the table, so the scores join your rows in one line.

# %%
scores = analysis.articles[["quality", "originality", "nearest_article", "main_issue"]]
joined = table.join(scores)
joined.groupby("desk")[["quality", "originality"]].mean().round(1)

# %% [markdown]
# The advertisement is what lowers the quality of its desk. Its page shows where.

# %%
worst = joined["quality"].idxmin()
print(analysis[worst])

# %%
analysis.plot.quality()

# %% [markdown]
# ## What is a copy of what
#
# `duplicates` has the pairs of near-duplicate articles. `kind` says how they are related, and
# each `containment` how much of the one is also in the other: a shortened copy is wholly in its
# source, which has much more.

# %%
pairs = analysis.duplicates
pairs[["article_a", "article_b", "kind", "containment_a", "containment_b"]]

# %% [markdown]
# `near_duplicates` does no more than that, in less time, with a measure of your choice. The
# Jaccard index compares whole texts, so it misses shortened copies and reprints with another
# beginning; containment of word triples finds them.

# %%
by_jaccard = analyzer.near_duplicates(table["text"], threshold=0.8)
within = {"metric": "containment", "ngram_size": 3, "threshold": 0.8}
by_containment = analyzer.near_duplicates(table["text"], **within)
print(f"{len(by_jaccard)} pairs by Jaccard, {len(by_containment)} by containment")
by_containment

# %% [markdown]
# ## Keep one of each story
#
# `deduplicate` returns the rows to keep, with all their columns. `keep="longest"` prefers
# the later version to the first and the article to its shortened copy; it also prefers a
# reprint with an introduction to the original. Where that is wrong, sort by date and use
# `keep="first"`.

# %%
kept = analyzer.deduplicate(table, text="text", keep="longest", **within)
dropped = table.index.difference(kept.index)
print(f"{len(kept)} of {len(table)} articles are kept")
table.loc[dropped, ["desk", "title"]]

# %% [markdown]
# The digest stays: it has only parts of two stories. Where articles are split for training
# and testing, a split by cluster leaves no copy of a training text in the test set.

# %%
clusters = NearDuplicateClusterer(**within).fit_predict(table["text"])
print(f"{len(set(clusters))} clusters of {len(table)} articles")

# %% [markdown]
# ## More than fits into memory
#
# `deduplicate_files` reads files of records in pieces and writes what is kept, with a manifest
# that says for each record what became of it. `analyzer.read` streams articles in the same way,
# and `analysis.write(folder, ["parquet"])` writes every table as Parquet.

# %%
with TemporaryDirectory() as folder:
    output = Path(folder, "clean.parquet")
    done = deduplicate_files(path, output, keep="longest", **within)
    print(f"{done.kept} of {done.rows} records are kept")
    manifest = pd.read_parquet(done.manifest)
assert done.kept == len(kept)
manifest.query("~kept")[["id", "kept_id", "reason", "similarity"]]
