"""The site: `python -m sphinx -W -b html docs docs/_build`.

The pages are the Markdown files of this folder, which are read on the repository's page
too. The page of each rule is written from its docstring when the site is built.
"""

import re
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import analyzer
from analyzer.rules.registry import ARTICLE_RULES, CORPUS_RULES, RULES

project = "Analyzer"
author = "the authors of Analyzer"
version = release = analyzer.__version__
html_theme = "furo"
html_title = f"Analyzer {version}"
html_copy_source = False
html_show_copyright = False
# Single backquotes in docstrings.
default_role = "code"
extensions = ["myst_parser", "numpydoc", "sphinx.ext.autodoc", "sphinx.ext.viewcode"]
exclude_patterns = ["_build"]
myst_heading_anchors = 3
myst_enable_extensions = ["fieldlist"]
autodoc_member_order = "bysource"
autodoc_typehints = "none"
numpydoc_show_class_members = False
numpydoc_xref_param_type = False
nitpicky = False

HERE = Path(__file__).parent
HEADING = re.compile(r"^(\S.*)\n-{3,}$", re.MULTILINE)
RULE_PAGES = HERE / "rules"
PAGES = {rule.name: rule.page or "" for rule in RULES}


def write_rules(_: Any) -> None:
    """Write `rules/NAME.md` for each rule, and a list of them."""
    RULE_PAGES.mkdir(exist_ok=True)
    wanted = {"index.md": _list()}
    wanted |= {f"{name}.md": _page(name) for name in PAGES}
    for stale in {path.name for path in RULE_PAGES.glob("*.md")} - set(wanted):
        (RULE_PAGES / stale).unlink()
    for name, text in wanted.items():
        path = RULE_PAGES / name
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")


def _summary(name: str) -> str:
    first = PAGES[name].partition("\n\n")[0]
    return " ".join(first.split()).removeprefix(f"{name}:").strip()


def _page(name: str) -> str:
    """Return a rule page as Markdown: its headings are underlined in the docstring."""
    rest = PAGES[name].partition("\n\n")[2]
    summary = _summary(name)
    body = HEADING.sub(r"## \1", rest)
    return f"# {name}\n\n{summary[:1].upper()}{summary[1:]}\n\n{body.strip()}\n"


def _list() -> str:
    parts = [
        "# The rules",
        "",
        "A rule is named after the issue that it reports. `analyzer explain NAME` prints its "
        "page, and [the score](../score.md) says how many points it takes.",
    ]
    alone, across = (
        [measure.name for measure in found] for found in (ARTICLE_RULES, CORPUS_RULES)
    )
    others = [name for name in PAGES if name not in {*alone, *across}]
    kinds = {
        "In an article alone": alone,
        "Across articles": across,
        "With an archive, and about the run": others,
    }
    for heading, rules in kinds.items():
        parts += ["", f"## {heading}", "", "| rule | what it reports |", "|---|---|"]
        parts += [f"| [{name}]({name}.md) | {_summary(name)} |" for name in rules]
    names = "\n".join(PAGES)
    parts += ["", f"```{{toctree}}\n:hidden:\n\n{names}\n```", ""]
    return "\n".join(parts)


def setup(app: Any) -> None:
    """Have the rule pages written before the sources are read."""
    app.connect("builder-inited", write_rules)
