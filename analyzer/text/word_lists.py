"""Lists of words that come with the package: sections of files in ``data/``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"


def word_lists(name: str, fold: Callable[[str], str] = str) -> dict[str, list[str]]:
    """Return the lines of each section of a file, by the name of the section in brackets.

    Parameters
    ----------
    name : str
        The name of the file without its ending.
    fold : callable
        Applied to the whole text, which is ten times as fast as word by word.
    """
    lists: dict[str, list[str]] = {}
    for line in fold((DATA / f"{name}.txt").read_text("utf-8")).splitlines():
        if line.startswith("["):
            lines = lists.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return lists
