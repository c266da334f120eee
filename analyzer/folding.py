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
    if text.isascii():
        return text.lower()
    for apostrophe in "\u2019\u2018\u201b\u02bc":
        text = text.replace(apostrophe, "'")
    if text.isascii():
        return text.lower()
    text = IGNORABLE.sub("", text)
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return text.replace("i\u0307", "i")
