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
# One line analyzes a folder of articles, and an analysis shows itself. The articles here
# are the samples in `seeds/`: each has one fault, so that it is easy to see what is found.

# %%
from pathlib import Path
from tempfile import TemporaryDirectory

import analyzer

here = Path(__file__).parent if "__file__" in globals() else Path.cwd()
analysis = analyzer.analyze(analyzer.read(here.parent / "seeds"))
analysis

# %% [markdown]
# Outside a notebook the same comes as text.

# %%
print(analysis)

# %% [markdown]
# Take one article by its id. Its text stands there with every finding marked; a click on a
# mark lights up its copies. What took points stands above, each with the places behind it.

# %%
article = analysis["harbour_ferry_expansion.txt"]
article

# %%
print(article)

# %% [markdown]
# The same as data: ordinary pandas DataFrames.

# %%
article.findings[["line", "rule", "severity", "points", "message"]]

# %%
article.phrases.head()

# %% [markdown]
# Where the repeated phrases fall over the text: a phrase that opens one paragraph after the
# other is a label, not writing.

# %%
analysis.plot.phrases("harbour_ferry_expansion.txt")

# %% [markdown]
# What the measures saw: the page around the article is left out.

# %%
print(article.body[:300])

# %% [markdown]
# What is an article about? Key phrases, with nothing to set up.

# %%
analyzer.key_phrases(article.body, top_n=5)

# %% [markdown]
# A report to send to somebody: `index.html` needs nothing but itself.

# %%
with TemporaryDirectory() as folder:
    analysis.write(folder, formats=["html", "csv"])
    print(sorted(path.name for path in Path(folder).iterdir()))
