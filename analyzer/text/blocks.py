"""Where the blocks of a plain text begin and end.

A blank line separates two blocks. Without one, a line end is either a wrap inside
a block, or it separates two blocks, as in scraped text with one line per element.
Greedy wrapping at width W has a property: the first word of the next line would not
have fitted on a wrapped line. So each line end is compatible with some widths. The
width with the most line ends is the width of the text, if most long lines are full at
it and their sentences continue on the next line.

A block may end with a full line by chance. How often that happens in each context (after
the end of a sentence, before a capital) is estimated from the blocks that end with a
short line. How often a wrap has the same context is estimated from the gaps inside the
lines. The more probable of the two is chosen.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

WIDEST = 120  # columns; longer lines were not wrapped
SAMPLE = 100  # lines; enough to estimate how often a sentence ends inside one
NARROWEST = 30  # letters; below, chance alone fills many lines
GOING_ON = 0.5  # of the full lines
ENOUGH = 3  # full lines, for capitals alone to follow
_ITEM = re.compile(r"(?:[-*+•‣◦·–—]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s")
_CLOSERS = "\"'”’»」』)）]_*"
_GAP = re.compile(r"""([^\s"'”’»」』)）\]_*])["'”’»」』)）\]_*]*\s+["'“‘«(\[_*]*(\w)""")
_OPENERS = "\"'“‘«([_*"
_STOPS = frozenset(".!?:;…。！？；：।॥۔؟؛።|>")
# Scripts without spaces: a line may break between any two characters.
_UNSPACED = re.compile(r"[฀-໿က-႟ក-៿぀-ヿ㐀-䶿一-鿿豈-﫿]")

Line = tuple[int, int, int]  # start and end without white space, column of the end
Pair = tuple[Line, Line]
Place = tuple[bool, bool]  # after a stop, before a capital
_PLACES: tuple[Place, ...] = ((False, False), (False, True), (True, False), (True, True))


def split_blocks(text: str) -> tuple[list[int], list[int]]:
    r"""Return where the blocks of a plain text begin and end.

    Parameters
    ----------
    text : str
        Lines end at ``\n``, ``\r\n`` and ``\r`` only.

    Returns
    -------
    start, end : list of int
        Half-open offsets in code points, in the order of the text. No block
        is empty, and none begins or ends with white space.
    """
    runs = _runs_of_lines(text)
    pairs = [pair for run in runs for pair in pairwise(run) if pair[0][2] <= WIDEST]
    wraps = _wraps(text, pairs, runs)
    start: list[int] = []
    end: list[int] = []
    for run in runs:
        for first, last, _ in run:
            if first in wraps:
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


def _wraps(text: str, pairs: list[Pair], runs: list[list[Line]]) -> set[int]:
    """Return where the lines begin that continue the block before them."""
    n_overlong = sum(line[2] > WIDEST for run in runs for line in run)
    if len(pairs) <= n_overlong:
        return set()
    closings = [_place(text[run[-1][0] : run[-1][1]][-4:], "")[0] for run in runs if run[1:]]
    words = [_first_word(text, following) for _, following in pairs]
    width = _likely_width(pairs, words)
    full = [
        line[2] <= width < line[2] + 1 + word and not _is_indented(text, line, following)
        for (line, following), word in zip(pairs, words, strict=True)
    ]
    places = [
        _place(text[max(start, end - 4) : end], text[after : after + 4])
        for (start, end, _), (after, _, _) in pairs
    ]
    long = n_overlong + sum(2 * line[2] >= width for line, _ in pairs)
    closings += [stop for (stop, _), filled in zip(places, full, strict=True) if not filled]
    first = full.index(True) if True in full else 0
    unspaced = _UNSPACED.search(text, pairs[first][0][0], pairs[first][0][1])
    narrowest = NARROWEST // 2 if unspaced else NARROWEST
    if width < narrowest or 2 * sum(full) < long or not _reads_on(places, full, closings):
        return set()
    chance = _ended_by_chance(words, places, full, width)
    inside = _inside_lines(text, pairs, full) if any(chance.values()) else chance
    items = _items(text, pairs, full)
    return {
        following[0]
        for (_, following), place, filled in zip(pairs, places, full, strict=True)
        if filled and following[0] not in items and inside[place] >= chance[place]
    }


def _is_indented(text: str, line: Line, following: Line) -> bool:
    """Return whether a paragraph is indented; a list item may have a hanging indent."""
    deeper = (following[2] - following[1] + following[0]) - (line[2] - line[1] + line[0])
    return deeper > 1 and not _ITEM.match(text, line[0])


def _first_word(text: str, line: Line) -> int:
    """Return the length of what would have to fit on the previous line."""
    start, end = line[0], min(line[1], line[0] + WIDEST)
    gap = text.find(" ", start, end)
    end = gap if gap > 0 else end
    found = None if text.isascii() else _UNSPACED.search(text, start, end)
    return found.start() - start + 2 if found else end - start


def _likely_width(pairs: list[Pair], words: list[int]) -> int:
    """Return the width at which the most line ends could be wraps."""
    steps = [0] * (WIDEST + 2)
    for (line, _), word in zip(pairs, words, strict=True):
        steps[line[2]] += 1
        steps[min(line[2] + 1 + word, WIDEST + 1)] -= 1
    best = width = count = 0
    for candidate, step in enumerate(steps[: WIDEST + 1]):
        count += step
        if count > best:
            best, width = count, candidate
    return width


def _place(before: str, after: str) -> Place:
    """Return whether the text before ends like a sentence, and whether a capital follows."""
    return before.rstrip(_CLOSERS)[-1:] in _STOPS, after.lstrip(_OPENERS)[:1].isupper()


def _reads_on(places: list[Place], full: list[bool], closings: list[bool]) -> bool:
    """Return whether the sentences of full lines continue on the next line.

    If blocks end like sentences, the text is prose, in which a full line rarely ends a
    sentence. Other texts may be lists of headlines; their next lines must be lower case.
    """
    wrapped = [place for place, filled in zip(places, full, strict=True) if filled]
    open_ended = sum(not stop for stop, _ in wrapped)
    small = sum(not stop and not capital for stop, capital in wrapped)
    prose = 2 * sum(closings) >= len(closings)
    plain = small > 0 or len(wrapped) >= ENOUGH
    return plain and (open_ended if prose else small) >= GOING_ON * len(wrapped)


def _ended_by_chance(
    words: list[int], places: list[Place], full: list[bool], width: int
) -> dict[Place, float]:
    """Return how many blocks are expected to end with a full line, by context.

    A last line is equally likely to end in each column. Of `width` columns, a word of n
    letters does not fit after n of them.
    """
    expected = dict.fromkeys(_PLACES, 0.0)
    for word, place, filled in zip(words, places, full, strict=True):
        if not filled:
            room = min((word + 1) / width, 0.9)
            expected[place] += room / (1 - room)
    return expected


def _inside_lines(text: str, pairs: list[Pair], full: list[bool]) -> dict[Place, float]:
    """Return how many wraps are expected in each context.

    Of the gaps between the words of a wrapped block, one per line is a wrap.
    """
    filled = [line for (line, _), wrapped in zip(pairs, full, strict=True) if wrapped]
    sample = " ".join(text[start:end] for start, end, _ in filled[:SAMPLE])
    gaps = Counter(_GAP.findall(sample))
    found = dict.fromkeys(_PLACES, 0.0)
    for (before, after), count in gaps.items():
        found[before in _STOPS, after.isupper()] += count
    share = len(filled) / max(1, gaps.total())
    return {place: count * share for place, count in found.items()}


def _items(text: str, pairs: list[Pair], full: list[bool]) -> set[int]:
    """Return where the lines begin that start a list item.

    A dash or a number may be at the start of a line because of wrapping. It starts an
    item if another one near it follows a line that is not full.
    """
    items: set[int] = set()
    run: list[int] = []
    listed = False
    previous = -1
    for (line, following), filled in zip(pairs, full, strict=True):
        if line[0] != previous:
            items.update(run if listed else ())
            run, listed = [], _ITEM.match(text, line[0]) is not None
        if _ITEM.match(text, following[0]):
            run.append(following[0])
            listed = listed or not filled or text[line[1] - 1] in ":："
        previous = following[0]
    items.update(run if listed else ())
    return items
