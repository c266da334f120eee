"""Similarity metrics, and the bounds that let a join skip pairs.

Of two sets the one with less mass is the smaller. N-grams are ordered from the rarest;
the *rest* of a set is its mass from a given n-gram on: if two sets share that n-gram and
none before it, they cannot share more.
"""

from __future__ import annotations

from typing import Literal

import msgspec
import numpy as np

from analyzer.similarity.rows import Floats

Metric = Literal["jaccard", "containment", "cosine"]


class Bounds(msgspec.Struct, frozen=True):
    """A metric and a threshold, and the bounds that follow from them.

    For the cosine all sets have mass 1, the sum of squared weights.
    """

    metric: Metric
    threshold: float

    @property
    def need_of_smaller(self) -> float:
        """Return the share of its mass that the smaller of two sets must share."""
        if self.metric == "jaccard":
            return 2 * self.threshold / (1 + self.threshold)
        return self.threshold if self.metric == "containment" else self.threshold**2

    @property
    def need_of_larger(self) -> float:
        """Return the share of its mass that the larger of two sets must share."""
        if self.metric == "containment":
            return 0.0
        return self.threshold if self.metric == "jaccard" else self.threshold**2

    def similarity(self, smaller: Floats, larger: Floats, overlap: Floats) -> Floats:
        """Return the similarity of two sets from their masses and their overlap."""
        if self.metric == "cosine":
            return overlap
        if self.metric == "jaccard":
            return np.asarray(overlap / (smaller + larger - overlap))
        return np.asarray(overlap / smaller)

    @property
    def share_of_smaller(self) -> float:
        """Return the overlap required per unit of mass of the smaller set."""
        if self.metric == "jaccard":
            return self.threshold / (1 + self.threshold)
        return self.threshold

    @property
    def share_of_larger(self) -> float:
        """Return the overlap required per unit of mass of the larger set."""
        return self.share_of_smaller if self.metric == "jaccard" else 0.0

    def most_mass(self, mass: Floats, rest: Floats) -> Floats:
        """Return the largest mass of a larger partner."""
        if self.metric == "jaccard":
            return rest * (1 + self.threshold) / self.threshold - mass
        return np.full(len(mass), np.inf)

    def largest_smaller(self, mass: Floats, rest: Floats) -> Floats:
        """Return the largest mass of a smaller partner; not of the cosine."""
        if self.metric == "jaccard":
            return rest * (1 + self.threshold) / self.threshold - mass
        return rest / self.threshold
