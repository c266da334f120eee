"""The sections of a run: the articles below each first folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from analyzer.reports.html.context import PageContext
from analyzer.reports.html.templates import clip

# Of more, the page has no list; articles.csv has the column.
MOST_SECTIONS = 200


@dataclass(frozen=True, slots=True)
class Section:
    """The articles of one folder.

    Attributes
    ----------
    name, label : str
        The folder, empty for articles in none, and what the page calls it.
    articles, severe : int
        How many articles, and how many with warnings or errors.
    quality, originality : float or None
        The means of the articles that have scores.
    points : float
        How many points the articles lose.
    """

    name: str
    label: str
    articles: int
    severe: int
    quality: float | None
    originality: float | None
    points: float


def sections(context: PageContext) -> list[Section]:
    """Return the sections of a run, those that lose most points first.

    There are none where all articles are in one, nor where there are very many.
    """
    members: dict[str, list[int]] = defaultdict(list)
    for article, name in enumerate(context.analysis.tables["articles"]["section"]):
        members[name or ""].append(article)
    if not 2 <= len(members) <= MOST_SECTIONS:
        return []
    found = [_section(context, name, own) for name, own in members.items()]
    return sorted(found, key=lambda section: (-section.points, section.name))


def _section(context: PageContext, name: str, articles: Sequence[int]) -> Section:
    table = context.analysis.tables["articles"]
    quality, originality = (
        [table[score][at] for at in articles if table[score][at] is not None]
        for score in ("quality", "originality")
    )
    return Section(
        name,
        clip(name) or "(no folder)",
        len(articles),
        sum(bool(table["errors"][at] or table["warnings"][at]) for at in articles),
        fmean(quality) if quality else None,
        fmean(originality) if originality else None,
        sum(100 - score for score in (*quality, *originality)),
    )
