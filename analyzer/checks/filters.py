"""What a check does not report: low severities, repeats, and known findings.

The baseline is a file of known findings. A finding is identified by its fingerprint: its
path, its rule, its normalized text, and its number among the findings with the same three.
Lines and dates are not part of it, so text that only moves stays known, and another copy
of a known text is a new finding.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from analyzer.checks.annotation import Entry, is_whole
from analyzer.errors import SettingError
from analyzer.readers.limits import read_at_most
from analyzer.rules.low_quality import RULE as LOW_QUALITY
from analyzer.rules.registry import CORPUS_RULES, RULES
from analyzer.rules.unused_suppression import RULE as UNUSED
from analyzer.settings import SEVERITIES
from analyzer.storage.atomic import atomic_write

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.checks.annotation import Annotation
    from analyzer.rules.finding import Finding
    from analyzer.settings import Settings

DEFAULT_LEVEL = "warning"
# Rules of which one finding per group is reported: it names the other locations.
ONE_PER_GROUP = frozenset(rule.name for rule in RULES if rule.once_per_group)
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
    least = SEVERITIES.index(level or DEFAULT_LEVEL)
    for article, numbers in groupby(range(len(findings)), lambda at: findings[at].article):
        here = list(numbers)
        chosen = settings.at(texts[article].source)
        named = {*chosen.select, *chosen.extend_select}
        too_low = any(findings[number].rule == LOW_QUALITY.name for number in here)
        for number in here:
            finding = findings[number]
            requested = not level and (
                finding.rule in named
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


VERSION = 1
HEADER = "analyzer-baseline"
SHOWN = 80
SLACK = 0.1  # share of its length by which a known span may have moved at either end
NO_WORD = re.compile(r"[\W_]+")


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


def match_known(
    annotations: Sequence[Annotation], covered: Sequence[bool], known: Collection[str]
) -> list[bool]:
    """Return for each annotation whether it is known.

    An annotation is also known if it covers a known one of the same rule with
    nearly the same span. A further copy of a passage may share a few more words
    with it, and must not make the first copy a new finding.

    Parameters
    ----------
    annotations : sequence of Annotation
    covered : sequence of bool
        Whether another finding covers the annotation.
    known : collection of str
        Fingerprints.
    """
    found = [annotation.fingerprint in known for annotation in annotations]
    known_spans: dict[tuple[int, str], list[tuple[int, int]]] = {}
    for annotation, inside, is_known in zip(annotations, covered, found, strict=True):
        finding = annotation.finding
        if inside and is_known:
            spans = known_spans.setdefault((finding.article, finding.rule), [])
            spans.append((finding.start, finding.end))
    for number, annotation in enumerate(annotations):
        finding = annotation.finding
        slack = SLACK * (finding.end - finding.start)
        found[number] = found[number] or any(
            abs(start - finding.start) <= slack and abs(end - finding.end) <= slack
            for start, end in known_spans.get((finding.article, finding.rule), ())
        )
    return found


def normalized(text: str) -> str:
    """Return the words of a text in lower case, without punctuation.

    Examples
    --------
    >>> normalized("Prices  rose, again.")
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
        except (ValueError, KeyError, TypeError) as error:
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
                "text": words[:SHOWN],
                "number": number,
                "fingerprint": key,
            }
        )
    content = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    with atomic_write(path) as stream:
        stream.write(content.encode("utf-8", "backslashreplace"))


def entries_of(annotations: Iterable[Annotation]) -> dict[str, Entry]:
    """Return the entries of annotations by their fingerprints."""
    return {
        a.fingerprint: (a.location.path, a.finding.rule, a.words[:SHOWN], a.number)
        for a in annotations
    }


def _check_header(value: object) -> None:
    if not isinstance(value, dict) or value.get(HEADER) != VERSION:
        raise ValueError("not a baseline header")
