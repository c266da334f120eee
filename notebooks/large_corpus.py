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
# The samples in `seeds/` give the sentences; a thousand articles are drawn from them, some
# of them twice with a few words changed, as when a story is filed again.

# %%
import random
from pathlib import Path

import pandas as pd

import analyzer

folders = [Path.cwd(), *Path.cwd().parents]
seeds = next(at / "seeds" for at in folders if (at / "seeds").is_dir())
samples = analyzer.analyze(analyzer.read(seeds))
english = samples.articles.sort_index().query("language == 'en' and words > 90")["article"]
sentences = [
    sentence.strip() + "."
    for name in english
    for sentence in samples.body(name).replace("\n", " ").split(".")
    if len(sentence.split()) > 6
]
len(sentences)

# %%
draw = random.Random(7)


def story() -> str:
    """Return twelve sentences with half of their words replaced."""
    chosen = draw.sample(sentences, 12)
    named = []
    for sentence in chosen:
        words = sentence.split()
        for _ in range(len(words) // 2):
            words[draw.randrange(len(words))] = f"w{draw.randrange(10**6)}"
        named.append(" ".join(words))
    return "\n\n".join(" ".join(named[at : at + 4]) for at in (0, 4, 8))


stories = [story() for _ in range(950)]
stories += [text.replace("the", "that", 3) for text in draw.sample(stories, 50)]
table = pd.DataFrame({"text": stories, "desk": [draw.choice("abc") for _ in stories]})
table.index = [f"story-{at:04}" for at in range(len(table))]
table.head(3)

# %% [markdown]
# The result keeps the index of the DataFrame, so that results join back in one line.
# `progress=True` shows a progress bar.

# %%
analysis = analyzer.analyze(table, progress=True)
table = table.join(analysis.articles[["quality", "originality", "nearest_article", "words"]])
table.groupby("desk")[["quality", "originality", "words"]].mean().round(1)

# %% [markdown]
# The stories that were filed twice are found as near-duplicate pairs.

# %%
pairs = analysis.duplicates
print(f"{len(pairs)} near-duplicate pairs")
assert len(pairs) >= 45
pairs.head()

# %%
analysis.plot.quality()

# %% [markdown]
# `near_duplicates` finds all pairs of any texts, without the rest of the analysis.

# %%
found = analyzer.near_duplicates(table["text"], threshold=0.8)
print(f"{len(found)} pairs")
found.head()

# %% [markdown]
# Polars and pyarrow tables are accepted too, and Parquet is a report format:
# `analysis.write(folder, formats=["parquet"])`.
