"""HTML: a report page that needs no network, no library and no server.

Up to 200 articles are one file, ``index.html``. Beyond that, each article has a
page of its own in ``articles``, and all of these share a style sheet and a script.
Everything can be read without JavaScript. Article text is always escaped, and the
same articles give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from analyzer.reports.html.article import article_view
from analyzer.reports.html.context import FOLDER, IN_ONE_FILE, PageContext
from analyzer.reports.html.index import index_view
from analyzer.reports.html.source_links import check_source_url
from analyzer.reports.html.templates import SCRIPT, STYLE, Assets, assets, environment
from analyzer.reports.layout import Layout, lay_out

if TYPE_CHECKING:
    from analyzer.pipeline.results import Results
    from analyzer.reports.output import Output

__all__ = ["article_frame", "summary_fragment", "write"]

FRAME_HEIGHT = 560
# A frame without an origin cannot be looked into: it says how high it is, when asked and
# when that changes. Where a notebook runs no handlers, it has the height above.
FIT = (
    "const f=this;window.addEventListener('message',e=>{"
    "if(e.source===f.contentWindow&&e.data>0)f.style.height=e.data+'px'});f.contentWindow.postMessage('','*')"
)


def write(analysis: Results, output: Output) -> None:
    """Write ``index.html`` and, beyond 200 articles, a page for each."""
    check_source_url(analysis.settings.source_url)
    context = PageContext(analysis, len(analysis.texts) <= IN_ONE_FILE)
    output.write("index.html", _index(context))
    if not context.one_file:
        shared = assets(
            ("base.css", "article.css"), ("theme.js", "text.js", "copy.js"), linked=True
        )
        output.write(f"{FOLDER}/{STYLE}", [shared.style.encode()])
        output.write(f"{FOLDER}/{SCRIPT}", [shared.script.encode()])
        for index, layout in enumerate(lay_out(context.texts())):
            page = _article(context, index, layout, shared)
            output.write(f"{FOLDER}/{context.file(index)}", page, sync=False)


def article_frame(analysis: Results, index: int) -> str:
    """Return one article of the report for display in a notebook."""
    context = PageContext(analysis, one_file=True, only=index)
    (layout,) = lay_out([context.text(index)])
    view = article_view(context, index, layout)
    view["rule_link"] = lambda _: ""
    return _frame(
        "article.html.j2", view, assets(("base.css", "article.css"), ("text.js", "frame.js"))
    )


def summary_fragment(view: Mapping[str, Any]) -> str:
    """Return the worst articles and the names of the tables as a part of a page."""
    return _render("notebook_summary.html.j2", dict(view)).decode()


def _index(context: PageContext) -> Iterator[bytes]:
    """Yield the index and, if everything is one file, all articles."""
    styles, scripts = (
        ["base.css", "index.css"],
        ["theme.js", "table.js", "unfold.js", "copy.js"],
    )
    if context.one_file:
        styles.append("article.css")
        scripts += ["text.js", "route.js"]
    own = assets(tuple(styles), tuple(scripts))
    home = "#top" if context.one_file else ""
    yield _head(own, "Analyzer report", home, one_file=context.one_file)
    yield _render("index.html.j2", index_view(context))
    if context.one_file:
        for index, layout in enumerate(lay_out(context.texts())):
            yield _section(context, index, layout)
    yield _end(own)


def _article(
    context: PageContext, index: int, layout: Layout, shared: Assets
) -> Iterator[bytes]:
    """Yield the page of one article."""
    yield _head(shared, context.title(index), context.index_link("top"))
    yield _section(context, index, layout)
    yield _end(shared)


def _section(context: PageContext, index: int, layout: Layout) -> bytes:
    view = article_view(context, index, layout)
    view["rule_link"] = lambda rule: context.index_link(f"rule-{rule}")
    return _render("article.html.j2", view)


def _head(own: Assets, title: str, home: str, *, one_file: bool = False) -> bytes:
    values = {"assets": own, "page_title": title, "home": home, "one_file": one_file}
    return _render("head.html.j2", values)


def _end(own: Assets) -> bytes:
    from analyzer.version import __version__

    return _render("end.html.j2", {"assets": own, "version": __version__})


def _render(template: str, values: dict[str, Any]) -> bytes:
    text = environment().get_template(template).render(values)
    return text.encode("utf-8", "replace")


def _frame(template: str, view: dict[str, Any], own: Assets) -> str:
    """Return an iframe that is isolated from the page around it.

    The sandbox lets it run its own script and gives it no origin; neither style
    sheets nor scripts cross its border.
    """
    from markupsafe import Markup, escape

    content = Markup(environment().get_template(template).render(view))
    values = {"assets": own, "content": content}
    page = environment().get_template("notebook.html.j2").render(values)
    return (
        f'<iframe sandbox="allow-scripts" srcdoc="{escape(page)}" title="Analyzer report" '
        f'width="100%" height="{FRAME_HEIGHT}" onload="{escape(FIT)}" '
        'style="border:0"></iframe>'
    )
