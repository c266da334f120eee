"""A report as one piece of HTML that can stand inside another page.

It lies in a frame of its own, which no style sheet around it reaches, and
which reaches nothing around it: it may run its own script, and has no origin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.reports.html.article import article_view
from analyzer.reports.html.context import PageContext
from analyzer.reports.html.index import index_view
from analyzer.reports.html.templates import Assets, assets, environment
from analyzer.reports.layout import lay_out

if TYPE_CHECKING:
    from analyzer.pipeline.results import Results

HEIGHT = 560


def article_frame(analysis: Results, index: int) -> str:
    """Return one article as the report shows it."""
    material = PageContext(analysis, one_file=True, only=index)
    (layout,) = lay_out([material.text(index)])
    view = article_view(material, index, layout)
    view["rule_link"] = lambda _: ""
    return _frame(
        "article.html.j2", view, assets(("base.css", "article.css"), ("text.js", "frame.js"))
    )


def summary_frame(analysis: Results) -> str:
    """Return the head of the report: scores, faults and the worst articles."""
    view = index_view(PageContext(analysis, one_file=True, only=-1))
    return _frame("summary.html.j2", view, assets(("base.css", "index.css"), ()))


def _frame(template: str, view: dict[str, Any], carried: Assets) -> str:
    from markupsafe import Markup, escape

    content = Markup(environment().get_template(template).render(view))
    values = {"assets": carried, "content": content}
    page = environment().get_template("notebook.html.j2").render(values)
    return (
        f'<iframe sandbox="allow-scripts" srcdoc="{escape(page)}" title="Analyzer report" '
        f'width="100%" height="{HEIGHT}" style="border:0;resize:vertical"></iframe>'
    )
