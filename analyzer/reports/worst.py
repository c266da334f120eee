"""The articles to fix first, one of each group of near-duplicates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.reports.layout import duplicate_clusters

if TYPE_CHECKING:
    from analyzer.pipeline.results import Results


@dataclass(frozen=True, slots=True)
class Worst:
    """An article to fix first.

    Attributes
    ----------
    article : int
    low, other : str
        The score that is low, and the other one.
    copies : int
        How many articles its group of near-duplicates has, which are not listed
        themselves; 0 where it is listed for its quality, or has no near-duplicate.
    """

    article: int
    low: str
    other: str
    copies: int

    @property
    def group(self) -> str:
        """What to say of its group; empty where it has none."""
        return f"one of {self.copies:,} near-duplicates" if self.copies else ""


def worst_articles(analysis: Results, most: int) -> list[Worst]:
    """Return the first articles whose worse score is below 100, the worst first.

    Of near-duplicates that lose originality only the first is listed: what is done about
    it decides about the others.
    """
    table = analysis.tables["articles"]
    clusters = _clusters(analysis)
    listed: set[int] = set()
    found: list[Worst] = []
    for at in analysis.order.tolist():
        pair = [(table[score][at], score) for score in ("originality", "quality")]
        known = sorted((one for one in pair if one[0] is not None), key=lambda one: one[0])
        if not known or known[0][0] == 100 or len(found) == most:
            break
        low, other = known[0][1], known[-1][1]
        cluster, copies = clusters.get(at, (-1, 0)) if low == "originality" else (-1, 0)
        if cluster not in listed:
            found.append(Worst(at, low, other, copies))
            listed |= {cluster} - {-1}
    return found


def _clusters(analysis: Results) -> dict[int, tuple[int, int]]:
    """Return the cluster of each near-duplicate, with its size."""
    ids = analysis.tables["articles"]["article"]
    position = {name: at for at, name in reversed(list(enumerate(ids)))}
    found = duplicate_clusters(analysis.tables["duplicates"], position.__getitem__)
    return {
        article: (number, len(articles))
        for number, (_, articles, _) in enumerate(found)
        for article in articles
    }
