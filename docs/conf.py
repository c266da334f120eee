"""The site: `python -m sphinx -W -b html docs docs/_build`.

The pages are the Markdown files of this folder, which can be read in the repository too.
``make generate`` writes those in ``reference/`` from the code, see ``reference_pages.py``.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import jupytext

import analyzer

project = "Analyzer"
author = "the authors of Analyzer"
version = release = analyzer.__version__
html_theme = "furo"
html_title = f"Analyzer {version}"
html_copy_source = False
html_show_copyright = False
# Single backquotes in docstrings.
default_role = "code"
extensions = ["myst_nb", "numpydoc", "sphinx.ext.autodoc", "sphinx.ext.viewcode"]
# Links to other projects need the network, which a build on one's own machine may not have.
if os.environ.get("READTHEDOCS"):
    extensions.append("sphinx.ext.intersphinx")
intersphinx_mapping = {
    "python": ("https://docs.python.org/3", None),
    "pandas": ("https://pandas.pydata.org/docs", None),
    "sklearn": ("https://scikit-learn.org/stable", None),
}
exclude_patterns = ["_build"]
# The notebooks are scripts, which are run for the site; their output is not kept elsewhere.
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300
nb_output_stderr = "remove"
NOTEBOOKS = Path(__file__).parent / "notebooks"
NOTEBOOKS.mkdir(exist_ok=True)
for script in sorted((NOTEBOOKS.parents[1] / "notebooks").glob("*.py")):
    jupytext.write(jupytext.read(script), NOTEBOOKS / f"{script.stem}.ipynb")
myst_heading_anchors = 3
myst_enable_extensions = ["deflist", "fieldlist"]
autodoc_member_order = "bysource"
autodoc_typehints = "none"
numpydoc_show_class_members = False
numpydoc_xref_param_type = True
numpydoc_xref_ignore = {"of", "or", "optional", "default"}
# Without the prefix "python:" of numpydoc, which would be shown in a build without the network.
PLAIN = ("None", "True", "False", "bool", "dict", "float", "int", "list", "str", "tuple")
numpydoc_xref_aliases = {name: name for name in PLAIN} | {
    "Article": "analyzer.Article",
    "Analysis": "analyzer.Analysis",
    "ArticleAnalysis": "analyzer.display.ArticleAnalysis",
    "Settings": "analyzer.Settings",
    "Finding": "analyzer.rules.finding.Finding",
    "DataFrame": "pandas.DataFrame",
    "Series": "pandas.Series",
    "Path": "pathlib.Path",
    "callable": "collections.abc.Callable",
    "iterable": "collections.abc.Iterable",
    "sequence": "collections.abc.Sequence",
    "mapping": "collections.abc.Mapping",
}
nitpicky = False
