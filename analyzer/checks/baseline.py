"""The baseline: findings that are known and not told again.

A finding is known by its fingerprint: its rule, the normalised text of its
place, its path, and which of those alike in that file it is. No line, no date:
text that only moves changes nothing, and another copy is one finding more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from analyzer.checks.annotation import Entry, is_whole
from analyzer.errors import SettingError
from analyzer.rules.unused_suppression import RULE as UNUSED
from analyzer.storage.atomic import atomic_write

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.checks.annotation import Annotation

VERSION = 1
HEADER = "analyzer-baseline"
SHOWN = 80
ALIKE = 0.1  # of its length, by which a place may have grown at either end
NO_WORD = re.compile(r"[\W_]+")


def numbered(annotations: Iterable[Annotation], texts: Sequence[Article]) -> list[Annotation]:
    """Return the annotations with what their fingerprints are made of."""
    seen: dict[tuple[str, str, str], dict[tuple[int, int, int], int]] = {}
    done = []
    for annotation in annotations:
        finding, place = annotation.finding, annotation.place
        words = ""
        # The first line, where a finding about a whole file stands, may change.
        if place.row is not None or finding.rule == UNUSED.name or not is_whole(finding):
            words = normalised(texts[finding.article].text[finding.start : finding.end])
        key = (place.path, finding.rule, words)
        places = seen.setdefault(key, {})
        number = places.setdefault(
            (finding.article, finding.start, finding.end), len(places) + 1
        )
        done.append(replace(annotation, words=words, number=number))
    return done


def which_known(
    annotations: Sequence[Annotation], covered: Sequence[bool], known: Collection[str]
) -> list[bool]:
    """Return which annotations are known.

    One whose place a word or two were added to is known by what it covers: the
    same rule at nearly the same place. So a further copy of a passage, longer
    by what the two happen to share before it, does not make the first one new.
    """
    found = [annotation.fingerprint in known for annotation in annotations]
    twins: dict[tuple[int, str], list[tuple[int, int]]] = {}
    for annotation, inside, is_known in zip(annotations, covered, found, strict=True):
        finding = annotation.finding
        if inside and is_known:
            places = twins.setdefault((finding.article, finding.rule), [])
            places.append((finding.start, finding.end))
    for number, annotation in enumerate(annotations):
        finding = annotation.finding
        slack = ALIKE * (finding.end - finding.start)
        found[number] = found[number] or any(
            abs(start - finding.start) <= slack and abs(end - finding.end) <= slack
            for start, end in twins.get((finding.article, finding.rule), ())
        )
    return found


def normalised(text: str) -> str:
    """Return the words of a text, without regard to case, spacing and punctuation.

    Examples
    --------
    >>> normalised("Prices  rose, again.")
    'prices rose again'
    """
    import unicodedata

    folded = unicodedata.normalize("NFKC", text).casefold()
    return NO_WORD.sub(" ", folded).strip() or folded.strip()


def read_baseline(path: Path) -> dict[str, Entry]:
    """Return the entries of a baseline by their fingerprints.

    Raises
    ------
    SettingError
        If there is none, or it is damaged.
    """
    try:
        lines = path.read_text("utf-8").split("\n")
    except FileNotFoundError as error:
        message = f"{path}: no such baseline; --update-baseline makes it"
        raise SettingError(message) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{path}: cannot read the baseline: {error}") from error
    import json

    entries = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            if number == 1:
                _check_header(value)
                continue
            entry = (value["path"], value["rule"], value["text"], value["number"])
            entries[str(value["fingerprint"])] = entry
        except (ValueError, KeyError, TypeError) as error:
            message = (
                f"{path}:{number}: not an entry of a baseline; delete the file and make it anew"
            )
            raise SettingError(message) from error
    return entries


def write_baseline(path: Path, entries: dict[str, Entry]) -> None:
    """Write a baseline, sorted, one entry a line.

    Raises
    ------
    WriteError
        If it cannot be written.
    """
    import json

    lines: list[dict[str, Any]] = [{HEADER: VERSION}]
    for key, entry in sorted(entries.items(), key=lambda item: (item[1], item[0])):
        path_, rule, words, number = entry
        lines.append(
            {
                "path": path_,
                "rule": rule,
                "text": words[:SHOWN],
                "number": number,
                "fingerprint": key,
            }
        )
    content = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    with atomic_write(path) as stream:
        stream.write(content.encode("utf-8", "backslashreplace"))


def entries_of(annotations: Iterable[Annotation]) -> dict[str, Entry]:
    """Return the entries that would make the annotations known."""
    return {
        a.fingerprint: (a.place.path, a.finding.rule, a.words[:SHOWN], a.number)
        for a in annotations
    }


def _check_header(value: object) -> None:
    if not isinstance(value, dict) or value.get(HEADER) != VERSION:
        raise ValueError("not the header of a baseline")
