"""What a check does not report: low severities, repeats, and known findings.

The baseline is a file of known findings. A finding is identified by its fingerprint: its
path, its rule, its normalized text, and its number among the findings with the same three.
Lines and dates are not part of it, so text that only moves stays known, and another copy
of a known text is a new finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from analyzer.article import named
from analyzer.checks.annotation import Entry, is_whole
from analyzer.errors import SettingError
from analyzer.readers.limits import read_at_most
from analyzer.rules.low_quality import RULE as LOW_QUALITY
from analyzer.rules.page_addresses import edition_key
from analyzer.rules.registry import CORPUS_RULES, ONE_PER_GROUP
from analyzer.rules.unused_suppression import RULE as UNUSED
from analyzer.settings import SEVERITIES
from analyzer.storage.atomic import atomic_write
from analyzer.text.characters import normalized

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.checks.annotation import Annotation
    from analyzer.rules.finding import Finding
    from analyzer.settings import Settings

DEFAULT_LEVEL = "warning"
# Rules whose groups are of several articles.
CORPUS_RULE_NAMES = frozenset(rule.name for rule in CORPUS_RULES)


def below_level(
    texts: Sequence[Article], findings: Sequence[Finding], settings: Settings, level: str
) -> Iterator[int]:
    """Yield the positions of the findings that are below the report level.

    Parameters
    ----------
    texts : sequence of Article
    findings : sequence of Finding
        Sorted; articles are positions in `texts`.
    settings : Settings
    level : str
        The lowest severity to report. Where empty: warnings, errors, and notes that were
        asked for. These are the notes of rules that the settings select by name, notes
        that fail, and what lowers a quality that is below the limit.
    """
    least, sources = SEVERITIES.index(level or DEFAULT_LEVEL), named(texts)
    for article, numbers in groupby(range(len(findings)), lambda at: findings[at].article):
        here = list(numbers)
        chosen = settings.at(sources[article].source)
        selected = {*chosen.select, *chosen.extend_select}
        too_low = any(findings[number].rule == LOW_QUALITY.name for number in here)
        for number in here:
            finding = findings[number]
            requested = not level and (
                finding.rule in selected
                or chosen.fails(finding.severity)
                or (too_low and finding.score == "quality")
            )
            if not requested and SEVERITIES.index(finding.severity) < least:
                yield number


def repeated(findings: Sequence[Finding], hidden: Sequence[str]) -> Iterator[int]:
    """Yield the positions of findings that repeat an earlier one that is not hidden."""
    reported: set[tuple[int, str, str]] = set()
    for number, finding in enumerate(findings):
        if finding.rule not in ONE_PER_GROUP or hidden[number]:
            continue
        article = -1 if finding.rule in CORPUS_RULE_NAMES else finding.article
        key = (article, finding.rule, finding.group)
        if key in reported:
            yield number
        reported.add(key)


def group_key(finding: Finding) -> tuple[str, str, int]:
    """Return a key that is equal for findings that are copies of each other."""
    article = -1 if finding.rule in CORPUS_RULE_NAMES else finding.article
    return finding.rule, finding.group, article


def last_copies(findings: Sequence[Finding], suppressed: frozenset[int]) -> set[int]:
    """Return the findings whose copies are all suppressed, so that they repeat nothing."""
    seen: dict[tuple[str, str, int], list[int]] = {}
    for number, finding in enumerate(findings):
        if finding.group:
            seen.setdefault(group_key(finding), []).append(number)
    last = set()
    for numbers in seen.values():
        left = [number for number in numbers if number not in suppressed]
        if len(left) == 1 < len(numbers):
            last.update(left)
    return last


def in_other_versions(
    annotations: Sequence[Annotation], hidden: Sequence[str]
) -> Iterator[int]:
    """Yield the positions of findings that a later version of the same page has as well.

    Versions share their text, so what is wrong with it is said once, in the last of them.
    """
    last: dict[tuple[str, str, str], str] = {}
    shown = []
    for number, reason in enumerate(hidden):
        if not reason:
            annotation = annotations[number]
            path, finding = annotation.location.path, annotation.finding
            key = (edition_key(path), finding.rule, annotation.words or finding.message)
            last[key] = max(last.get(key, path), path, key=_natural)
            shown.append((number, key, path))
    yield from (number for number, key, path in shown if path != last[key])


def _natural(path: str) -> list[tuple[str, int]]:
    """Return a key that sorts the numbers in paths by their value."""
    return [(text, int(digits or 0)) for text, digits in _NUMBERED.findall(path)]


VERSION = 1
HEADER = "analyzer-baseline"
LONGEST = 2000  # characters of a known text; the fingerprint is of all of it
# Text, and the number behind it.
_NUMBERED = re.compile(r"([^0-9]*)([0-9]{0,9})")


def with_fingerprint_data(
    annotations: Iterable[Annotation], texts: Sequence[Article]
) -> list[Annotation]:
    """Return the annotations with the text and number that their fingerprints need."""
    seen: dict[tuple[str, str, str], dict[tuple[int, int, int], int]] = {}
    done = []
    for annotation in annotations:
        finding, location = annotation.finding, annotation.location
        words = ""
        # A finding about a whole file is on its first line, which may change.
        if location.row is not None or finding.rule == UNUSED.name or not is_whole(finding):
            words = normalized(texts[finding.article].text[finding.start : finding.end])
        key = (location.path, finding.rule, words)
        spans = seen.setdefault(key, {})
        number = spans.setdefault((finding.article, finding.start, finding.end), len(spans) + 1)
        done.append(replace(annotation, words=words, number=number))
    return done


def read_baseline(path: Path) -> dict[str, Entry]:
    """Return the entries of a baseline by their fingerprints.

    Raises
    ------
    SettingError
        If the file does not exist or is damaged.
    """
    try:
        lines = read_at_most(path).decode().replace("\r\n", "\n").split("\n")
    except FileNotFoundError as error:
        message = f"{path}: no such baseline; create it with --update-baseline"
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
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            message = (
                f"{path}:{number}: not a baseline entry; delete the file and create it again "
                "with --update-baseline"
            )
            raise SettingError(message) from error
    return entries


def write_baseline(path: Path, entries: dict[str, Entry]) -> None:
    """Write a baseline, sorted, one entry per line.

    Raises
    ------
    WriteError
        If the file cannot be written.
    """
    import json

    lines: list[dict[str, Any]] = [{HEADER: VERSION}]
    for key, entry in sorted(entries.items(), key=lambda item: (item[1], item[0])):
        path_, rule, words, number = entry
        lines.append(
            {
                "path": path_,
                "rule": rule,
                "text": words[:LONGEST],
                "number": number,
                "fingerprint": key,
            }
        )
    content = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    with atomic_write(path) as stream:
        stream.write(content.encode("utf-8", "backslashreplace"))


def entry_of(annotation: Annotation) -> Entry:
    """Return the entry of an annotation, with the text that it is about.

    That of a finding about a whole article is not part of its fingerprint.
    """
    finding = annotation.finding
    text = annotation.words or normalized(annotation.text[finding.start : finding.end])
    return annotation.location.path, finding.rule, text[:LONGEST], annotation.number


def entries_of(annotations: Iterable[Annotation]) -> dict[str, Entry]:
    """Return the entries of annotations by their fingerprints."""
    return {annotation.fingerprint: entry_of(annotation) for annotation in annotations}


def _check_header(value: object) -> None:
    if not isinstance(value, dict) or value.get(HEADER) != VERSION:
        raise ValueError("not a baseline header")
