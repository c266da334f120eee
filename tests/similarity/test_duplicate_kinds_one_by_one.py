"""What two articles are to each other, against the same worked out pair by pair."""

from functools import partial
from itertools import combinations
from random import Random
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.similarity import duplicate_kinds, shared_positions
from analyzer.similarity.duplicate_kinds import (
    AFTER,
    ALL,
    IN_ORDER,
    KEPT,
    KINDS,
    MOST,
    PART,
    REST,
    WHOLE,
)
from analyzer.similarity.pairs import Pairs
from analyzer.similarity.rows import NgramRows, pointers
from analyzer.similarity.shingles import ngram_rows

Words = list[int]
N, SPAN = 2, 4


class Side(NamedTuple):
    """How one article of a pair lies in the other."""

    extent: float
    spans_with_matches: set[int]
    begins: bool
    stops: bool
    contained: float


def articles(seed: int) -> tuple[list[Words], list[set[int]]]:
    """Articles made of parts of one another, and which of their words close a sentence."""
    chance = Random(seed)
    fresh = iter(range(10_000))
    found = [[next(fresh) for _ in range(chance.randint(8, 48))] for _ in range(3)]

    def part(words: Words) -> Words:
        first = chance.choice([0, 0, chance.randrange(len(words))])
        return words[first : first + chance.randint(2, len(words))]

    for _ in range(chance.randint(1, 4)):
        one, other = chance.sample(found, 2)
        cut = chance.randint(1, len(one))
        made = chance.choice([
            list(one), one[cut:] + one[:cut], part(one), part(one) + part(other),
            one[: chance.randint(2, 12)], one[cut:] + part(other) + part(chance.choice(found)),
            [word if chance.random() < 0.7 else next(fresh) for word in one],
            part(one) + [next(fresh) for _ in range(chance.randint(1, 9))],
        ])  # fmt: skip
        found.append(made if len(made) >= N else [next(fresh) for _ in range(9)])
    chance.shuffle(found)
    closes = [{at for at in range(len(words)) if chance.random() < 0.2} for words in found]
    return found, closes


def grams(words: Words) -> list[tuple[int, ...]]:
    return [tuple(words[at : at + N]) for at in range(len(words) - N + 1)]


def side_of(words: Words, other: Words, closes: set[int]) -> Side:
    mine, its = grams(words), grams(other)
    contained = len(set(mine) & set(its)) / len(set(mine))
    count = max(len(mine) // SPAN, 1)
    if mine == its:
        return Side(1.0, set(), False, False, 1.0)
    marked = {min(at // SPAN, count - 1) for at, gram in enumerate(mine) if gram in its}
    once = [
        (at, its.index(gram)) for at, gram in enumerate(mine)
        if mine.count(gram) == its.count(gram) == 1
    ]  # fmt: skip
    early = sum(at < len(words) + SPAN for _, at in once)
    last, at = max(once, default=(-1, 0))
    stops = last >= 0 and last + N + AFTER >= len(words)
    return Side(
        len(marked) / count, marked, bool(once) and early >= WHOLE * len(once),
        stops and at + N - 1 not in closes, contained,
    )  # fmt: skip


def order_of(one: Words, other: Words) -> float:
    mine, its = grams(one), grams(other)
    places = [its.index(gram) for gram in mine if mine.count(gram) == its.count(gram) == 1]
    same = [a < b for a, b in combinations(places, 2)]
    return sum(same) / len(same) if same and mine != its else 1.0


def kind_of(sides: tuple[Side, Side], order: float) -> tuple[str, list[bool]]:
    whole = [side.extent >= WHOLE and side.contained >= KEPT for side in sides]
    part, teaser = [], []
    for at, (side, other) in enumerate([sides, sides[::-1]]):
        trimmed = whole[at] and not whole[1 - at] and side.contained >= MOST
        trimmed |= side.contained >= ALL > other.contained
        part.append(trimmed)
        short = (side.stops and other.contained < MOST) or other.contained <= PART
        teaser.append(trimmed and side.begins and short)
    if all(whole) and order < IN_ORDER:
        return "reordered", [False, False]
    if all(side.contained >= ALL for side in sides):
        return "copy", [False, False]
    if any(teaser) or any(part):
        return "teaser" if any(teaser) else "trimmed", part
    return "version" if all(whole) else "overlap", [False, False]


def merges_of(
    pairs: list[tuple[int, int]], found: list[tuple[Side, Side]], kinds: list[str]
) -> set[tuple[int, int]]:
    """Pair and side of what was merged."""
    merged = set()
    for row in {row for pair in pairs for row in pair}:
        sources = sorted(
            (-found[at][side].extent, pair[1 - side], at, side)
            for at, pair in enumerate(pairs) for side in (0, 1)
            if pair[side] == row and found[at][side].extent <= 1 - REST
            and kinds[at] != "teaser"
        )  # fmt: skip
        if not sources:
            continue
        _, best, at, side = sources[0]
        most = found[at][side]
        chosen = [
            found[at][side] for _, other, at, side in sources[1:]
            if tuple(sorted([other, best])) not in pairs
        ]  # fmt: skip
        total = round(len(most.spans_with_matches) / most.extent) if most.extent else 0
        together = most.spans_with_matches.union(*(one.spans_with_matches for one in chosen))
        if (
            len(together) >= WHOLE * total
            and len(together) - len(most.spans_with_matches) >= REST * total
            and most.contained + sum(one.contained for one in chosen) >= MOST
        ):
            merged |= {(at, side) for *_, at, side in sources}
    return merged


@settings(max_examples=100)
@given(st.integers(0, 2**32 - 1))
def test_kinds_and_derived_articles_equal_those_found_pair_by_pair(seed: int) -> None:
    texts, closes = articles(seed)
    sets = [set(grams(words)) for words in texts]
    pairs = [(a, b) for a, b in combinations(range(len(texts)), 2) if sets[a] & sets[b]]
    sides = [
        (side_of(texts[a], texts[b], closes[b]), side_of(texts[b], texts[a], closes[a]))
        for a, b in pairs
    ]
    reported = [
        kind_of(both, order_of(texts[a], texts[b]))
        for (a, b), both in zip(pairs, sides, strict=True)
    ]
    merged = merges_of(pairs, sides, [kind for kind, _ in reported])
    expected = []
    for at, (kind, derived) in enumerate(reported):
        of_pair = [(at, side) in merged for side in (0, 1)]
        expected.append(("merge", of_pair) if any(of_pair) else (kind, derived))

    ptr = pointers(np.array([len(words) for words in texts]))
    flat = np.array([word for words in texts for word in words])
    closing = np.array(
        [
            at in ends
            for words, ends in zip(texts, closes, strict=True)
            for at in range(len(words))
        ]
    )
    left, right = np.array(pairs, np.int64).reshape(-1, 2).T
    overlap = np.array([float(len(sets[a] & sets[b])) for a, b in pairs])
    size = np.array([float(len(one)) for one in sets])
    given_ = Pairs(left, right, overlap, overlap, size[left], size[right])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duplicate_kinds, "SPAN", SPAN)
        patch.setattr(shared_positions, "SPAN", SPAN)
        # So many n-grams that the order is reported by all of them.
        patch.setattr(shared_positions, "SAMPLE", 64)
        compare = partial(
            duplicate_kinds.duplicate_kinds, ptr, closing, ngram_rows(ptr, flat, N), given_, N
        )
        found = compare()
        for at in range(len(pairs)):
            alone = compare(duplicate_kinds.with_same_articles(given_, np.array([at])))
            assert alone.kind[at] == found.kind[at]
            assert alone.derived[:, at].tolist() == found.derived[:, at].tolist()
            assert alone.shared[at] == found.shared[at]
    kinds = [KINDS[kind] for kind in found.kind.tolist()]
    assert list(zip(kinds, found.derived.T.tolist(), strict=True)) == expected
    for (a, b), shared in zip(pairs, found.shared.tolist(), strict=True):
        at = [position for position, gram in enumerate(grams(texts[a])) if gram in sets[b]]
        assert shared == len({position + step for position in at for step in range(N)})


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 1), min_size=2, max_size=4), min_size=2, max_size=6))
def test_rows_are_identical_if_all_n_grams_are_in_the_same_order(rows: list[Words]) -> None:
    ptr = pointers(np.array([len(row) for row in rows]))
    shingles = NgramRows(ptr, np.array([word for row in rows for word in row], np.uint64))
    left, right = np.array(list(combinations(range(len(rows)), 2)), np.int64).T
    found = duplicate_kinds._identical(shingles, left, right)
    expected = [rows[a] == rows[b] for a, b in zip(left.tolist(), right.tolist(), strict=True)]
    assert found.tolist() == expected
