"""Find the formulas of TeX in text, which scripts typeset on a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analyzer.readers.masking import FILLER, Range, overwrite

# In these a formula is not a sum of money between two dollar signs.
SIGNS = frozenset("\\^_={}")
HINTS = ("\\(", "\\[", "$")
# Between single dollars, the first and the last letter touch them, as Pandoc has it.
FORMULA = re.compile(
    r"\\\((?:[^<\\]|\\(?![()])){1,500}+\\\)"
    r"|\\\[(?:[^<\\]|\\(?![\[\]])){1,5000}+\\\]"
    r"|\$(?<![\\$]\$)\$(?P<display>[^<$]{1,5000}+)\$\$"
    r"|\$(?<![\\$\w]\$)(?P<inline>[^\s<$\d][^<$\n]{0,300}+)(?<![\s\\])\$(?![\w$])"
)
# In Markdown a backslash is written as two.
ESCAPED_FORMULA = re.compile(
    r"\\\\\([^\n]{1,500}?\\\\\)|\\\\\[(?:[^\n]|\n(?![ \t]*\n)){1,2000}?\\\\\]"
)


def mask_formulas(text: str, spared: Sequence[Range] = (), filler: str = FILLER) -> str:
    """Return HTML with its formulas overwritten, of the same length.

    Parameters
    ----------
    text : str
    spared : sequence of (int, int)
        Spans, in order, where formulas are text, as in code.
    filler : str
        One character.

    >>> mask_formulas("So $x^2$ costs $5 or $10.", filler="-")
    'So ----- costs $5 or $10.'
    """
    if not any(hint in text for hint in HINTS):
        return text
    return overwrite(text, _formulas(text, spared), filler)


def _formulas(text: str, spared: Sequence[Range]) -> Iterator[Range]:
    at = 0
    for start, end in [*spared, (len(text), len(text))]:
        for match in FORMULA.finditer(text, at, start):
            written = match["display"] or match["inline"]
            if not written or not SIGNS.isdisjoint(written):
                yield match.span()
        at = end
