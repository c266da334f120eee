"""JSON Lines: one finding a line, nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TextIO

from analyzer.formats.records import record

if TYPE_CHECKING:
    from analyzer.checks.check import Check


def write(check: Check, stream: TextIO) -> None:
    """Write an object for every finding."""
    for annotation in map(record, check.annotations):
        json.dump(annotation, stream, ensure_ascii=False)
        stream.write("\n")
