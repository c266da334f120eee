"""Regular expressions that are compiled when they are first used.

Most articles use few of those for what extensions of markup add, and compiling takes
longer than reading a short article.
"""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")


class _LaterPattern:
    def __init__(self, expression: str, flags: int) -> None:
        self._given = expression, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._given)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def compile_later(expression: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern that is compiled when one of its methods is first used.

    Examples
    --------
    >>> compile_later(r"[a-z]+").findall("two words")
    ['two', 'words']
    """
    return cast("re.Pattern[str]", _LaterPattern(expression, flags))
