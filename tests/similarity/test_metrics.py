"""What each measure of metric allows a join to leave out, and no less.

A bound is right and tight where two sets that are just at it are just as alike as asked.
"""

import numpy as np
import pytest

from analyzer.similarity.rows import Bounds, Metric

THRESHOLDS = [0.01, 1 / 3, 0.5, 0.7, 1.0]
one = np.ones(1)


def alike(bounds: Bounds, smaller: float, larger: float, overlap: float) -> float:
    return float(bounds.similarity(smaller * one, larger * one, overlap * one)[0])


@pytest.mark.parametrize("threshold", THRESHOLDS)
@pytest.mark.parametrize("metric", ["jaccard", "containment"])
def test_sets_with_exactly_the_required_overlap_reach_the_threshold(
    metric: Metric, threshold: float
) -> None:
    bounds = Bounds(metric, threshold)
    need = bounds.need_of_smaller
    assert alike(bounds, 1, 1, need) == pytest.approx(threshold)
    for smaller, larger in [(1, 1), (2, 3), (1, 9)]:
        shared = smaller * bounds.share_of_smaller + larger * bounds.share_of_larger
        assert alike(bounds, smaller, larger, shared) == pytest.approx(threshold)


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_the_need_of_the_larger_set_is_all_of_the_smallest_partner(threshold: float) -> None:
    bounds = Bounds("jaccard", threshold)
    need = bounds.need_of_larger
    assert alike(bounds, need, 1, need) == pytest.approx(threshold)
    assert Bounds("containment", threshold).need_of_larger == 0


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_a_cosine_needs_the_square_of_the_threshold_of_either_set(threshold: float) -> None:
    """Of (t, sqrt(1 - t * t)) and (1, 0) the cosine is t: they share t * t of the first."""
    bounds = Bounds("cosine", threshold)
    assert bounds.need_of_smaller == bounds.need_of_larger == threshold * threshold
    assert alike(bounds, 1, 1, threshold) == threshold


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_partners_with_all_the_mass_allowed_just_reach_the_threshold(threshold: float) -> None:
    for mass, rest in [(4, 4), (5, 4.5), (6, 6)]:
        bounds = Bounds("jaccard", threshold)
        most = float(bounds.most_mass(mass * one, rest * one)[0])
        assert alike(bounds, mass, most, rest) == pytest.approx(threshold)
        for some in (bounds, Bounds("containment", threshold)):
            smaller = float(some.largest_smaller(mass * one, rest * one)[0])
            assert alike(some, smaller, mass, rest) == pytest.approx(threshold)
    for metric in ("containment", "cosine"):
        assert Bounds(metric, threshold).most_mass(one, one)[0] == np.inf
