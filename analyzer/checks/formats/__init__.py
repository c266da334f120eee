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
    from analyzer.checks.result import CheckResult

Format = Callable[["CheckResult", TextIO], None]
# Name: module and function.
FORMATS = {
    "full": ("text", "write_full"),
    "concise": ("text", "write_concise"),
    "json": ("json", "write_json"),
    "jsonl": ("json", "write_jsonl"),
    "github": ("github", "write"),
    "gitlab": ("gitlab", "write"),
    "sarif": ("sarif", "write"),
    "junit": ("junit", "write"),
    "rdjson": ("rdjson", "write"),
    "checkstyle": ("checkstyle", "write"),
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
    module, function = FORMATS[name]
    write: Format = getattr(import_module(f"analyzer.checks.formats.{module}"), function)
    return write
