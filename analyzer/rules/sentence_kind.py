"""Kinds of sentences: which recurring sentences structure a text and repeat nothing.

Only a declarative sentence is redundant when it recurs. A sentence that introduces a list
or asks a question ("Run the following command:", "What did you learn?") structures a
text; a line without a full stop is a caption or a label; a cross-reference ("See the
manual for more information.") says where to read on.
"""

from __future__ import annotations

import re

FINAL = frozenset(".!…。！．｡।։۔።")
CLOSING = "\"'”’»›)]}」』）*_~` \t\r\n"
ASKING = frozenset(":?：？;؟")
OPENING = "\"'“‘”*_~` \t\r\n"
BRACKETS = frozenset("()（）[]")
# The verbs that begin a cross-reference, and the phrases that are in one.
REFERRING = re.compile(
    r"(?:see|refer to|read|check out|learn|visit|consult|go to|jump to|follow|watch|click)\b"
    r"|(?:siehe|vgl|voir|consultez|véase|consulte|vedi|ver|zie)\b",
    re.IGNORECASE,
)
POINTING = re.compile(
    r"\b(?:(?:for|find|learn|read|get) (?:more|further|additional|full|details)|for details|"
    r"(?:more|further) (?:information|details)|(?:see|described|explained|discussed) "
    r"(?:above|below)|weitere informationen|plus d'informations|más información|"
    r"maggiori informazioni|mais informações|meer informatie)\b",
    re.IGNORECASE,
)


def is_declarative(text: str) -> bool:
    """Return whether a sentence of prose makes a statement.

    Examples
    --------
    >>> is_declarative("The mill was sold to the council in the spring of that year.")
    True
    >>> is_declarative("Copy the following lines to the end of the file:")
    False
    >>> is_declarative("(Photo by the archive of the harbour museum, 1931)")
    False
    """
    shown = text.strip(OPENING)
    ending = shown.rstrip(CLOSING)[-1:]
    in_brackets = shown[:1] in BRACKETS and shown.rstrip(".。")[-1:] in BRACKETS
    return ending in FINAL and ending not in ASKING and not in_brackets


def is_reference(text: str, *, has_link: bool) -> bool:
    """Return whether a sentence only says where to read on.

    Examples
    --------
    >>> is_reference("For more information, see the manual of the pump.", has_link=False)
    True
    >>> is_reference("See how the mill was rebuilt.", has_link=False)
    False
    """
    shown = text.lstrip(OPENING)
    pointing = POINTING.search(shown) if has_link else POINTING.match(shown)
    return bool(pointing) or (has_link and bool(REFERRING.match(shown)))
