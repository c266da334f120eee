"""Which findings are known: in a baseline, or in an earlier commit.

A finding is known by its fingerprint. One that has none of the known fingerprints may be a
known one that moved, to another file or with its file, or a part of a known one: its text is
then that of a known finding that is gone. The words of such a finding count once, so that a
further copy is new.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from analyzer.checks.annotation import WHOLE, Entry
from analyzer.checks.changes import GRADUAL, MANY
from analyzer.checks.diff import MAJORITY
from analyzer.checks.filters import entry_of
from analyzer.rules.registry import BY_NAME

if TYPE_CHECKING:
    from analyzer.checks.annotation import Annotation

SLACK = 0.1  # share of its length by which a known span may have moved at either end
Triple = tuple[str, str, str]


def match_known(
    annotations: Sequence[Annotation],
    reasons: Sequence[str],
    known: Mapping[str, Entry],
    gone: Collection[str],
    old_text: Collection[int] | None = None,
) -> list[bool]:
    """Return for each annotation whether it is known.

    An annotation is also known if it covers a known one of the same rule with
    nearly the same span. A further copy of a passage may share a few more words
    with it, and must not make the first copy a new finding.

    Parameters
    ----------
    annotations : sequence of Annotation
    reasons : sequence of str
        Why each is hidden, empty for those that are not.
    known : mapping of str to Entry
        Known findings by their fingerprints.
    gone : collection of str
        The fingerprints of those that are not found any more.
    old_text : collection of int, optional
        The numbers of the annotations whose text is old, where that is known; no other can
        have moved.
    """
    prints = [annotation.fingerprint for annotation in annotations]
    found = [fingerprint in known for fingerprint in prints]
    known_spans: dict[tuple[int, str], list[tuple[int, int]]] = {}
    for annotation, reason, is_known in zip(annotations, reasons, found, strict=True):
        finding = annotation.finding
        if reason == "covered" and is_known:
            spans = known_spans.setdefault((finding.article, finding.rule), [])
            spans.append((finding.start, finding.end))
    for number, annotation in enumerate(annotations):
        finding = annotation.finding
        slack = SLACK * (finding.end - finding.start)
        found[number] = found[number] or any(
            abs(start - finding.start) <= slack and abs(end - finding.end) <= slack
            for start, end in known_spans.get((finding.article, finding.rule), ())
        )
    left = [
        number
        for number, reason in enumerate(reasons)
        if not reason and not found[number] and (old_text is None or number in old_text)
    ]
    if gone and left:
        entries = {number: entry_of(annotations[number]) for number in left}
        for number in moved(entries, [known[key] for key in gone]):
            found[number] = True
    return found


def moved(entries: Mapping[int, Entry], gone: Collection[Entry]) -> set[int]:
    """Return the numbers of the entries whose text is that of entries that are gone.

    Parameters
    ----------
    entries : mapping of int to Entry
    gone : iterable of Entry
        Known entries that are not found any more.
    """
    waiting, found = list(gone), set[int]()
    for matches in (_is_same, _holds):
        for one in list(waiting):
            here = [n for n, entry in entries.items() if n not in found and matches(one, entry)]
            if here:
                found.add(max(here, key=lambda number: _in_common(one[0], entries[number][0])))
                waiting.remove(one)
    gradual = {
        n: entry for n, entry in entries.items() if n not in found and _is_gradual(entry)
    }
    if gradual:
        parts = _Parts(entry for entry in waiting if _is_gradual(entry))
        for is_same_file in (True, False):
            for number, entry in gradual.items():
                if number not in found and parts.take(entry, is_same_file=is_same_file):
                    found.add(number)
    return found


def _is_gradual(entry: Entry) -> bool:
    rule = BY_NAME.get(entry[1])
    return rule is not None and rule.kind in GRADUAL


def _in_common(path: str, other: str) -> int:
    """Return how many characters two paths have in common at their ends."""
    here = zip(path, other, strict=False), zip(path[::-1], other[::-1], strict=False)
    return sum(len(list(takewhile(lambda pair: pair[0] == pair[1], pairs))) for pairs in here)


def _is_same(gone: Entry, entry: Entry) -> bool:
    """Return whether an entry has the text of another one, in another place."""
    return bool(entry[2]) and gone[1:3] == entry[1:3]


def _holds(gone: Entry, entry: Entry) -> bool:
    """Return whether one of two phrases of a rule is a part of the other."""
    if gone[1] != entry[1] or _is_gradual(entry) or not gone[2] or not entry[2]:
        return False
    one, other = f" {gone[2]} ", f" {entry[2]} "
    return one in other or other in one


class _Parts:
    """The words of known findings that are gone, each three in a row once.

    Parameters
    ----------
    entries : iterable of Entry
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._paths: dict[Triple, list[str]] = {}
        for path, _, text, _ in entries:
            for triple in _triples(text.split()):
                self._paths.setdefault(triple, []).append(path)

    def take(self, entry: Entry, *, is_same_file: bool) -> bool:
        """Return whether few words of an entry are new, and use up the others."""
        path, rule, text, _ = entry
        words = text.split()
        many = len(words) if rule in WHOLE else MANY
        taken: list[Triple] = []
        covered: set[int] = set()
        for at, triple in enumerate(_triples(words)):
            paths = self._paths.get(triple, ())
            if path in paths if is_same_file else paths:
                taken.append(triple)
                covered.update((at, at + 1, at + 2))
        n_new = len(words) - len(covered)
        if not taken or n_new >= min(MAJORITY * len(words), many):
            return False
        for triple in set(taken):
            paths = self._paths[triple]
            paths.remove(path if path in paths else paths[-1])
        return True


def _triples(words: list[str]) -> Iterable[Triple]:
    return zip(words, words[1:], words[2:], strict=False)
