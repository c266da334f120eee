"""Find the bracketed shortcodes of content management systems in Markdown and HTML.

In ``[button size="big"]Buy[/button]`` the name and the attributes are not text; what is
between the two tags is. Names without attributes count only where they are closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analyzer.readers.masking import FILLER, Range, replace

TAG = re.compile(
    r"\[(?P<closes>/)?(?P<name>[A-Za-z][\w-]{0,40})"
    r"(?P<attributes>=[^\]\[\n]{1,500}"
    r"|(?:[ \t]{1,9}[\w-]{1,40}="
    r"(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'|[^\s\]\"'\[]{1,500})){1,30})?"
    r"[ \t]{0,9}/?\](?![(\[:])"
)
# Tags of HTML with the same meaning and no more letters.
CAPTION = {"[caption": "<caption>", "[/caption": "</caption>"}


def mask_shortcodes(text: str, spared: Sequence[Range] = (), filler: str = FILLER) -> str:
    """Return the text with shortcodes overwritten, of the same length.

    A caption becomes the caption of HTML.

    Parameters
    ----------
    text : str
    spared : sequence of (int, int)
        Spans, in order, where brackets are text, as in code.
    filler : str
        One character. A space suits HTML.

    >>> mask_shortcodes('[button size="big"]Buy[/button] it [sic]', filler="-")
    '-------------------Buy--------- it [sic]'
    """
    if "[" not in text:
        return text
    return replace(text, _edits(text, spared, filler))


def _edits(text: str, spared: Sequence[Range], filler: str) -> Iterator[tuple[int, int, str]]:
    tags = list(TAG.finditer(text))
    closed = {tag["name"].lower() for tag in tags if tag["closes"]}
    opened, index = set[str](), 0
    for tag in tags:
        name, (start, end) = tag["name"].lower(), tag.span()
        if tag["closes"]:
            shown = name not in opened
        else:
            shown = not tag["attributes"] and name not in closed
            opened.add(name)
        if shown:
            continue
        while index < len(spared) and spared[index][1] <= start:
            index += 1
        if index < len(spared) and spared[index][0] <= start:
            continue
        new = CAPTION.get(("[/" if tag["closes"] else "[") + name, "")
        yield start, end, new + filler * (end - start - len(new))
