"""The output formats of a check: one function per format, listed here.

Each writes to one stream; the formats of `analyzer.reports` write folders. A
format is imported when it is needed, so that `check` starts fast.
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
    "github": ("text", "write_github"),
    "gitlab": ("json", "write_gitlab"),
    "sarif": ("sarif", "write_sarif"),
    "junit": ("xml", "write_junit"),
    "rdjson": ("json", "write_rdjson"),
    "checkstyle": ("xml", "write_checkstyle"),
}


def format_named(name: str) -> Format:
    """Return the function that writes a format.

    Raises
    ------
    SettingError
        If the format does not exist.
    """
    if name not in FORMATS:
        raise SettingError(f"unknown format {name!r}; expected one of {', '.join(FORMATS)}")
    module, function = FORMATS[name]
    write: Format = getattr(import_module(f"analyzer.checks.formats.{module}"), function)
    return write
