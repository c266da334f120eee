"""What sharing a passage means: how many pages do, and whether they are related."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import msgspec
import numpy as np

from analyzer.article import Flags, Ints
from analyzer.rules.page_names import Relation
from analyzer.rules.page_relations import PageRelations
from analyzer.rules.sentence_differences import few_differences
from analyzer.similarity.article_rows import ArticleRows
from analyzer.similarity.passages import PassageGroups, Passages

# The passage of more articles recurs, whatever their relations.
MOST_COMPARED = 16
# Relations of pages that share text on purpose, so that neither copies from the other.
BY_DESIGN = {*Relation} - {Relation.UNRELATED, Relation.VERSIONS, Relation.TRANSLATIONS}


class Sharing(msgspec.Struct, frozen=True, eq=False):
    """What sharing each passage means; shape (n_passages,).

    Attributes
    ----------
    groups : ndarray of int64
        The number of groups of related articles that share it.
    group : ndarray of int64, shape (n_locations,)
        The group of each location, among those of its passage.
    copied : ndarray of bool, shape (n_locations,)
        Whether the location is long, and the articles with long ones have nothing to do
        with each other, but for versions and translations.
    copies : ndarray of int64
        The number of groups with a location that is copied.
    translated : ndarray of bool
        Whether only versions and translations share it.
    reason : dict of int to Relation
        Why a long passage that two articles share is no copy.
    related : dict of int to int
        The articles that share a passage with a version, translation or part of a series.
    """

    groups: Ints
    group: Ints
    copied: Flags
    copies: Ints
    translated: Flags
    reason: dict[int, Relation]
    related: dict[int, int]


def sharing_of(
    relations: PageRelations,
    rows: ArticleRows,
    shared: PassageGroups,
    found: Passages,
    long: Flags,
) -> Sharing:
    """Return how many groups of related articles share each passage.

    Parameters
    ----------
    long : ndarray of bool, shape (n_locations,)
        Which locations are long enough for a copy.
    """
    kinds = _Kinds(relations, rows, shared, found)
    members: list[list[int]] = [[] for _ in range(int(shared.passage.max(initial=-1)) + 1)]
    for location, passage in enumerate(shared.passage.tolist()):
        members[passage].append(location)
    n_articles = np.array([len(those) for those in members], np.int64)
    none, no_location = np.zeros(len(members), np.int64), np.zeros(len(shared), bool)
    sharing = Sharing(
        n_articles, np.arange(len(shared)), no_location, none, n_articles < 0, {}, {}
    )
    for passage, locations in enumerate(members):
        if len(locations) > MOST_COMPARED:
            continue
        between = {pair: kinds.of(*pair) for pair in combinations(locations, 2)}
        for pair, kind in between.items():
            if kind >= Relation.SERIES:
                sharing.related.update(dict.fromkeys(map(kinds.article, pair), kind))
        group = _groups(locations, between, Relation.SIBLINGS)
        sharing.groups[passage] = max(group) + 1
        sharing.group[locations] = group
        # A third article that has a part of the passage changes nothing.
        whole = [at for at in locations if long[at]]
        reasons = [between[pair] or kinds.by_subject(*pair) for pair in combinations(whole, 2)]
        sharing.copied[whole] = BY_DESIGN.isdisjoint(reasons)
        if len(locations) == 2 and reasons:
            sharing.reason[passage] = reasons[0]
        sharing.copies[passage] = len(
            {own for own, at in zip(group, locations, strict=True) if sharing.copied[at]}
        )
        sharing.translated[passage] = (
            sharing.groups[passage] == 1 and max(between.values()) >= Relation.VERSIONS
        )
    return sharing


class _Kinds:
    """How the articles of two locations of a passage are related."""

    def __init__(
        self,
        relations: PageRelations,
        rows: ArticleRows,
        shared: PassageGroups,
        found: Passages,
    ) -> None:
        self._relations, self._rows, self._shared = relations, rows, shared
        self._row, self._number = shared.row.tolist(), rows.article.tolist()
        self._words, self._total = _shared_words(found), np.diff(rows.ptr)
        self._of = cache(self._relation)
        self._by_subject = cache(self._subject)

    def article(self, location: int) -> int:
        """Return the number of the article of a location."""
        return int(self._number[self._row[location]])

    def of(self, one: int, other: int) -> Relation:
        """Return how the articles of two locations are related, but for their subjects."""
        return self._of(self._row[one], self._row[other])

    def by_subject(self, one: int, other: int) -> Relation:
        """Return whether the articles are about one subject, so that neither copies.

        Two descriptions of one thing that differ in a few words were one once.
        """
        kind = self._by_subject(self._row[one], self._row[other])
        if kind == Relation.SAME_SUBJECT and self._have_drifted(one, other):
            return Relation.UNRELATED
        return kind

    def _relation(self, one: int, other: int) -> Relation:
        own, _ = self._own_share(one, other)
        return self._relations.relation(self._number[one], self._number[other], own)

    def _subject(self, one: int, other: int) -> Relation:
        shares = self._own_share(one, other)
        return self._relations.by_subject(self._number[one], self._number[other], *shares)

    def _own_share(self, one: int, other: int) -> tuple[float, int]:
        words = self._words.get((one, other), 0)
        return 1 - words / int(self._total[[one, other]].min()), words

    def _have_drifted(self, one: int, other: int) -> bool:
        first, second = (
            self._rows.grams[self._shared.start[at] : self._shared.end[at]].tolist()
            for at in (one, other)
        )
        return bool(few_differences(first, second))


def _groups(
    locations: list[int], kinds: dict[tuple[int, int], Relation], least: Relation
) -> list[int]:
    """Return the group of each location; those of a group have a relation of some strength."""
    heads: list[int] = []
    group = []
    for location in locations:
        related = (at for at, head in enumerate(heads) if kinds[head, location] >= least)
        group.append(next(related, len(heads)))
        if group[-1] == len(heads):
            heads.append(location)
    return group


def _shared_words(found: Passages) -> dict[tuple[int, int], int]:
    """Return for pairs of rows how many words their passages have."""
    shared: dict[tuple[int, int], int] = {}
    pairs = zip(found.left.tolist(), found.right.tolist(), found.words.tolist(), strict=True)
    for left, right, words in pairs:
        shared[left, right] = shared.get((left, right), 0) + words
    return shared
