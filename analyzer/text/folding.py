"""How words are spelled when they are compared."""

from __future__ import annotations

import re
import unicodedata

IGNORABLE = re.compile(
    "[\xad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]+"
)


def fold(text: str) -> str:
    """Return `text` as it is compared: NFKC, case-folded, straight apostrophes.

    Soft hyphens and characters without width are dropped, and so is the dot
    that case folding leaves above the i of a Turkish word.
    """
    text = _straighten(text)
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", IGNORABLE.sub("", text)).casefold()
    return unicodedata.normalize("NFKC", _straighten(text).replace("i\u0307", "i"))


def _straighten(text: str) -> str:
    for apostrophe in "\u2019\u2018\u201b\u02bc":
        text = text.replace(apostrophe, "'")
    return text
