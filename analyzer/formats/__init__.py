"""The formats of a check: one file each, one function each, one line here.

Unlike the reports in `writers`, which are folders, these go to one stream. Each
is imported when it is asked for, because a check of one file takes no longer
than starting does.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, TextIO

from analyzer.errors import SettingError

if TYPE_CHECKING:
    from analyzer.checks.check import Check

Format = Callable[["Check", TextIO], None]
FORMATS = {
    "full": "full",
    "concise": "concise",
    "json": "json_report",
    "jsonl": "json_lines",
    "github": "github",
    "gitlab": "gitlab",
    "sarif": "sarif",
    "junit": "junit",
    "rdjson": "rdjson",
    "checkstyle": "checkstyle",
}


def format_named(name: str) -> Format:
    """Return the function that writes a format.

    Raises
    ------
    SettingError
        If there is no such format.
    """
    if name not in FORMATS:
        raise SettingError(f"unknown format {name!r}; known are {', '.join(FORMATS)}")
    write: Format = import_module(f"analyzer.formats.{FORMATS[name]}").write
    return write
