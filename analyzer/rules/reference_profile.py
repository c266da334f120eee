"""Reference profiles: how each measure is distributed over clean articles.

A profile answers one question for every kind of evidence: *how many clean
articles of this size have as much?* The answer is -log10 of that share, so
that 2 means one in a hundred, and evidence of different kinds compares.

The size of an article is its number of distinct words, because that, unlike
its length, stays as it is when a phrase or a sentence is said again: another
copy then never makes an article look less repetitive than it did.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec
import numpy as np

from analyzer.article import Floats, Ints
from analyzer.errors import SettingError
from analyzer.readers.limits import read_at_most
from analyzer.text.word_lists import DATA

LEVELS = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
SIZES = (25, 50, 80, 120, 170, 240, 340, 480, 680)
CAP = 4.0
SHIPPED = "profile.json"


class Profile(msgspec.Struct, frozen=True):
    """How measures are distributed over a collection of clean articles.

    Attributes
    ----------
    name : str
        What collection it was built from.
    n_articles : int
    sizes : tuple of int
        Numbers of distinct words at which the distributions were taken.
    levels : tuple of float
        -log10 of the share of articles that have as much.
    values : mapping of str to tuple
        For each measure and size, the value that each level is reached at.
    """

    name: str
    n_articles: int
    sizes: tuple[int, ...]
    levels: tuple[float, ...]
    values: dict[str, tuple[tuple[float, ...], ...]]

    def save(self, path: str | Path) -> None:
        """Write the profile, whole or not at all.

        Raises
        ------
        WriteError
            If it cannot be written.
        """
        from analyzer.storage.atomic import atomic_write

        with atomic_write(Path(path)) as stream:
            stream.write(msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n")

    def rarity(self, rule: str, value: Floats, size: Ints) -> Floats:
        """Return -log10 of the share of clean articles that have as much.

        Parameters
        ----------
        rule : str
            A name in `values`; the rarity of an unknown rule is 0.
        value : ndarray of float64, shape (n_articles,)
        size : ndarray of int64, shape (n_articles,)
            The number of distinct words of each.

        Returns
        -------
        ndarray of float64, shape (n_articles,)
            Between 0 and `CAP`; never falls as `value` grows.
        """
        if rule not in self.values:
            return np.zeros(len(value))
        tables = np.stack([self._levels(row, value) for row in self.values[rule]])
        position = np.interp(
            np.log(np.maximum(size, 1)), np.log(self.sizes), np.arange(len(self.sizes))
        )
        below = np.floor(position).astype(np.int64)
        above = np.minimum(below + 1, len(self.sizes) - 1)
        rest = position - below
        column = np.arange(len(value))
        blended = (1 - rest) * tables[below, column] + rest * tables[above, column]
        return np.asarray(np.clip(blended, 0.0, CAP))

    def reached(self, rule: str, level: float, size: Ints) -> Floats:
        """Return the value that a share of 10 ** -level of clean articles reach.

        Parameters
        ----------
        rule : str
            A name in `values`; 0 for an unknown one.
        level : float
        size : ndarray of int64, shape (n_articles,)
            The number of distinct words of each.
        """
        if rule not in self.values:
            return np.zeros(len(size))
        at = [np.interp(level, self.levels, row) for row in self.values[rule]]
        return np.asarray(np.interp(np.log(np.maximum(size, 1)), np.log(self.sizes), at))

    def _levels(self, row: tuple[float, ...], value: Floats) -> Floats:
        # Equal values at several levels: a hair of slope keeps the order strict.
        at = np.asarray(row) + np.arange(len(row)) * 1e-9
        inner = np.interp(value, at, self.levels)
        slope = (self.levels[-1] - self.levels[-3]) / max(at[-1] - at[-3], 1e-6)
        return np.asarray(inner + np.maximum(value - at[-1], 0) * slope)


def build_profile(name: str, values: Mapping[str, Floats], size: Ints) -> Profile:
    """Build a profile from measures of clean articles.

    Parameters
    ----------
    name : str
        What the articles are.
    values : mapping of str to ndarray of float64, shape (n_articles,)
    size : ndarray of int64, shape (n_articles,)
        The number of distinct words of each.
    """
    tables = {}
    for measure, value in values.items():
        rows = [_quantiles(value[near]) for near in _neighbours(size)]
        # A larger article may not look worse for the same amount.
        tables[measure] = tuple(
            map(tuple, np.maximum.accumulate(rows, axis=0).round(6).tolist())
        )
    return Profile(name, len(size), SIZES, LEVELS, tables)


def _neighbours(size: Ints) -> list[Ints]:
    """For each size of the profile, the articles nearest to it in proportion."""
    enough = min(max(len(size) // 12, 1000), len(size))
    distance = [np.abs(np.log(np.maximum(size, 1) / at)) for at in SIZES]
    return [np.argsort(row, kind="stable")[:enough] for row in distance]


def _quantiles(value: Floats) -> Floats:
    share = 1 - 10.0 ** -np.array(LEVELS)
    return np.quantile(np.sort(value), share)


@cache
def shipped_profile() -> Profile:
    """Return the profile that comes with the package."""
    data = (DATA / SHIPPED).read_bytes()
    return msgspec.json.decode(data, type=Profile)


def load_profile(path: str) -> Profile:
    """Read a profile that `analyzer calibrate` wrote.

    Raises
    ------
    SettingError
        If the file is missing or is not a profile.
    """
    try:
        return msgspec.json.decode(read_at_most(Path(path)), type=Profile)
    except OSError as error:
        raise SettingError(f"{path}: cannot read the profile: {error.strerror}") from error
    except msgspec.DecodeError as error:
        raise SettingError(f"{path}: not a profile written by 'calibrate': {error}") from error
