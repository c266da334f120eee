"""Which findings of two runs are new, and which are gone.

A finding is recognised by its article, its rule, its words and its number among equal ones,
as in a baseline: lines do not count. One that moved to another article, or whose words
changed in part, is neither new nor gone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from analyzer.comparison.runs import FindingRow, Run
from analyzer.rules.registry import BY_NAME
from analyzer.text.characters import normalized

# From this share of common words on, a sentence or passage is the same one, changed.
MAJORITY = 0.5
KEY = 16


def new_and_gone(old: Run, new: Run) -> tuple[list[FindingRow], list[FindingRow]]:
    """Return the findings that only the second run has, and those that only the first has."""
    before, after = set(_keys(old)), set(_keys(new))
    added = _unmatched(new, before)
    gone = _unmatched(old, after)
    added, gone = _without_moved(added, gone)
    return _without_edited(added, gone)


def words_of(finding: FindingRow) -> str:
    """Return the words of a finding, empty for one about a whole article."""
    kind = _kind(finding)
    if kind == "article" or not finding.group:
        return ""
    return normalized(finding.group if kind == "phrase" else finding.excerpt)


def _kind(finding: FindingRow) -> str:
    rule = BY_NAME.get(finding.rule)
    return "text" if rule is None else rule.kind


def _keys(run: Run) -> Iterator[bytes]:
    """Yield the key of each finding."""
    seen: Counter[bytes] = Counter()
    for finding in run.findings():
        parts = "\0".join([finding.article, finding.rule, words_of(finding)])
        base = blake2b(parts.encode("utf-8", "surrogatepass"), digest_size=KEY).digest()
        seen[base] += 1
        yield base + seen[base].to_bytes(4, "big")


def _unmatched(run: Run, known: set[bytes]) -> list[FindingRow]:
    pairs = zip(_keys(run), run.findings(), strict=True)
    return [finding for key, finding in pairs if key not in known]


def _without_moved(
    added: Sequence[FindingRow], gone: Sequence[FindingRow]
) -> tuple[list[FindingRow], list[FindingRow]]:
    """Leave out findings with the words of one that is gone from another article."""
    waiting: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, finding in enumerate(gone):
        waiting[finding.rule, words_of(finding)].append(at)
    moved: set[int] = set()
    left = []
    for finding in added:
        words = words_of(finding)
        places = waiting.get((finding.rule, words)) if words else None
        if places:
            moved.add(places.pop())
        else:
            left.append(finding)
    return left, [finding for at, finding in enumerate(gone) if at not in moved]


def _without_edited(
    added: Sequence[FindingRow], gone: Sequence[FindingRow]
) -> tuple[list[FindingRow], list[FindingRow]]:
    """Leave out findings of which one with most of the words is gone from the same article."""
    waiting: dict[tuple[str, str], dict[int, set[str]]] = defaultdict(dict)
    for at, finding in enumerate(gone):
        waiting[finding.article, finding.rule][at] = set(words_of(finding).split())
    edited: set[int] = set()
    left = []
    for finding in added:
        words = set(words_of(finding).split())
        near = waiting.get((finding.article, finding.rule), {})
        best = max(near, key=lambda at: _overlap(words, near[at]), default=None)
        if best is not None and _overlap(words, near[best]) > MAJORITY:
            edited.add(best)
            del near[best]
        else:
            left.append(finding)
    return left, [finding for at, finding in enumerate(gone) if at not in edited]


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(len(one), len(other), 1)
