"""Sorting whole numbers the fast way."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from analyzer.article import Flags, Ints

DIGIT = 16
FEW = 4096


def stable_order(key: Ints) -> Ints:
    """Return the order that sorts keys, equal ones as they stand.

    As ``argsort(kind="stable")``, which is a radix sort for 16 bits only: here
    larger numbers are sorted digit by digit, about three times as fast.

    Parameters
    ----------
    key : ndarray of int64, shape (n,)
        Not negative.

    Returns
    -------
    ndarray of int64, shape (n,)
    """
    largest = int(key.max(initial=0))
    if len(key) < FEW or largest >> (3 * DIGIT):
        return np.argsort(key, kind="stable")
    order = np.argsort(key.astype(np.uint16), kind="stable")
    for shift in range(DIGIT, largest.bit_length(), DIGIT):
        digit = (key >> shift).astype(np.uint16)
        order = order[np.argsort(digit[order], kind="stable")]
    return order


def distinct(value: Ints) -> Ints:
    """Return the distinct values, ascending.

    As ``numpy.unique``, whose hash table takes ten to twenty times as long as a
    sort (NumPy 2.4).
    """
    ordered = np.sort(value)
    return np.asarray(ordered[np.diff(ordered, prepend=ordered[:1] - 1) != 0])


def among(value: npt.NDArray[np.integer[Any]], members: Ints) -> Flags:
    """Return which values are among the members.

    As ``numpy.isin``, which for few values loads ``numpy.ma``: a tenth of the time
    in which a check of one file starts.

    Parameters
    ----------
    value : ndarray of integers, shape (n,)
    members : ndarray of integers, shape (n_members,)

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    if not len(members):
        return np.zeros(len(value), bool)
    ordered = np.sort(members)
    near = ordered[np.minimum(np.searchsorted(ordered, value), len(ordered) - 1)]
    return np.asarray(near == value)


def repeated(key: Ints) -> np.ndarray:
    """Return which keys may stand more than once; those left out surely do not.

    A count of hashed keys: cheap, and enough to keep most of what is unique
    away from a sort.

    Parameters
    ----------
    key : ndarray of int64, shape (n,)

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    bits = max(int(len(key) * 4).bit_length(), 10)
    slot = (key.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - bits)
    slot = slot.astype(np.int64)
    return np.asarray(np.bincount(slot)[slot] > 1)
