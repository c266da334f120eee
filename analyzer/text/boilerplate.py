"""Which blocks of a plain text are body, title and boilerplate, by form and position."""

from __future__ import annotations

import re

from analyzer.article import Block
from analyzer.text.body import (
    COLON,
    COMMA,
    CUT,
    HEADLINE,
    LONG,
    STOP,
    ending,
    find_body,
    is_code,
    is_headline,
    is_prose,
    is_typed,
)
from analyzer.text.boilerplate_cues import (
    LONGEST_CREDIT,
    Reason,
    is_credited,
    may_be_cue,
    reason_of,
)

SHORTEST_TEASER = 15
TOP = 40  # blocks at the start, in which a text may repeat its title
TITLE_ABOVE, TITLE_BODY, TITLE_LETTERS = 60, 20, 4000
TOLD_TWICE, NEAR_BEST_TITLE = 3.0, 0.5
RELATED_CUE, RESUMING, PARAGRAPH = 40, 250, 60
# Such a word alone above a paragraph is a heading.
_WORDS_OF_HEADINGS = frozenset(
    [Reason.NAVIGATION, Reason.LEGAL, Reason.TAGS, Reason.COMMENTS, Reason.SUBSCRIBE]
)
_WORD = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|[^\\W\\d_]+")
_ITEM = re.compile(r"[-*+•‣◦·▪●] |\(?\d{1,3}[.)]\s|\(?[a-z][.)]\s")


def classify(text: str, start: list[int], end: list[int], title: str | None) -> list[int]:
    """Return the kind of each block of a plain text, values of `Block`.

    Parameters
    ----------
    text : str
    start, end : list of int
        As `split_blocks` gives them.
    title : str or None
        None if it is to be found in the text; see `Article`. A text with a separate
        title was extracted from its page before: there only blocks with a cue are
        boilerplate.
    """
    return classify_with_reasons(text, start, end, title)[0]


def classify_with_reasons(
    text: str, start: list[int], end: list[int], title: str | None
) -> tuple[list[int], list[int]]:
    """Return the kind of each block, and why it is boilerplate, values of `Reason`."""
    blocks = [text[first:last] for first, last in zip(start, end, strict=True)]
    ends = list(map(ending, blocks))
    reasons, certain = _find_cues(blocks, ends)
    named = _repeats(blocks[:TOP], title) if title else []
    for index in named:
        reasons[index] = Reason.PLACE
    careful = title is not None or has_few_cues(certain)
    core = first, last = 0, len(blocks)
    if any(reasons) or not careful:
        name = blocks[0] if title is None else title
        core, (first, last) = find_body(blocks, ends, reasons, careful, name)
    if first == last:
        first, last = 0, len(blocks)
    elif title is None:
        named = _find_title(blocks, ends, reasons, core[0])
    if named and named[0] < core[0]:
        first = max(first, named[0] + 1)
    kinds = [Block.BOILERPLATE] * len(blocks)
    kinds[first:last] = [
        Block.BOILERPLATE if certain[index] else _kind(blocks, ends, index)
        for index in range(first, last)
    ]
    for index in named:
        kinds[index] = Block.TITLE if index == named[0] else Block.BOILERPLATE
    why = [
        int(reason or Reason.PLACE) if kind == Block.BOILERPLATE else 0
        for kind, reason in zip(kinds, reasons, strict=True)
    ]
    return [int(kind) for kind in kinds], why


def _find_cues(blocks: list[str], ends: list[int]) -> tuple[list[Reason], list[bool]]:
    """Return the cue of each block, and whether it is certain."""
    reasons = [Reason.NONE] * len(blocks)
    certain = [False] * len(blocks)
    short = [index for index, block in enumerate(blocks) if len(block) <= LONG]
    for position in may_be_cue([blocks[index] for index in short]):
        index = short[position]
        if not is_typed(blocks[index]):
            reasons[index], certain[index] = reason_of(blocks[index], ends[index] == STOP)
    for index, (block, end) in enumerate(zip(blocks, ends, strict=True)):
        if len(block) > LONG:
            if (end != STOP or block[-1] in ")]") and is_credited(block):
                reasons[index], certain[index] = Reason.CREDIT, True
            elif "©" in block:
                reasons[index] = Reason.LEGAL
    for index in _teasers(blocks, ends, reasons):
        reasons[index - 1] = reasons[index] = Reason.TEASER
        certain[index - 1] = certain[index] = True
    for index in _related(blocks, ends, reasons):
        reasons[index] = Reason.RELATED
        certain[index] = ends[index] != STOP
    for index in _headings(blocks, ends, reasons):
        reasons[index], certain[index] = Reason.NONE, False
    return reasons, certain


def _teasers(blocks: list[str], ends: list[int], reasons: list[Reason]) -> list[int]:
    """Return the truncated blocks below headlines, if there are several or a cue is near."""
    if CUT not in ends:
        return []
    pairs = {
        index
        for index in range(1, len(blocks))
        if ends[index] == CUT
        and not reasons[index - 1]
        and is_headline(blocks[index - 1], ends[index - 1])
        and len(blocks[index]) > SHORTEST_TEASER
    }
    has_cue = [True, *map(bool, reasons), True]
    return [
        index
        for index in sorted(pairs)
        if index - 2 in pairs
        or index + 2 in pairs
        or (len(blocks) > 2 and (has_cue[index - 1] or has_cue[index + 2]))
    ]


def _related(blocks: list[str], ends: list[int], reasons: list[Reason]) -> list[int]:
    """Return the other blocks of lists of related articles, below the cue and some prose."""
    found: list[int] = []
    if Reason.RELATED not in reasons:
        return found
    listing = prose = False
    for index, reason in enumerate(reasons):
        if reason == Reason.RELATED and len(blocks[index]) <= RELATED_CUE:
            listing = prose
        elif not reason:
            listing = listing and not _resumes(blocks, ends, index)
            prose = prose or len(blocks[index]) > LONG or is_prose(blocks[index], ends[index])
            if listing:
                found.append(index)
    return found


def _resumes(blocks: list[str], ends: list[int], index: int) -> bool:
    """Return whether prose continues here, after a list of other articles."""
    if not is_prose(blocks[index], ends[index]):
        return ends[index] != CUT and len(blocks[index]) > LONG
    following = index + 1
    return len(blocks[index]) > RESUMING or (
        following < len(blocks) and is_prose(blocks[following], ends[following])
    )


def _headings(blocks: list[str], ends: list[int], reasons: list[Reason]) -> list[int]:
    """Return the cues that are headings: they are alone above a paragraph."""
    return [
        index
        for index in range(1, len(blocks) - 1)
        if reasons[index] in _WORDS_OF_HEADINGS
        and not reasons[index - 1]
        and not reasons[index + 1]
        and not any(map(str.isdigit, blocks[index]))
        and len(blocks[index]) < len(blocks[index + 1])
        and is_prose(blocks[index + 1], ends[index + 1])
    ]


def _kind(blocks: list[str], ends: list[int], index: int) -> Block:
    block, end = blocks[index], ends[index]
    kind = Block.PARAGRAPH
    if block[0] == "|" and block[-1] == "|":
        kind = Block.TABLE
    elif block[0] == ">" and not is_typed(block):
        kind = Block.QUOTE
    elif not block[0].isupper() and _ITEM.match(block):
        kind = Block.LIST_ITEM
    elif end != STOP and len(block) <= LONG:
        following = blocks[index + 1] if index + 1 < len(blocks) else ""
        if is_code(block, end):
            kind = Block.CODE
        elif end == COLON and len(block) > PARAGRAPH:
            kind = Block.PARAGRAPH
        elif len(block) <= HEADLINE:
            above = len(following) > max(len(block), PARAGRAPH)
            kind = Block.HEADING if above else Block.LIST_ITEM
    return kind


def _repeats(blocks: list[str], title: str) -> list[int]:
    """Return the blocks that repeat the title."""
    folded = title.casefold().split()
    return [
        index
        for index, block in enumerate(blocks)
        if len(block) <= 2 * len(title) and block.casefold().split() == folded
    ]


def _find_title(
    blocks: list[str], ends: list[int], reasons: list[Reason], first: int
) -> list[int]:
    """Return the most probable title among the blocks before the body, and its copies.

    A title shares words with the body. It may appear twice, as the name of
    the page and above the text.
    """
    above = sorted({0, *range(max(0, first - TITLE_ABOVE), first + 1)})
    possible = [index for index in above if _could_be_title(blocks, ends, reasons, index)]
    if not possible:
        return []
    body = blocks[first : first + TITLE_BODY]
    said = set(_words(" ".join(block[:TITLE_LETTERS] for block in body)[:TITLE_LETTERS]))
    similarity: list[float] = []
    for index in possible if len(possible) > 1 else []:
        words = set(_words(blocks[index]))
        hits = len(words & said)
        twice = index > 0 and blocks[0].startswith(blocks[index])
        share = hits / len(words) if hits > 1 else 0.0
        similarity.append(hits * share * (TOLD_TWICE if twice else 1.0))
    good = NEAR_BEST_TITLE * max(similarity, default=0.0)
    near = next((place for place, value in enumerate(similarity) if value >= good), 0)
    return _repeats(blocks[: first + 1], blocks[possible[near]])


def _could_be_title(
    blocks: list[str], ends: list[int], reasons: list[Reason], index: int
) -> bool:
    block, reason, end = blocks[index], reasons[index], ends[index]
    if reason == Reason.RELATED:
        reason = reason_of(block, sentence=False)[0]
    several = len(block.split()) > 1 or (not block.isascii() and len(block) > 4)
    if reason or not several or end in (COLON, COMMA) or not is_headline(block, end):
        return False
    return any(len(below) > len(block) for below in blocks[index + 1 : index + TITLE_ABOVE])


def _words(text: str) -> list[str]:
    """Return the longer words of a text, of scripts without spaces the characters."""
    return [word for word in _WORD.findall(text.casefold()) if len(word) > 3 or word > "\u2e80"]


_KINDS = {Reason.SHARE: "sharing", Reason.NONE: "template", Reason.PLACE: "template"}


def boilerplate_kind(line: str) -> str:
    """Return what a line of boilerplate is: "legal", "related" ...; "template" by default.

    Examples
    --------
    >>> boilerplate_kind("Share this post:"), boilerplate_kind("The Heron Gazette")
    ('sharing', 'template')
    """
    reason, _ = reason_of(line[:LONGEST_CREDIT].strip(), line.endswith((".", "!", "?")))
    return _KINDS.get(reason, reason.name.lower())


FEW_CUES, FEW_CUES_SHARE = 3, 0.04


def has_few_cues(certain: list[bool]) -> bool:
    """Return whether a text has too few cues to be a scraped page."""
    return sum(certain) < max(FEW_CUES, FEW_CUES_SHARE * len(certain))
