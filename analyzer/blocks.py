"""Where the blocks of a plain text begin and end.

A blank line parts two blocks. Without one, a line end either is a wrap, and
the block goes on, or parts two blocks, as in scraped text with one line per
element. Greedy wrapping at width W leaves a mark: every wrapped line is so full
that the first word of the next would not have fitted. So each line end names
the widths at which it could be a wrap, and the width named most often is the
width of the text, if the lines read on over most of those ends.
"""

from __future__ import annotations

import re

WIDEST = 120  # columns; longer lines were not wrapped
_NARROW = 40  # columns; below, chance alone fills many lines
_ITEM = re.compile(r"(?:[-*+•‣◦·–—]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s")
_STOPS = frozenset(".!?:;…。！？；：।॥۔؟؛።።|>\"'”’»」』)）]")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")

Line = tuple[int, int, int]  # start and end without white space, column of the end


def split_blocks(text: str) -> tuple[list[int], list[int]]:
    r"""Return where the blocks of a plain text begin and end.

    Parameters
    ----------
    text : str
        Lines end at ``\\n``, ``\\r\\n`` and ``\\r`` only.

    Returns
    -------
    start, end : list of int
        Half-open offsets in code points, in the order of the text. No block
        is empty, and none begins or ends with white space.
    """
    runs = _runs_of_lines(text)
    width = _wrap_width(text, runs)
    start: list[int] = []
    end: list[int] = []
    for run in runs:
        for index, (first, last, _) in enumerate(run):
            if index and width and _is_wrap(text, run[index - 1], run[index], width):
                end[-1] = last
            else:
                start.append(first)
                end.append(last)
    return start, end


def _runs_of_lines(text: str) -> list[list[Line]]:
    """Return the lines of the text in runs without a blank line."""
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    runs: list[list[Line]] = [[]]
    position = 0
    for line in text.split("\n"):
        bare = line.strip()
        if bare:
            column = len(line.rstrip())
            runs[-1].append((position + column - len(bare), position + column, column))
        elif runs[-1]:
            runs.append([])
        position += len(line) + 1
    return runs


def _wrap_width(text: str, runs: list[list[Line]]) -> int:
    """Return the width at which the text is wrapped, 0 where it is not."""
    steps = [0] * (2 * WIDEST + 2)
    for run in runs:
        for line, following in zip(run, run[1:], strict=False):
            column = line[2]
            if column <= WIDEST and not _ITEM.match(text, following[0]):
                reach = min(column + 1 + _first_word(text, line, following), WIDEST + 1)
                steps[column] += 1
                steps[reach] -= 1
    best = width = count = 0
    for candidate, step in enumerate(steps[: WIDEST + 1]):
        count += step
        if count > best:
            best, width = count, candidate
    return width if best and _reads_on(text, runs, width) else 0


def _reads_on(text: str, runs: list[list[Line]], width: int) -> bool:
    """Tell whether most long lines are full and their sentences go on."""
    long = full = going_on = 0
    for run in runs:
        for line, following in zip(run, run[1:], strict=False):
            long += line[2] * 2 >= width
            if _is_wrap(text, line, following, width):
                full += 1
                first = text[following[0]]
                going_on += text[line[1] - 1] not in _STOPS and not first.isupper()
    return full * 2 >= long and going_on * 5 >= full * (2 if width >= _NARROW else 3)


def _is_wrap(text: str, line: Line, following: Line, width: int) -> bool:
    column = line[2]
    if column > width or _ITEM.match(text, following[0]):
        return False
    return column + 1 + _first_word(text, line, following) > width


def _first_word(text: str, line: Line, following: Line) -> int:
    """Return the length of what would have had to fit on the line."""
    start, end, _ = following
    head = text[start : min(end, start + WIDEST)]
    if text[line[1] - 1] in _STOPS and _WIDE.match(head):
        return 2  # a line may break between any two such characters
    return len(head.split(None, 1)[0])
