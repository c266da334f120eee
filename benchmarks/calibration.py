"""From scores to log-odds: a rising broken line."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

# The calibration bends where so many of the stuffed articles have less evidence.
KNOTS = (0.02, 0.1, 0.3, 0.45, 0.6)
# Slopes are drawn towards 1, as if by so many articles; none is flatter than this.
DRAWN, FLATTEST, FAR = 2.0, 0.02, 30.0


def calibrate(value: np.ndarray, label: np.ndarray, weight: np.ndarray) -> list[list[float]]:
    """Return knots of a rising broken line from scores to log-odds of stuffing."""
    knots = np.quantile(value[label], KNOTS)
    knots = np.concatenate([[knots[0] - FAR], [knots[0] - 1.5], knots, [knots[-1] + FAR]])
    stretch = np.clip(value[:, None], knots[:-1], knots[1:]) - knots[:-1]

    def loss(line: np.ndarray) -> tuple[float, np.ndarray]:
        odds = line[0] + stretch @ line[1:]
        wrong = weight * (1 / (1 + np.exp(-odds)) - label)
        pull = line[1:] - 1
        total = np.sum(weight * (np.logaddexp(0, odds) - label * odds))
        slope = np.concatenate([[wrong.sum()], stretch.T @ wrong + DRAWN * pull])
        return total + DRAWN / 2 * pull @ pull, slope

    # The first stretch begins far below, so that the line is anchored there.
    start = np.concatenate([[-FAR], np.ones(stretch.shape[1])])
    bounds = [(None, None)] + [(FLATTEST, None)] * stretch.shape[1]
    line = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    odds = line[0] + np.concatenate([[0], np.cumsum(line[1:] * np.diff(knots))])
    return [
        [round(float(at), 4), round(float(to), 4)] for at, to in zip(knots, odds, strict=True)
    ]
