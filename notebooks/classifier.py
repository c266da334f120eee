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
# # Features for a classifier
#
# `analyzer.estimators` has scikit-learn estimators for use in pipelines, searches and
# column transformers.
#
# The task here is to recognise articles into which a phrase was inserted again and again.
# The articles are made from paragraphs of the samples in `seeds/`.

# %%
import random
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import analyzer
from analyzer.estimators import KeyPhraseVectorizer, NearDuplicateClusterer, QualityTransformer

folders = [Path.cwd(), *Path.cwd().parents]
seeds = next(at / "seeds" for at in folders if (at / "seeds").is_dir())
samples = analyzer.analyze(analyzer.read(seeds))
english = samples.articles.sort_index().query("language == 'en' and words > 90")["article"]
paragraphs = [
    paragraph
    for name in english
    for paragraph in samples.body(name).split("\n\n")
    if len(paragraph.split()) > 25
]
len(paragraphs)

# %% [markdown]
# The paragraphs are divided among five desks. Each desk has a phrase of its own to promote.

# %%
draw = random.Random(11)
draw.shuffle(paragraphs)
phrases = [
    "Harbour lamp repairs",
    "Winter bread prices",
    "Mountain rail timetable changes",
    "Glass museum opening hours",
    "Village orchestra tickets",
]


def article(desk: int, *, stuffed: bool) -> str:
    """Return six paragraphs of a desk; if stuffed, most begin with its phrase."""
    chosen = draw.sample(paragraphs[desk :: len(phrases)], 6)
    if stuffed:
        chosen = [
            f"{phrases[desk]}: {paragraph}" if draw.random() < 0.8 else paragraph
            for paragraph in chosen
        ]
    return "\n\n".join(chosen)


stuffed = np.array([at // 5 % 2 for at in range(60)])
desk = np.array([at % 5 for at in range(60)])
texts = pd.Series(
    [article(at, stuffed=bool(label)) for at, label in zip(desk, stuffed, strict=True)]
)

# %% [markdown]
# The features have names; `set_output` returns them as a DataFrame.

# %%
features = QualityTransformer().set_output(transform="pandas").fit_transform(texts)
features[["words", "top_phrase_count", "repeated_phrase", "mtld"]].head()

# %% [markdown]
# Articles that share paragraphs must not be on both sides of a split. If the groups are not
# known, clusters of near-duplicates find them: here they match the desks.

# %%
groups = NearDuplicateClusterer(metric="containment", threshold=0.4, ngram_size=3).fit_predict(
    texts
)
print(f"{len(set(groups))} groups of {len(texts)} articles")
assert all(len(set(desk[groups == group])) == 1 for group in set(groups))

# %%
models = {
    "metrics": make_pipeline(
        QualityTransformer(), StandardScaler(), LogisticRegression(max_iter=1000)
    ),
    "words": make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=1000)),
    "key phrases": make_pipeline(KeyPhraseVectorizer(), LogisticRegression(max_iter=1000)),
}
for name, model in models.items():
    area = cross_val_score(
        model, texts, stuffed, groups=desk, cv=GroupKFold(5), scoring="roc_auc"
    )
    print(f"{name:<12} AUC {area.mean():.3f}")

# %% [markdown]
# Words learned from four desks say little about the fifth, which promotes another phrase. How
# often a phrase is repeated is informative for every desk.
#
# This example is easy on purpose. On 412 pages that people judged, with all pages of a query in
# one fold, the same regression reaches an AUC of .76 [.68, .84] on the metrics and .45
# [.33, .58] on words. `benchmarks/features_asrc.py` reproduces it; `docs/comparison.md` has all
# figures, including those where words do as well.
