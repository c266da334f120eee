"""What recurs across articles: phrases, templates and boilerplate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.reports.html.context import PageContext
from analyzer.reports.html.templates import clip
from analyzer.rules.doorway_pages import RULE as DOORWAY_PAGES

MOST_PHRASES = 20
MOST_LINES = 40
MOST_TEMPLATES = 40
LONGEST_TEMPLATE = 400
# The kind of template that is an issue comes first.
DOORWAY = "doorway"
SHOWN_PAGES = 5  # of a template


@dataclass(frozen=True, slots=True)
class SharedPhrase:
    """A phrase that appears in several articles, with links to some of them."""

    text: str
    articles: int
    times: int
    width: float
    links: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Template:
    """Pages or sentences that recur with other words in their slots.

    Doorway pages have links with titles; those of many pages are folded.
    """

    text: str
    kind: str
    articles: int
    share: float
    slots: str
    link: str
    first: str
    line: int
    pages: list[tuple[str, str]]
    folded: list[tuple[str, str]]


def templates(context: PageContext) -> tuple[list[Template], int]:
    """Return the templates, groups of doorway pages first, and how many are left out."""
    table = context.analysis.tables["templates"]
    order = sorted(
        range(len(table["template"])),
        key=lambda at: (table["kind"][at] != DOORWAY, -table["articles"][at], at),
    )
    members = _doorways(context)
    found = []
    for at in order[:MOST_TEMPLATES]:
        row = context.row("templates", at)
        article = context.position.get(row["first_article"], -1)
        link = context.link(article, origin="index") if article >= 0 else ""
        text, slots = (clip(row[name], LONGEST_TEMPLATE) for name in ("template", "slots"))
        pages = [
            (context.link(page, origin="index"), context.title(page))
            for page in (members.get(article, []) if row["kind"] == DOORWAY else [])
        ]
        shown = len(pages) if len(pages) <= SHOWN_PAGES + 1 else SHOWN_PAGES
        title = context.title(article) if article >= 0 else clip(row["first_article"])
        found.append(
            Template(
                text, row["kind"], row["articles"], row["share"], slots, link, title,
                row["first_line"], pages[:shown], pages[shown:],
            )
        )  # fmt: skip
    return found, len(order) - len(found)


def _doorways(context: PageContext) -> dict[int, list[int]]:
    """Return the pages of each group of doorway pages, by its first one."""
    groups = defaultdict(set)
    for finding in context.analysis.judged:
        if finding.rule == DOORWAY_PAGES.name:
            groups[finding.group].add(finding.article)
    return {min(pages): sorted(pages) for pages in groups.values()}


def shared_phrases(context: PageContext) -> list[SharedPhrase]:
    """Return the phrases that several articles repeat, those in most articles first."""
    table = context.analysis.tables["phrases"]
    rows = defaultdict(list)
    for number, phrase in enumerate(table["phrase"]):
        if table["words"][number] > 1:
            rows[phrase.casefold()].append(number)
    shared = [numbers for numbers in rows.values() if len(numbers) > 1]
    times = {numbers[0]: sum(table["count"][at] for at in numbers) for numbers in shared}
    shared.sort(key=lambda numbers: (-len(numbers), -times[numbers[0]], numbers[0]))
    return list(
        _with_links(
            context,
            [
                (
                    table["phrase"][numbers[0]],
                    [context.position[table["article"][at]] for at in numbers],
                    times[numbers[0]],
                )
                for numbers in shared[:MOST_PHRASES]
            ],
        )
    )


def boilerplate(context: PageContext) -> list[tuple[str, int]]:
    """Return boilerplate lines with their number of articles, the commonest first."""
    table = context.analysis.tables.get("boilerplate", {"text": [], "articles": []})
    lines = sorted(
        zip(table["text"], table["articles"], strict=True), key=lambda line: -line[1]
    )
    return [(clip(text), articles) for text, articles in lines[:MOST_LINES]]


def _with_links(
    context: PageContext, lines: list[tuple[str, list[int], int]]
) -> Iterator[SharedPhrase]:
    most = max((len(articles) for _, articles, _ in lines), default=1)
    for text, articles, times in lines:
        links = [(context.link(at, origin="index"), context.title(at)) for at in articles[:3]]
        width = round(100 * len(articles) / most, 1)
        yield SharedPhrase(clip(text), len(articles), times, width, links)
