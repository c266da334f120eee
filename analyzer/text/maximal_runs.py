"""The maximal scoring runs of a sequence, by Ruzzo and Tompa (1999)."""

from __future__ import annotations

from collections.abc import Sequence


def maximal_runs(scores: Sequence[float]) -> list[tuple[int, int, float]]:
    """Return the runs with the highest sums: a longer or shorter run has a lower one.

    Takes linear time.

    Parameters
    ----------
    scores : sequence of float

    Returns
    -------
    list of (int, int, float)
        Start and end of each run, and its sum, which is positive; in order.
    """
    runs: list[tuple[int, int, float, float, int]] = []
    total = 0.0
    for index, score in enumerate(scores):
        before, total = total, total + score
        if score <= 0:
            continue
        first = index
        while True:
            left = len(runs) - 1
            while left >= 0 and runs[left][2] >= before:
                left = runs[left][4]
            if left < 0 or runs[left][3] >= total:
                runs.append((first, index + 1, before, total, left))
                break
            first, before = runs[left][0], runs[left][2]
            del runs[left:]
    return [(first, last, after - before) for first, last, before, after, _ in runs]
