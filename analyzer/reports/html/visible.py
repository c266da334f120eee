"""Text as it can be shown: what a page cannot hold becomes a sign that it can."""

from __future__ import annotations

import re

CLIP = 160
# Not allowed in HTML, or written over their neighbours: the overrides of the
# bidirectional algorithm turn round what stands behind them.
_UNSHOWABLE = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufffe\uffff]"
)
_PICTURES = {code: 0x2400 + code for code in range(32)} | {0x7F: 0x2421}


def visible(text: str) -> str:
    r"""Return text with a sign in place of each character that cannot be shown.

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
    """Return a label in one line and of at most so many characters.

    Examples
    --------
    >>> clip("far  too long", 8)
    'far too…'
    """
    line = " ".join(text[: 4 * width].split())
    short = line if len(line) <= width else line[: width - 1].rstrip() + "…"
    return visible(short)


def number(value: float | None) -> str:
    """Return a number with at most two decimals; a real minus sign.

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
    """Return a share as a whole percentage.

    Examples
    --------
    >>> percent(0.424)
    '42 %'
    """
    return "" if share is None or share != share else f"{100 * share:.0f} %"


def language_tag(language: str) -> str:
    """Return a language code if it is one, otherwise nothing."""
    return language if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", language) else ""
