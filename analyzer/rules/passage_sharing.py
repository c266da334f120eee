"""What sharing a passage means: how many pages do, and whether they are related."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import msgspec
import numpy as np

from analyzer.article import Flags, Ints
from analyzer.rules.page_names import Relation
from analyzer.rules.page_relations import PageRelations
from analyzer.similarity.article_rows import ArticleRows
from analyzer.similarity.passages import PassageGroups, Passages

# The passage of more articles recurs, whatever their relations.
MOST_COMPARED = 16


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
    related : dict of int to int
        The articles that share a passage with a version, translation or part of a series.
    """

    groups: Ints
    group: Ints
    copied: Flags
    copies: Ints
    translated: Flags
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
    shared_words = _shared_words(found)
    total = np.diff(rows.ptr)
    members: list[list[int]] = [[] for _ in range(int(shared.passage.max(initial=-1)) + 1)]
    for location, passage in enumerate(shared.passage.tolist()):
        members[passage].append(location)
    row = shared.row.tolist()
    number = rows.article.tolist()
    n_articles = np.array([len(those) for those in members], np.int64)
    apart = np.arange(len(shared))
    by_design = {*Relation} - {Relation.UNRELATED, Relation.VERSIONS, Relation.TRANSLATIONS}
    none, no_location = np.zeros(len(members), np.int64), np.zeros(len(shared), bool)
    found_out = Sharing(n_articles, apart, no_location, none, n_articles < 0, {})

    @cache
    def kind_of(one: int, other: int) -> Relation:
        words = shared_words.get((one, other), 0)
        own = 1 - words / min(total[[one, other]])
        return relations.relation(number[one], number[other], own, words)

    for passage, locations in enumerate(members):
        if len(locations) > MOST_COMPARED:
            continue
        those = [row[location] for location in locations]
        kinds = {pair: kind_of(*pair) for pair in combinations(those, 2)}
        for pair, kind in kinds.items():
            if kind >= Relation.SERIES:
                found_out.related.update(dict.fromkeys((number[one] for one in pair), kind))
        strongest = max(kinds.values())
        group = _groups(those, kinds, Relation.SIBLINGS)
        found_out.groups[passage] = max(group) + 1
        found_out.group[locations] = group
        # A third article that has a part of the passage changes nothing.
        whole = [at for at in locations if long[at]]
        pairs = combinations((row[at] for at in whole), 2)
        found_out.copied[whole] = by_design.isdisjoint(kinds[pair] for pair in pairs)
        found_out.copies[passage] = len(
            {own for own, at in zip(group, locations, strict=True) if found_out.copied[at]}
        )
        found_out.translated[passage] = (
            found_out.groups[passage] == 1 and strongest >= Relation.VERSIONS
        )
    return found_out


def _groups(
    rows: list[int], kinds: dict[tuple[int, int], Relation], least: Relation
) -> list[int]:
    """Return the group of each row; those of a group have a relation of some strength."""
    heads: list[int] = []
    group = []
    for row in rows:
        related = (at for at, head in enumerate(heads) if kinds[head, row] >= least)
        group.append(next(related, len(heads)))
        if group[-1] == len(heads):
            heads.append(row)
    return group


def _shared_words(found: Passages) -> dict[tuple[int, int], int]:
    """Return for pairs of rows how many words their passages have."""
    shared: dict[tuple[int, int], int] = {}
    pairs = zip(found.left.tolist(), found.right.tolist(), found.words.tolist(), strict=True)
    for left, right, words in pairs:
        shared[left, right] = shared.get((left, right), 0) + words
    return shared
