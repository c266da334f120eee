"""Where the body of a page begins and ends among its blocks.

Every block gets a score: how much it looks like prose, and less than nothing
where it says of itself that it is a date, a share bar or the like. The body is
a run of blocks with a high sum, and what surrounds it up to the next cue: form
alone proves nothing next to an article.
"""

from __future__ import annotations

from itertools import pairwise

from analyzer.text.cues import Reason, is_time
from analyzer.text.form import STOP, is_code, prose_score

BIAS = 1.0  # how much likelier body is near an article than on the whole page
LOW, HIGH = -1.0, 3.0
CUE_SCORES = dict.fromkeys(Reason, -1.0) | {Reason.COMMENTS: -6.0}
PARAGRAPH = 300  # letters
FEW_CUES, FEW_CUES_SHARE = 3, 0.04
GAP = 4.0
NEAR_BEST, ENOUGH = 0.5, 6.0
THREAD_GAP, THREAD_TIMES = 8, 2

Run = tuple[int, int]


def find_body(
    blocks: list[str], ends: list[int], reasons: list[Reason], careful: bool
) -> tuple[Run, Run]:
    """Return the run of blocks that is surely the body, and the widest it can be.

    Parameters
    ----------
    blocks : list of str
    ends : list of int
        Their `ending`.
    reasons : list of Reason
        What they tell of themselves.
    careful : bool
        Whether the text has been cut out of its page before: then only cues
        count against a block, and length alone speaks for it.

    Returns
    -------
    core, wide : tuple of int
        Half-open ranges of blocks; both (0, 0) if nothing looks like prose.
    """
    scores = _score(blocks, ends, reasons, careful)
    for first, last in _threads(blocks, reasons):
        scores[first:last] = [min(score, LOW) for score in scores[first:last]]
    core = _first_good_run(_bridge(scores, reasons))
    return core, _widen(core, reasons)


def has_few_cues(certain: list[bool]) -> bool:
    """Tell whether a text is too poor in cues to be a page as scraped."""
    return sum(certain) < max(FEW_CUES, FEW_CUES_SHARE * len(certain))


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
    cuts = [
        index
        for index, (one, other) in enumerate(pairwise(times), 1)
        if other - one > THREAD_GAP
    ]
    runs = [times[first:last] for first, last in pairwise([0, *cuts, len(times)])]
    return [(run[0], run[-1] + 1) for run in runs if len(run) >= THREAD_TIMES]


def _bridge(scores: list[float], reasons: list[Reason]) -> list[float]:
    """Let no stretch that lacks prose and cues cost more than `GAP`."""
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


def _first_good_run(scores: list[float]) -> Run:
    """Return the first run whose sum is near the highest, (0, 0) if none is positive.

    Runs are the maximal scoring subsequences of Ruzzo and Tompa (1999), found
    in linear time: none can be made better by making it longer or shorter.
    What comes below an article, as comments do, may look like a longer one.
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
    sums = [after - before for _, _, before, after, _ in runs]
    good = min(max(sums), max(NEAR_BEST * max(sums), ENOUGH))
    first, last = next(run[:2] for run, total in zip(runs, sums, strict=True) if total >= good)
    return first, last


def _widen(run: Run, reasons: list[Reason]) -> Run:
    """Return the run and what surrounds it up to the next block that is a cue."""
    first, last = run
    if first == last:
        return run
    while first > 0 and not reasons[first - 1]:
        first -= 1
    while last < len(reasons) and not reasons[last]:
        last += 1
    return first, last
