"""What recurs across articles: phrases, templates and boilerplate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.reports.html.context import PageContext
from analyzer.reports.html.templates import clip

MOST_PHRASES = 20
MOST_LINES = 40
MOST_TEMPLATES = 40
LONGEST_TEMPLATE = 400
# The kinds of template that are issues come first.
FIRST_KINDS = ("doorway",)


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
    """Pages or sentences that recur with other words in their slots."""

    text: str
    kind: str
    articles: int
    share: float
    slots: str
    link: str
    first: str
    line: int


def templates(context: PageContext) -> tuple[list[Template], int]:
    """Return the templates, groups of doorway pages first, and how many are left out."""
    table = context.analysis.tables["templates"]
    order = sorted(
        range(len(table["template"])),
        key=lambda at: (table["kind"][at] not in FIRST_KINDS, -table["articles"][at], at),
    )
    found = []
    for at in order[:MOST_TEMPLATES]:
        row = context.row("templates", at)
        article = context.position.get(row["first_article"], -1)
        link = context.link(article, origin="index") if article >= 0 else ""
        text, slots = (clip(row[name], LONGEST_TEMPLATE) for name in ("template", "slots"))
        title = context.title(article) if article >= 0 else clip(row["first_article"])
        found.append(
            Template(
                text, row["kind"], row["articles"], row["share"], slots, link, title,
                row["first_line"],
            )
        )  # fmt: skip
    return found, len(order) - len(found)


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
