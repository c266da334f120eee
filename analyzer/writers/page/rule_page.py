"""A rule page, taken apart at its headings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analyzer.writers.page.visible import clip

_HEADING = re.compile(r"^(\S.*)\n-{3,}$", re.MULTILINE)
SHOWN = ("Why it matters", "Instead", "Limits")


@dataclass(frozen=True, slots=True)
class RulePage:
    """What a rule is about.

    Attributes
    ----------
    name, summary : str
    sections : list of (str, str)
        Headings and what stands under them: why, what instead, and limits.
    """

    name: str
    summary: str
    sections: list[tuple[str, str]]


def rule_page(name: str, explanation: str) -> RulePage:
    r"""Take a rule page apart.

    Examples
    --------
    >>> rule_page("a-fault", "a-fault: it is bad.\n\nInstead\n-------\nDo good.").sections
    [('Instead', 'Do good.')]
    """
    pieces = _HEADING.split(explanation)
    summary = " ".join(pieces[0].split()).removeprefix(f"{name}:").strip()
    sections = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    return RulePage(
        clip(name),
        summary,
        [(head, " ".join(sections[head].split())) for head in SHOWN if head in sections],
    )
