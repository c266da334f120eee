"""Template tags and expressions in HTML; code on a page about templates is left alone."""

from __future__ import annotations

import re

from analyzer.readers.template_syntax import has_templates
from analyzer.readers.template_syntax import mask_templates as mask

HOLE = "\x1a"
CODE = re.compile(r"<(pre|code|script|style)(?=[\s>])", re.IGNORECASE)
CODE_END = {
    name: re.compile(rf"</{name}\s*>", re.IGNORECASE)
    for name in ("pre", "code", "script", "style")
}
MAX_TAG = 2000


def mask_templates(html: str) -> str:
    """Return HTML with its template tags and expressions overwritten.

    The string of a translation tag is kept. Code is left alone, for a page about a
    template language shows it there; so is a tag that is not closed. Linear time.
    """
    return mask(html, _code(html), HOLE) if has_templates(html) else html


def _code(html: str) -> list[tuple[int, int]]:
    """Return where code is, in order."""
    found: list[tuple[int, int]] = []
    at = 0
    while (match := CODE.search(html, at)) is not None:
        closing = CODE_END[match[1].lower()].search(html, match.end())
        if closing is None:
            at = match.end()
            if len(html) - at > MAX_TAG:
                break
            continue
        at = closing.end()
        found.append((match.start(), at))
    return found
