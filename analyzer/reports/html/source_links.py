"""Links from the page to the source: in an editor, or where a forge shows the file."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote

from analyzer.errors import SettingError

PATH, LINE = "{path}", "{line}"
EXAMPLE = "https://github.com/org/repo/blob/main/{path}#L{line}"
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{0,30}):", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
WEB = ("http", "https")
UNSAFE = ("javascript", "data", "vbscript", "blob")


def check_source_url(pattern: str) -> None:
    """Raise a `SettingError` for a pattern that is not one of addresses with a path."""
    if not pattern:
        return
    scheme = _SCHEME.match(pattern)
    unknown = set(_PLACEHOLDER.findall(pattern)) - {PATH, LINE}
    if scheme is None or scheme[1].lower() in UNSAFE:
        raise SettingError(f"source-url {pattern!r}: not an address such as {EXAMPLE}")
    if unknown or PATH not in pattern:
        raise SettingError(
            f"source-url {pattern!r}: takes {PATH} and {LINE}, as {EXAMPLE} does"
        )


def source_url(pattern: str, source: str, line: int, root: str = "") -> str:
    """Return the address of a line of a file, empty if the pattern leads to none.

    Parameters
    ----------
    pattern : str
        An address with ``{path}`` and ``{line}``.
    source : str
        The path of the file.
    line : int
    root : str
        The folder that paths in web addresses are relative to; by default the current
        one. Editors get the whole path.

    Examples
    --------
    >>> source_url("https://example.org/blob/main/{path}#L{line}", "docs/a b.md", 3)
    'https://example.org/blob/main/docs/a%20b.md#L3'
    """
    if not pattern or not source:
        return ""
    scheme = _SCHEME.match(pattern)
    if scheme is not None and scheme[1].lower() in WEB:
        path = os.path.relpath(source, root or None).replace(os.sep, "/")
        if path.startswith(".."):
            return ""
    else:
        path = Path(os.path.abspath(source)).as_posix()  # noqa: PTH100
        if f"/{PATH}" in pattern:
            path = path.lstrip("/")
    return pattern.replace(PATH, quote(path, safe="/:", errors="surrogatepass")).replace(
        LINE, str(line)
    )
