"""A reliability diagram as a small SVG: what was said against what was found."""

from __future__ import annotations

from pathlib import Path

import numpy as np

SIDE, MARGIN, LARGEST = 300, 44, 14
COLOUR, GREY = "#2a5d8f", "#888"


def draw(said: np.ndarray, true: np.ndarray, n_bins: int, path: Path) -> None:
    """Write the diagram.

    Parameters
    ----------
    said : ndarray of float64, shape (n,)
        Probabilities.
    true : ndarray of bool, shape (n,)
    n_bins : int
    path : Path
    """
    place = np.minimum((said * n_bins).astype(int), n_bins - 1)
    bins = [np.flatnonzero(place == number) for number in range(n_bins)]
    most = max(len(rows) for rows in bins)
    dots = [
        f'<circle cx="{_x(said[rows].mean())}" cy="{_y(true[rows].mean())}" '
        f'r="{max(LARGEST * (len(rows) / most) ** 0.5, 2.5):.1f}" fill="{COLOUR}" '
        f'fill-opacity=".75"><title>{len(rows)} articles: said {said[rows].mean():.2f}, '
        f"true {true[rows].mean():.2f}</title></circle>"
        for rows in bins
        if len(rows)
    ]
    marks = [
        f'<text x="{_x(at)}" y="{_y(0) + 18}" text-anchor="middle">{at:g}</text>'
        f'<text x="{_x(0) - 8}" y="{_y(at) + 4}" text-anchor="end">{at:g}</text>'
        for at in (0, 0.25, 0.5, 0.75, 1)
    ]
    whole = SIDE + 2 * MARGIN
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" '
        f'width="{whole}" height="{whole}" font-family="sans-serif" font-size="12" '
        f'role="img" aria-label="Reliability diagram">\n'
        f'<rect width="{whole}" height="{whole}" fill="#fff"/>\n'
        f'<path d="M{_x(0)} {_y(1)}V{_y(0)}H{_x(1)}" fill="none" stroke="{GREY}"/>\n'
        f'<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke="{GREY}" '
        f'stroke-dasharray="4 4"/>\n'
        + "\n".join([*marks, *dots])
        + f'\n<text x="{_x(0.5)}" y="{whole - 8}" text-anchor="middle">'
        "probability said</text>\n"
        f'<text transform="translate(12 {_y(0.5)}) rotate(-90)" text-anchor="middle">'
        "share found stuffed</text>\n</svg>\n",
        "utf-8",
    )


def _x(share: float) -> float:
    return round(MARGIN + SIDE * float(share), 1)


def _y(share: float) -> float:
    return round(MARGIN + SIDE * (1 - float(share)), 1)
