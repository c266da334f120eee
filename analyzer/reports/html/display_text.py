"""Text and numbers as the page shows them."""

from __future__ import annotations

import re

CLIP = 160
# Longer than any real message; only hostile input is cut.
LONGEST_MESSAGE = 1000
# Not allowed in HTML, or able to reorder the text after them (bidi overrides).
_UNSHOWABLE = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufffe\uffff]"
)
_PICTURES = {code: 0x2400 + code for code in range(32)} | {0x7F: 0x2421}


def visible(text: str) -> str:
    r"""Return text with a visible symbol for each character that cannot be shown.

    Examples
    --------
    >>> visible("a\0b\u202ec")
    'a␀b[U+202E]c'
    """
    if not _UNSHOWABLE.search(text):
        return text
    return _UNSHOWABLE.sub(_sign, text)


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code in _PICTURES:
        return chr(_PICTURES[code])
    return f"[U+{code:04X}]" if code in (0x202D, 0x202E) else "\ufffd"


def clip(text: str, width: int = CLIP) -> str:
    """Return a label on one line, cut to at most `width` characters.

    Examples
    --------
    >>> clip("far  too long", 8)
    'far too…'
    """
    line = " ".join(text[: 4 * width].split())
    short = line if len(line) <= width else line[: width - 1].rstrip() + "…"
    return visible(short)


def message(text: str) -> str:
    """Return a message on one line, in full."""
    return clip(text, LONGEST_MESSAGE)


def number(value: float | None) -> str:
    """Return a number with at most two decimals and a typographic minus sign.

    Examples
    --------
    >>> number(97.25), number(-3.0), number(None)
    ('97.25', '−3', '')
    """
    if value is None or value != value:
        return ""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace("-", "−")


def percent(share: float | None) -> str:
    r"""Return a share as a whole percentage, with a no-break space.

    Examples
    --------
    >>> percent(0.424)
    '42\xa0%'
    """
    return "" if share is None or share != share else f"{100 * share:.0f}\xa0%"


def language_tag(language: str) -> str:
    """Return a language code if it is well formed, otherwise an empty string."""
    return language if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", language) else ""
