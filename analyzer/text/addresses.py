"""Addresses in running text: URLs, bare web addresses with a path, e-mail addresses."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analyzer.article import Ints
from analyzer.text.later_patterns import compile_later

# What an address may contain. Scripts without spaces and their punctuation end one,
# because nothing else does in these scripts.
_PART = (
    '[^\\s<>"“”„«»`{}|\\\\^'
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
)
_REST = compile_later(f"{_PART}+")
_SCHEME = compile_later(r"(?<![A-Za-z0-9.+-])[A-Za-z][A-Za-z0-9+.-]{0,15}$")
_HOST = compile_later(
    r"(?<![A-Za-z0-9_.@-])[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.(?:com|org|net|edu|gov|info|io|dev)$"
)
_MAILBOX = compile_later(r"(?:mailto:)?[A-Za-z0-9_.+%-]{1,64}$")
_DOMAIN = compile_later(r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_ASCII_WORD = compile_later(r"[A-Za-z0-9_]")
_CLOSING = {")": "(", "]": "["}
_TRAILING = frozenset(".,;:!?'’*_~…")
# The longest part before the mark of an address.
_REACH = 80


def address_spans(text: str) -> tuple[Ints, Ints]:
    """Return where the addresses in a text begin and end.

    An address is a URL with its scheme, a host that begins with ``www.``, a host
    with a common ending and a path, or an e-mail address. Punctuation after it does
    not belong to it.

    Parameters
    ----------
    text : str

    Returns
    -------
    start, end : ndarray of int64, shape (n_addresses,)
        Half-open offsets, ascending and without overlap.

    Examples
    --------
    >>> text = "See www.example.org/map (or write to hall@example.org)."
    >>> [text[a:b] for a, b in zip(*address_spans(text))]
    ['www.example.org/map', 'hall@example.org']
    """
    found = sorted([*_web(text), *_hosts(text), *_mail(text)])
    start: list[int] = []
    end: list[int] = []
    for first, last in found:
        if not end or first >= end[-1]:
            start.append(first)
            end.append(last)
    return np.array(start, np.int64), np.array(end, np.int64)


def outside_spans(token_start: Ints, token_end: Ints, start: Ints, end: Ints) -> np.ndarray:
    """Return which tokens do not overlap any of some ascending spans, shape (n_tokens,)."""
    if not len(start):
        return np.ones(len(token_start), bool)
    span = np.searchsorted(start, token_end, side="left") - 1
    return np.asarray((span < 0) | (token_start >= np.maximum.accumulate(end)[span]))


def _positions(text: str, mark: str) -> Iterator[int]:
    position = text.find(mark)
    while position >= 0:
        yield position
        position = text.find(mark, position + 1)


def _web(text: str) -> Iterator[tuple[int, int]]:
    """Yield the addresses with a scheme, and the hosts with a common ending and a path."""
    done = 0
    for slash in _positions(text, "/"):
        if slash < done:
            continue
        before = text[max(0, slash - _REACH) : slash]
        if before.endswith(":"):
            head = _SCHEME.search(before[:-1]) if text[slash + 1 : slash + 2] == "/" else None
        else:
            head = _HOST.search(before)
        if head:
            first = slash - len(before) + head.start()
            last = _end(text, slash, first)
            if text[slash:last].strip("/"):
                yield first, last
                done = last


def _hosts(text: str) -> Iterator[tuple[int, int]]:
    """Yield the addresses that begin with "www."."""
    done = 0
    for position in _positions(text, "www."):
        if position < done:
            continue
        alone = not position or not _ASCII_WORD.match(text, position - 1)
        if alone and text[position + 4 : position + 5].isalnum():
            done = _end(text, position, position)
            yield position, done


def _mail(text: str) -> Iterator[tuple[int, int]]:
    for sign in _positions(text, "@"):
        before = text[max(0, sign - _REACH) : sign]
        mailbox, domain = _MAILBOX.search(before), _DOMAIN.match(text, sign + 1)
        if mailbox and domain:
            yield sign - len(before) + mailbox.start(), domain.end()


def _end(text: str, position: int, first: int) -> int:
    """Return the end of the address that continues at a position, without punctuation."""
    rest = _REST.match(text, position)
    end = rest.end() if rest else position
    unopened = {
        closing: text.count(closing, first, end) - text.count(opening, first, end)
        for closing, opening in _CLOSING.items()
    }
    while end > position:
        last = text[end - 1]
        if last not in _TRAILING and unopened.get(last, 0) <= 0:
            break
        if last in unopened:
            unopened[last] -= 1
        end -= 1
    return end
