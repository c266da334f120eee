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
# # A first look at one article
#
# One line analyzes a folder of articles; a notebook displays the result. The articles here
# are the samples in `seeds/`: each has one issue, so that it is easy to see what is found.

# %%
from pathlib import Path
from tempfile import TemporaryDirectory

import analyzer

folders = [Path.cwd(), *Path.cwd().parents]
seeds = next(at / "seeds" for at in folders if (at / "seeds").is_dir())
analysis = analyzer.analyze(analyzer.read(seeds))
analysis

# %% [markdown]
# Outside a notebook, the same result is printed as text.

# %%
print(analysis)

# %% [markdown]
# Select one article by its id. Its text is shown with every finding highlighted; a click on a
# highlight shows its copies. The findings that took points are listed above the text.

# %%
article = analysis["harbour_ferry_expansion.txt"]
article

# %%
print(article)

# %% [markdown]
# The same results as pandas DataFrames.

# %%
article.findings[["line", "rule", "severity", "points", "message"]]

# %%
article.phrases.head()

# %% [markdown]
# Where repeated phrases appear in the text. A phrase at the start of one paragraph after
# another reads as a label, not as prose.

# %%
analysis.plot.phrases("harbour_ferry_expansion.txt")

# %% [markdown]
# The body as analyzed: the boilerplate around the article is left out.

# %%
print(article.body[:300])

# %% [markdown]
# What is an article about? Its key phrases, without any setup.

# %%
analyzer.key_phrases(article.body, top_n=5)

# %% [markdown]
# A report to share: `index.html` is a single file without dependencies.

# %%
with TemporaryDirectory() as folder:
    analysis.write(folder, formats=["html", "csv"])
    print(sorted(path.name for path in Path(folder).iterdir()))
