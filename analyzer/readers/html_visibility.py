"""Which elements of a page a browser does not show."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from analyzer.readers.html_tags import Token, attributes

HINTS = ("hidden", "display", "sr-only", "screen-reader", "footnote", "doc-", "cite_ref")
UNSEEN_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE
)
# Class names by which style sheets commonly leave text to screen readers alone.
UNSEEN_CLASSES = frozenset([
    "sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only",
])  # fmt: skip
# The number of a footnote in the text, and the way back to it from the note.
NOTE_ROLES = frozenset(["doc-noteref", "doc-backlink"])
NOTE_CLASSES = frozenset([
    "footnote", "footnote-ref", "footnote-reference", "footnote-backref", "footnoteref",
    "reversefootnote",
])  # fmt: skip
# Elements without an end tag never hold text.
VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
    "source", "track", "wbr",
))  # fmt: skip
# The end tags of these may be left out.
OPEN_ENDED = frozenset(["p", "li", "dt", "dd", "td", "th", "tr", "option", "rt", "rp"])
INLINE = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "em", "font", "i", "ins", "kbd",
    "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "u", "var",
))  # fmt: skip


def is_hidden(token: Token) -> bool:
    """Return whether the text of an element is not shown, or is the mark of a footnote.

    ``aria-hidden`` speaks to screen readers: what it hides is seen. On inline elements
    it marks icons and anchors, which are no words; elsewhere it is not regarded.
    ``hidden="until-found"`` is text that readers can open.
    """
    return _is_hidden(token.attributes, token.tag in INLINE)


# A page repeats few attributes many times.
@lru_cache(maxsize=4096)
def _is_hidden(written: str, inline: bool) -> bool:
    lower = written.lower()
    if not any(hint in lower for hint in HINTS):
        return False
    found = attributes(written)
    if "hidden" in found and found["hidden"].strip().lower() != "until-found":
        return True
    if UNSEEN_STYLE.search(found.get("style", "")):
        return True
    classes = found.get("class", "").lower().split()
    if inline:
        if found.get("aria-hidden", "").strip().lower() == "true":
            return True
        if _is_note_mark(found, classes):
            return True
    return not UNSEEN_CLASSES.isdisjoint(classes)


def _is_note_mark(found: dict[str, str], classes: list[str]) -> bool:
    return (
        found.get("role", "") in NOTE_ROLES
        or not NOTE_CLASSES.isdisjoint(classes)
        or found.get("id", "").startswith("cite_ref")
    )


@dataclass(slots=True)
class Hider:
    """Follows the tags of a page and says which are inside an element that is not shown.

    An element whose end tag was left out ends where a browser ends it: at the next
    element of its kind or at the end of its parent.
    """

    blocks: frozenset[str]
    tag: str = ""
    depth: int = field(default=0)

    def hides(self, token: Token) -> bool:
        """Return whether a tag, or the text, is not shown; tags are to come in order."""
        if not self.tag:
            if (
                token.attributes
                and not token.closes
                and token.tag not in VOID
                and is_hidden(token)
            ):
                self.tag, self.depth = token.tag, 0
                return True
            return False
        if not token.tag:
            return True
        return self._inside(token)

    def _inside(self, token: Token) -> bool:
        tag = token.tag
        if self.tag not in OPEN_ENDED:
            if tag == self.tag:
                self.depth += -1 if token.closes else 1
                if self.depth < 0:
                    self.tag = ""
            return True
        if self.depth == 0 and self._ends(token):
            own_end = token.closes and tag == self.tag
            self.tag = ""
            return own_end or self.hides(token)
        if tag in self.blocks and tag not in OPEN_ENDED and tag not in VOID:
            self.depth += -1 if token.closes else 1
        return True

    def _ends(self, token: Token) -> bool:
        """Return whether a tag ends the open element, whose end tag may be missing."""
        if token.closes:
            return token.tag == self.tag or (
                token.tag in self.blocks and token.tag not in OPEN_ENDED
            )
        return token.tag == self.tag or (self.tag == "p" and token.tag in self.blocks)
