"""The clusters of near-duplicate articles: each with its representative and its members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analyzer.reports.html.context import PageContext
from analyzer.reports.html.kinds import Kind, kind_of
from analyzer.reports.layout import Pair, duplicate_clusters

MOST_CLUSTERS = 100
MOST_MEMBERS = 200
SHOWN = 6  # members of a cluster
SHOWN_CLUSTERS = 12


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a cluster.

    Attributes
    ----------
    article : int
    link, title, name : str
    similarity : float
        The larger share that it and `nearest` have of each other.
    kind : Kind
        What the pair is, such as a teaser.
    nearest : str
        The title of the member that it was compared with, where that is not the
        representative.
    """

    article: int
    link: str
    title: str
    name: str
    similarity: float
    kind: Kind
    nearest: str = ""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster: its representative, and the others from the most to the least similar.

    Attributes
    ----------
    articles : list of int
        All its articles.
    representative : Member
    members, folded : list of Member
        Those that are shown at once, and those that are folded.
    more : int
        How many are left out.
    """

    articles: list[int]
    representative: Member
    members: list[Member]
    folded: list[Member]
    more: int


def clusters(context: PageContext) -> list[Cluster]:
    """Return the clusters of near-duplicate articles, the largest first."""
    table = context.analysis.tables["duplicates"]
    found = duplicate_clusters(table, context.position.__getitem__)
    found.sort(key=lambda cluster: -len(cluster[1]))
    return [
        _cluster(
            context,
            context.position[table["representative"][rows[0]]],
            articles,
            list(zip(pairs, (table["kind"][row] or "" for row in rows), strict=True)),
        )
        for rows, articles, pairs in found
    ]


def _cluster(
    context: PageContext, first: int, articles: list[int], pairs: list[tuple[Pair, str]]
) -> Cluster:
    near = nearest_pairs(first, pairs)
    others = list(_members(context, first, near, set(articles)))
    others.sort(key=lambda member: (bool(member.nearest), -member.similarity, member.article))
    return Cluster(
        articles,
        _member(context, first, 1.0, ""),
        others[:SHOWN],
        others[SHOWN:MOST_MEMBERS],
        max(len(others) - MOST_MEMBERS, 0),
    )


def nearest_pairs(
    first: int, pairs: Iterable[tuple[Pair, str]]
) -> dict[int, tuple[int, float, str]]:
    """Return for each article its pair with `first`, else the most similar of its pairs."""
    best: dict[int, tuple[int, float, str]] = {}
    for (one, two, share), kind in pairs:
        for article, other in ((one, two), (two, one)):
            known = best.get(article)
            if known is None or (other == first, share) > (known[0] == first, known[1]):
                best[article] = (other, share, kind)
    return best


def _members(
    context: PageContext,
    first: int,
    near: dict[int, tuple[int, float, str]],
    articles: set[int],
) -> Iterator[Member]:
    for article in sorted(articles - {first}):
        other, share, kind = near[article]
        nearest = "" if other == first else context.title(other)
        yield _member(context, article, share, kind, nearest)


def _member(
    context: PageContext, article: int, similarity: float, kind: str, nearest: str = ""
) -> Member:
    return Member(
        article,
        context.link(article, origin="index"),
        context.title(article),
        context.name(article),
        similarity,
        kind_of(kind),
        nearest,
    )
