"""Which blocks of a plain text are body, title and furniture, by form and place.

Every block gets a score: how much it looks like prose, and less than nothing
where it says of itself that it is a date, a share bar or the like. The body is
a run of blocks with a high sum; what surrounds it is furniture, and so is what
stands inside it and tells so by a word. A text whose title came apart from it
was cut out of its page before: there form and place alone prove nothing.
"""

from __future__ import annotations

import re
from itertools import pairwise

from analyzer.article import Block
from analyzer.cues import Reason, is_credited, is_time, reason_of
from analyzer.form import CUT, LONG, STOP, ending, is_code, prose_score

BIAS = 1.0  # how much more likely body is inside an article than on the whole page
LOW, HIGH = -1.0, 3.0
CUE_SCORE = {reason: -1.0 for reason in Reason} | {Reason.COMMENTS: -6.0}
SLIGHT = 0.02, 0.1
SCRAPED_CUES, SCRAPED_SHARE = 3, 0.04
FIRST_SHARE, FIRST_LEAST = 0.5, 6.0
GAP = 4.0
HEADLINE = 120
THREAD_GAP, THREAD_TIMES = 8, 3
_ITEM = re.compile(r"[-*+•‣◦·▪●] |\(?\d{1,3}[.)]\s|\(?[a-z][.)]\s")

_Blocks = list[str]


def classify(text: str, start: list[int], end: list[int], title: str | None) -> list[int]:
    """Return the kind of each block of a plain text, values of `Block`.

    Parameters
    ----------
    text : str
    start, end : list of int
        As `split_blocks` gives them.
    title : str or None
        None where it is to be found in the text; see `Article`.
    """
    return classify_with_reasons(text, start, end, title)[0]


def classify_with_reasons(
    text: str, start: list[int], end: list[int], title: str | None
) -> tuple[list[int], list[int]]:
    """Return the kind of each block, and why it is furniture, values of `Reason`."""
    blocks = [text[first:last] for first, last in zip(start, end, strict=True)]
    if not blocks:
        return [], []
    ends = list(map(ending, blocks))
    reasons, certain = _tell_cues(blocks, ends)
    named = _find_named(blocks, title)
    careful = title is not None or sum(certain) < max(SCRAPED_CUES, SCRAPED_SHARE * len(blocks))
    scores = _score(blocks, ends, reasons, careful)
    if named is not None:
        scores[named] = 0.0
    first, last = _widen(_find_body(_bridge(scores, reasons)), reasons)
    if first == last:
        kinds = [Block.FURNITURE if sure else Block.PARAGRAPH for sure in certain]
        first, last = 0, len(blocks)
    else:
        kinds = [Block.FURNITURE] * len(blocks)
        for index in range(first, last):
            if not certain[index]:
                kinds[index] = _kind(blocks, ends, index)
    if title is None:
        named = _find_title(blocks, ends, reasons, first)
    if named is not None:
        kinds[named] = Block.TITLE
    why = [
        (reason or Reason.PLACE) if kind == Block.FURNITURE else Reason.NONE
        for kind, reason in zip(kinds, reasons, strict=True)
    ]
    return list(map(int, kinds)), list(map(int, why))


def _tell_cues(blocks: _Blocks, ends: list[int]) -> tuple[list[Reason], list[bool]]:
    """Return what each block tells of itself, and whether it is certain."""
    reasons, certain = [], []
    for block, end in zip(blocks, ends, strict=True):
        reason, sure = Reason.NONE, False
        if len(block) <= LONG:
            reason, sure = reason_of(block, end == STOP)
        elif is_credited(block):
            reason, sure = Reason.CREDIT, True
        elif "©" in block:
            reason = Reason.LEGAL
        reasons.append(reason)
        certain.append(sure)
    for index in _teasers(blocks, ends, reasons):
        reasons[index - 1] = reasons[index] = Reason.TEASER
        certain[index - 1] = certain[index] = True
    related = False
    for index, reason in enumerate(reasons):
        if reason == Reason.RELATED and len(blocks[index]) <= 40:
            related = True
        elif related and not reason:
            if _resumes(blocks, ends, index):
                related = False
            else:
                reasons[index] = Reason.RELATED
                certain[index] = ends[index] != STOP
    return reasons, certain


def _resumes(blocks: _Blocks, ends: list[int], index: int) -> bool:
    """Tell whether prose goes on here, after a list of other articles."""
    if not _is_prose(blocks[index], ends[index]):
        return ends[index] != CUT and len(blocks[index]) > LONG
    following = index + 1
    return len(blocks[index]) > 250 or (
        following < len(blocks) and _is_prose(blocks[following], ends[following])
    )


def _is_prose(block: str, end: int) -> bool:
    return end == STOP and len(block) > 40


def _teasers(blocks: _Blocks, ends: list[int], reasons: list[Reason]) -> list[int]:
    """Return the blocks that are cut off below a headline, several or beside a cue."""
    pairs = {
        index
        for index in range(1, len(blocks))
        if ends[index] == CUT
        and not reasons[index - 1]
        and _is_headline(blocks[index - 1], ends[index - 1])
        and len(blocks[index].split()) > 3
    }
    told = [True, *map(bool, reasons), True]
    return [
        index
        for index in sorted(pairs)
        if index - 2 in pairs
        or index + 2 in pairs
        or (len(blocks) > 2 and (told[index - 1] or told[index + 2]))
    ]


def _is_headline(block: str, end: int) -> bool:
    return len(block) <= HEADLINE and end != CUT and (end != STOP or block[-1] in "?!")


def _score(
    blocks: _Blocks, ends: list[int], reasons: list[Reason], careful: bool
) -> list[float]:
    scores = []
    for block, end, reason in zip(blocks, ends, reasons, strict=True):
        if reason:
            score = CUE_SCORE[reason]
        else:
            score = min(max(prose_score(block, end) + BIAS, LOW), HIGH)
            if score < 0 and is_code(block, end):
                score = 0.0
            if careful:
                score = max(score, SLIGHT[len(block) > 20])
        scores.append(score)
    for first, last in _threads(blocks, reasons):
        scores[first:last] = [min(score, LOW) for score in scores[first:last]]
    return scores


def _threads(blocks: _Blocks, reasons: list[Reason]) -> list[tuple[int, int]]:
    """Return the runs of blocks with a time of day every few lines, as comments have."""
    times = [
        index
        for index, reason in enumerate(reasons)
        if reason == Reason.DATE and is_time(blocks[index])
    ]
    cuts = [
        index
        for index, (one, other) in enumerate(pairwise(times), 1)
        if other - one > THREAD_GAP
    ]
    runs = [times[first:last] for first, last in pairwise([0, *cuts, len(times)])]
    return [(run[0], run[-1] + 1) for run in runs if len(run) >= THREAD_TIMES]


def _find_body(scores: list[float]) -> tuple[int, int]:
    """Return the first run whose sum is near the highest, (0, 0) if none is positive.

    Runs are the maximal scoring subsequences of Ruzzo and Tompa (1999), found
    in linear time: none can be made better by making it longer or shorter.
    """
    runs: list[tuple[int, int, float, float, int]] = []
    total = 0.0
    for index, score in enumerate(scores):
        before, total = total, total + score
        if score <= 0:
            continue
        first = index
        while True:
            left = len(runs) - 1
            while left >= 0 and runs[left][2] >= before:
                left = runs[left][4]
            if left < 0 or runs[left][3] >= total:
                runs.append((first, index + 1, before, total, left))
                break
            first, before = runs[left][0], runs[left][2]
            del runs[left:]
    if not runs:
        return 0, 0
    sums = [run[3] - run[2] for run in runs]
    enough = min(max(sums), max(FIRST_SHARE * max(sums), FIRST_LEAST))
    return next(run[:2] for run, total in zip(runs, sums, strict=True) if total >= enough)


def _bridge(scores: list[float], reasons: list[Reason]) -> list[float]:
    """Let no stretch that tells nothing of itself cost more than `GAP`."""
    bridged = list(scores)
    index = 0
    while index < len(scores):
        last = index
        while last < len(scores) and scores[last] <= 0 and not reasons[last]:
            last += 1
        cost = -sum(scores[index:last])
        alone = (index == 0 or scores[index - 1] > 0) and (
            last == len(scores) or scores[last] > 0
        )
        if cost > GAP and alone:
            bridged[index:last] = [score * GAP / cost for score in scores[index:last]]
        index = last + 1
    return bridged


def _widen(run: tuple[int, int], reasons: list[Reason]) -> tuple[int, int]:
    """Return the body and what surrounds it up to the next block that is a cue."""
    first, last = run
    if first < last:
        while first > 0 and not reasons[first - 1]:
            first -= 1
        while last < len(reasons) and not reasons[last]:
            last += 1
    return first, last


def _kind(blocks: _Blocks, ends: list[int], index: int) -> Block:
    block, end = blocks[index], ends[index]
    if len(block) > LONG:
        return Block.PARAGRAPH
    if _ITEM.match(block):
        return Block.LIST_ITEM
    if end == STOP:
        return Block.PARAGRAPH
    if is_code(block, end):
        return Block.CODE
    if block.startswith(">"):
        return Block.QUOTE
    following = blocks[index + 1] if index + 1 < len(blocks) else ""
    if len(block) <= HEADLINE and len(following) > max(60, len(block)):
        return Block.HEADING
    return Block.LIST_ITEM if len(block) <= HEADLINE and end != STOP else Block.PARAGRAPH


def _find_named(blocks: _Blocks, title: str | None) -> int | None:
    """Return the first block near the top that repeats the title, if one does."""
    folded = " ".join((title or "").casefold().split())
    if folded:
        for index, block in enumerate(blocks[:40]):
            if len(block) <= 2 * len(folded) and " ".join(block.casefold().split()) == folded:
                return index
    return None


def _find_title(
    blocks: _Blocks, ends: list[int], reasons: list[Reason], first: int
) -> int | None:
    """Return the first block before the body, or its first, that may be a title."""
    for index in range(min(first + 1, len(blocks) - 1)):
        block = blocks[index]
        if reasons[index] or not _is_headline(block, ends[index]):
            continue
        wordy = len(block.split()) > 1 or (not block.isascii() and len(block) > 4)
        if wordy and max(map(len, blocks[index + 1 :])) > len(block):
            return index
    return None
