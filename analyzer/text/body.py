"""Where the body of a page begins and ends among its blocks.

Every block gets a score: how much it looks like prose. It is negative if a cue shows
that the block is a date, a share bar or the like. The body is the run of blocks with the
highest sum, and what surrounds it up to the next cue: next to an article, the form of a
block alone is not enough evidence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from itertools import pairwise

from analyzer.text.boilerplate_cues import Reason, is_time
from analyzer.text.maximal_runs import maximal_runs

CLOSERS = "\"'”’»›」』)）]】*_"
PROSE, HEADLINE, LONG = 40, 120, 160
HEAD = 300  # letters that are examined one by one
NOTHING, STOP, CUT, COLON, COMMA = range(5)
_ENDINGS = {
    **dict.fromkeys(".!?。！？．।॥۔؟።፡᙮։", STOP),
    **dict.fromkeys("…", CUT),
    **dict.fromkeys(":：", COLON),
    **dict.fromkeys(",;，、；", COMMA),
}
# Upper limits of classes of length, in letters; first of blocks that end like a
# sentence, then of others.
POLICIES = ((30, 60, 100, 160, 250), (12, 25, 45, 75, 120, 200))
SIGNS = (
    *(f"sentence {length}" for length in range(6)),
    *(f"other {length}" for length in range(7)),
    "cut off", "colon", "comma",
    "no word", "mostly capitals", "few capitals", "small initial", "quotation", "inner stop",
    "address", "digits", "inner comma",
)  # fmt: skip
WEIGHTS = (
    -1.2, -0.3, -0.9, -0.3, 1.7, 2.3,
    -3.1, -2.6, -1.9, -3.4, -2.8, -2.5, -2.2,
    -0.7, 1.5, -1.4,
    1.2, -0.1, 0.9, -0.8, 1.4, 0.3, 1.1, 0.7, 0.5,
)  # fmt: skip
_WIDE = re.compile("[\u2e80-\U0001ffff]")
_WORD = re.compile(r"[^\W\d_]+")
_INNER = re.compile(r"[.!?][\"'”’)]?\s\w|[。！？।؟]")
_OPENING = frozenset("\"“‘'«—–「『„")
_CODE = re.compile(
    r"[$%] |# [a-z./]|>>> |#!|#include|sudo |[\w.-]{1,32}@[\w.-]{1,64}[:~ \]]"
    r"|[dl-](?:[r-][w-][xsS-]){3}|[\w.-]+ ?= ?\S+$"
)
_CODE_MARK = re.compile(r"[{}\[\]<>=;|$\\^`~#%@]|sudo |r[w-][xsS-]")
_MARK = re.compile(r"[{}\[\]<>=;|$\\^`~]")
# The number of a note, as in an encyclopedia.
_NOTE = re.compile(r"(?<=\S)\[\d{1,3}\]")


def ending(line: str) -> int:
    """Return how a line ends: with nothing, a full stop, dots, a colon or a comma."""
    if line[-1] == "]":
        line = _NOTE.sub("", line[-24:]) or line
    bare = line[-8:].rstrip(CLOSERS) if line[-1] in CLOSERS else line[-2:]
    last, before = bare[-1:], bare[-2:-1]
    if last == before == ".":
        return CUT
    return _ENDINGS.get(last, NOTHING)


def is_headline(line: str, end: int) -> bool:
    """Return whether a line could be a headline or a heading."""
    return len(line) <= HEADLINE and end != CUT and (end != STOP or line[-1] in "?!")


def is_prose(line: str, end: int) -> bool:
    """Return whether a line is a sentence that is not short."""
    least = PROSE // 3 if line[0] > "\u2e80" else PROSE
    return end == STOP and len(line) > least


def signs(line: str, end: int) -> list[int]:
    """Return the signs of prose or of boilerplate in the form of a line.

    Parameters
    ----------
    line : str
        Without white space at its ends, not empty.
    end : int
        Its `ending`.

    Returns
    -------
    list of int
        Indices into `SIGNS`.
    """
    # A Han character, kana or syllable counts as three letters.
    size = len(line) + 2 * len(_WIDE.findall(line[:HEAD]))
    sentence = end == STOP
    length = sum(size > limit for limit in POLICIES[not sentence])
    if sentence and size > LONG:
        return [length]
    found = [length if sentence else 6 + length]
    if end > STOP:
        found.append(11 + end)
    head = line[:HEAD]
    words = _WORD.findall(head)
    upper = sum(word[0].isupper() for word in words)
    several = len(words) > 2
    others = (
        not words,
        several and upper * 3 >= len(words) * 2,
        several and upper * 3 <= len(words),
        line[0].islower(),
        line[0] in _OPENING,
        _INNER.search(head) is not None,
        "http" in head or "www." in head or "@" in head,
        sum(map(str.isdigit, head)) * 5 > len(head),
        ", " in head or "，" in head or "、" in head,
    )
    found += [16 + index for index, present in enumerate(others) if present]
    return found


def prose_score(line: str, end: int) -> float:
    """Return the log odds that a line is body, from its form alone."""
    if end == STOP and len(line) > POLICIES[0][-1]:
        return WEIGHTS[len(POLICIES[0])]
    return sum(WEIGHTS[sign] for sign in signs(line, end))


def is_typed(line: str) -> bool:
    """Return whether a line begins like console input or output."""
    return _CODE.match(line) is not None


def is_code(line: str, end: int) -> bool:
    """Return whether a line is clearly source code or console input.

    A prompt, file modes or an assignment are enough; otherwise two marks that prose does
    not use are needed.
    """
    if not _CODE_MARK.search(line[:HEAD]):
        return False
    if is_typed(line):
        return True
    if end == STOP or len(line) < 6:
        return False
    marks = len(_MARK.findall(_NOTE.sub("", line[:HEAD])))
    return marks >= 2 and (marks * 12 >= min(len(line), HEAD) or line[-1] in ";{}")


BIAS = 1.0  # how much more probable body is near an article than on the whole page
LOW, HIGH = -1.0, 3.0
CUE_SCORES = dict.fromkeys(Reason, -1.0) | {Reason.COMMENTS: -6.0}
PARAGRAPH = 300  # letters
GAP = 4.0
NEAR_BEST, ENOUGH = 0.5, 6.0
# How much a headline right above a run of prose adds to its weight of 1.
HEADED, HALF_WAY, SHORTEST_HEADLINE = 16.0, 12, 12
THREAD_GAP, THREAD_TIMES = 8, 2
# A digest: the fewest equal cues, each below a sentence, and their share of the text.
DIGEST_ITEMS, DIGEST_SHARE, DIGEST_SCORE = 3, 0.7, 0.5

Run = tuple[int, int]


def find_body(
    blocks: list[str], ends: list[int], reasons: list[Reason], careful: bool, name: str
) -> tuple[Run, Run]:
    """Return the run of blocks that is certainly body, and the widest possible run.

    Parameters
    ----------
    blocks : list of str
    ends : list of int
        Their `ending`.
    reasons : list of Reason
        The cue in each block.
    careful : bool
        Whether the text was extracted from its page before: then only cues count
        against a block, and only length counts for it.
    name : str
        The name of the page, which begins with the headline of the article.

    Returns
    -------
    core, wide : tuple of int
        Half-open ranges of blocks; both (0, 0) if nothing looks like prose.
    """
    scores = _score(blocks, ends, reasons, careful)
    for first, last in _threads(blocks, reasons):
        scores[first:last] = [min(score, LOW) for score in scores[first:last]]
    for index in _digest(blocks, ends, reasons):
        scores[index] = 0.0
        scores[index - 1] = max(scores[index - 1], DIGEST_SCORE)
    long = (at for at in range(1, len(blocks)) if len(blocks[at]) >= SHORTEST_HEADLINE)
    headlines = [at for at in long if name.startswith(blocks[at])]
    core = _first_good_run(_bridge(scores, reasons), headlines)
    return core, _widen(core, reasons)


def _score(
    blocks: list[str], ends: list[int], reasons: list[Reason], careful: bool
) -> list[float]:
    scores = []
    for block, end, reason in zip(blocks, ends, reasons, strict=True):
        if reason:
            scores.append(CUE_SCORES[reason])
            continue
        if careful:
            length = len(block) / PARAGRAPH
            score = length * length + length / 2 + (end == STOP)
        else:
            score = max(prose_score(block, end) + BIAS, LOW)
            if score < 0 and is_code(block, end):
                score = 0.0
        scores.append(min(score, HIGH))
    return scores


def _digest(blocks: list[str], ends: list[int], reasons: list[Reason]) -> list[int]:
    """Return the cues of a digest: "Read more" below each of its sentences."""
    below = [
        index
        for index in range(1, len(blocks))
        if reasons[index]
        and not reasons[index - 1]
        and is_prose(blocks[index - 1], ends[index - 1])
    ]
    count = Counter(blocks[index] for index in below)
    items = [index for index in below if count[blocks[index]] >= DIGEST_ITEMS]
    size = sum(len(blocks[index]) + len(blocks[index - 1]) for index in items)
    return items if size and size >= DIGEST_SHARE * sum(map(len, blocks)) else []


def _threads(blocks: list[str], reasons: list[Reason]) -> list[Run]:
    """Return the runs of blocks below a cue of comments with a time every few lines."""
    if Reason.COMMENTS not in reasons:
        return []
    above = reasons.index(Reason.COMMENTS)
    times = [
        index
        for index, reason in enumerate(reasons)
        if index > above and reason == Reason.DATE and is_time(blocks[index])
    ]
    gaps = enumerate(pairwise(times), 1)
    cuts = [index for index, (one, other) in gaps if other - one > THREAD_GAP]
    runs = [times[first:last] for first, last in pairwise([0, *cuts, len(times)])]
    return [(run[0], run[-1] + 1) for run in runs if len(run) >= THREAD_TIMES]


def _bridge(scores: list[float], reasons: list[Reason]) -> list[float]:
    """Limit the cost of each run of blocks without prose and cues to `GAP`."""
    bridged = list(scores)
    first = 0
    while first < len(scores):
        last = first
        while last < len(scores) and scores[last] <= 0 and not reasons[last]:
            last += 1
        cost = -sum(scores[first:last])
        prose_before = first == 0 or scores[first - 1] > 0
        prose_after = last == len(scores) or scores[last] > 0
        if cost > GAP and prose_before and prose_after:
            bridged[first:last] = [score * GAP / cost for score in scores[first:last]]
        first = last + 1
    return bridged


def _first_good_run(scores: list[float], headlines: list[int]) -> Run:
    """Return the first run whose sum is near the highest, (0, 0) if none is positive.

    The first good run is chosen because comments below an article may look like a longer
    article. A run counts for more the nearer above it a headline is: dialogs and the
    comments of readers are often longer than a short article.
    """
    runs = maximal_runs(scores)
    if not runs:
        return 0, 0
    weights = [1 + HEADED * _nearness(first, headlines) for first, _, _ in runs]
    most = max(weights)
    sums = [total * weight / most for (_, _, total), weight in zip(runs, weights, strict=True)]
    good = min(max(sums), max(NEAR_BEST * max(sums), ENOUGH))
    first, last, _ = next(run for run, total in zip(runs, sums, strict=True) if total >= good)
    return first, last


def _nearness(first: int, headlines: list[int]) -> float:
    """Return 1 at a headline, half as much for each `HALF_WAY` blocks below the nearest."""
    above = bisect_right(headlines, first)
    return 2.0 ** ((headlines[above - 1] - first) / HALF_WAY) if above else 0.0


def _widen(run: Run, reasons: list[Reason]) -> Run:
    """Return the run and what surrounds it up to the next block that is a cue."""
    first, last = run
    while first < last and first > 0 and not reasons[first - 1]:
        first -= 1
    while first < last < len(reasons) and not reasons[last]:
        last += 1
    return first, last
