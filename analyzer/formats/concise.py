"""For people and for editors: one line a finding, as compilers write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from analyzer.formats.terminal import head, painter

if TYPE_CHECKING:
    from analyzer.checks.check import Check


def write(check: Check, stream: TextIO) -> None:
    """Write ``path:line:column: severity: message [rule]`` for every finding."""
    paint = painter(stream)
    stream.writelines(head(annotation, paint) + "\n" for annotation in check.annotations)
