"""HTML: a page that an editor sees through in ten seconds.

Up to 200 articles are one file, ``index.html``; more of them are a page each,
in ``articles``, with one style sheet and one script for all. There is no
network and no library, and without JavaScript all can still be read. Whatever
an article holds is shown as text, and the same articles give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from analyzer.reports.html.article import article_view
from analyzer.reports.html.context import FOLDER, IN_ONE_FILE, PageContext
from analyzer.reports.html.index import index_view
from analyzer.reports.html.templates import SCRIPT, STYLE, Assets, assets, environment
from analyzer.reports.layout import Layout, lay_out

if TYPE_CHECKING:
    from analyzer.pipeline.results import Results
    from analyzer.reports.output import Output

__all__ = ["write"]


def write(analysis: Results, output: Output) -> None:
    """Write ``index.html`` and, beyond 200 articles, a page for each."""
    material = PageContext(analysis, len(analysis.texts) <= IN_ONE_FILE)
    output.write("index.html", _index(material))
    if not material.one_file:
        carried = assets(("base.css", "article.css"), ("theme.js", "text.js"), linked=True)
        output.write(f"{FOLDER}/{STYLE}", [carried.style.encode()])
        output.write(f"{FOLDER}/{SCRIPT}", [carried.script.encode()])
        for index, layout in enumerate(lay_out(material.texts())):
            page = _article(material, index, layout, carried)
            output.write(f"{FOLDER}/{material.file(index)}", page, sync=False)


def _index(material: PageContext) -> Iterator[bytes]:
    """Yield the index and, in one file, all articles."""
    styles, scripts = ["base.css", "index.css"], ["theme.js", "table.js"]
    if material.one_file:
        styles.append("article.css")
        scripts += ["text.js", "route.js"]
    carried = assets(tuple(styles), tuple(scripts))
    home = "#top" if material.one_file else ""
    yield _frame(carried, "Analyzer report", home, one_file=material.one_file)
    yield _render("index.html.j2", index_view(material))
    if material.one_file:
        for index, layout in enumerate(lay_out(material.texts())):
            yield _section(material, index, layout)
    yield _end(carried)


def _article(
    material: PageContext, index: int, layout: Layout, carried: Assets
) -> Iterator[bytes]:
    """Yield the page of one article."""
    title, home = material.title(index), material.index_link("top")
    yield _frame(carried, title, home)
    yield _section(material, index, layout)
    yield _end(carried)


def _section(material: PageContext, index: int, layout: Layout) -> bytes:
    view = article_view(material, index, layout)
    view["rule_link"] = lambda rule: material.index_link(f"rule-{rule}")
    return _render("article.html.j2", view)


def _frame(carried: Assets, title: str, home: str, *, one_file: bool = False) -> bytes:
    values = {"assets": carried, "page_title": title, "home": home, "one_file": one_file}
    return _render("frame.html.j2", values)


def _end(carried: Assets) -> bytes:
    from analyzer.version import __version__

    return _render("end.html.j2", {"assets": carried, "version": __version__})


def _render(template: str, values: dict[str, Any]) -> bytes:
    text = environment().get_template(template).render(values)
    return text.encode("utf-8", "replace")
