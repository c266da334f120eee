"""Measures of likeness, and what each allows a join to leave out.

Of two sets the one with less mass is the smaller. *Rest* is the mass of a set
from an n-gram on, where n-grams are ordered from the rarest: if two sets share
that one and none before, it is the most they can share.
"""

from __future__ import annotations

from typing import Literal

import msgspec
import numpy as np

from analyzer.similarity.rows import Floats

Metric = Literal["jaccard", "containment", "cosine"]


class Bounds(msgspec.Struct, frozen=True):
    """A measure and a threshold.

    For the cosine all sets have mass 1, made up of squared weights: the product
    of two rests is at least the square of what they share (Cauchy and Schwarz).
    """

    likeness: Metric
    threshold: float

    @property
    def need_of_smaller(self) -> float:
        """Return the part of its mass that the smaller of two sets must share."""
        if self.likeness == "jaccard":
            return 2 * self.threshold / (1 + self.threshold)
        return self.threshold if self.likeness == "containment" else self.threshold**2

    @property
    def need_of_larger(self) -> float:
        """Return the part of its mass that the larger of two sets must share."""
        if self.likeness == "containment":
            return 0.0
        return self.threshold if self.likeness == "jaccard" else self.threshold**2

    def similarity(self, smaller: Floats, larger: Floats, overlap: Floats) -> Floats:
        """Return how alike two sets of these masses are that share so much."""
        if self.likeness == "cosine":
            return overlap
        if self.likeness == "jaccard":
            return np.asarray(overlap / (smaller + larger - overlap))
        return np.asarray(overlap / smaller)

    @property
    def share_of_smaller(self) -> float:
        """Return what two sets must share for each unit of mass of the smaller one."""
        if self.likeness == "jaccard":
            return self.threshold / (1 + self.threshold)
        return self.threshold

    @property
    def share_of_larger(self) -> float:
        """Return what two sets must share for each unit of mass of the larger one."""
        return self.share_of_smaller if self.likeness == "jaccard" else 0.0

    def most_mass(self, mass: Floats, rest: Floats) -> Floats:
        """Return the most mass that a larger partner can have."""
        if self.likeness == "jaccard":
            return rest * (1 + self.threshold) / self.threshold - mass
        return np.full(len(mass), np.inf)

    def largest_smaller(self, mass: Floats, rest: Floats) -> Floats:
        """Return the largest mass of a smaller partner; not of the cosine."""
        if self.likeness == "jaccard":
            return rest * (1 + self.threshold) / self.threshold - mass
        return rest / self.threshold
