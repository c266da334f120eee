"""The findings across articles that an earlier check has kept.

The findings of an article depend on its content, on what the rules found in it, and on the
articles that these findings name or share. All of that is the key of what is kept, so that
findings are taken as they were or made again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from analyzer.rules.finding import Finding, Score
from analyzer.settings import Settings, Severity
from analyzer.storage.kept_results import KEY_BYTES, KeptResults
from analyzer.text.arrays import unique

if TYPE_CHECKING:
    from analyzer.article import Ints
    from analyzer.pipeline.context import CorpusMeasurements
    from analyzer.rules.measurement import Measurement
    from analyzer.rules.originality import OriginalityScorer
    from analyzer.rules.rule import Rule
    from analyzer.similarity.rows import Keys

NAME = "findings"
HALVES = 2  # an article is known by two numbers of 64 bits


class KeptFinding(msgspec.Struct, frozen=True, array_like=True):
    """A finding without the numbers of articles and groups, which differ between runs."""

    rule: str
    span: int
    start: int
    end: int
    severity: Severity
    value: float
    score: Score
    points: float
    message: str
    is_further_copy: bool
    elsewhere: tuple[int, int] | None


ENCODE = msgspec.msgpack.Encoder().encode
DECODE = msgspec.msgpack.Decoder(list[KeptFinding]).decode


class KeptFindings:
    """Scores articles, or takes their findings from an earlier check.

    Parameters
    ----------
    scorer : OriginalityScorer
    across : sequence of (Rule, Measurement)
        What was found by comparing the articles.
    contents : sequence of bytes
        The key of the content of each article; empty where it is not known.
    labels : sequence of str
        How messages name the articles.
    kept : KeptResults
    """

    def __init__(
        self,
        scorer: OriginalityScorer,
        across: CorpusMeasurements,
        contents: Sequence[bytes],
        labels: Sequence[str],
        kept: KeptResults,
    ) -> None:
        self._scorer, self._known = scorer, kept.by_key(NAME)
        self._identity = _identities(contents, labels)
        names = _identities(
            [label.encode("utf-8", "surrogatepass") for label in labels], labels
        )
        numbers = np.arange(len(labels) + 1)
        self._found = {
            rule.name: _Spans(rule, found, (self._identity, names), numbers)
            for rule, found in across
            if rule.reported
        }
        self._settings: dict[Settings, bytes] = {}

    def score(self, article: int, characters: float, settings: Settings) -> list[Finding]:
        """Return the findings of one article whose sentences have so many characters."""
        if not any(spans.has(article) for spans in self._found.values()):
            return []
        key = self._key(article, characters, settings)
        value = self._known.find(key)
        if value is None:
            return self._score(key, article, characters, settings)
        return [self._found[one.rule].finding(article, one) for one in DECODE(value)]

    def _score(
        self, key: bytes, article: int, characters: float, settings: Settings
    ) -> list[Finding]:
        findings, plain = [], []
        for one in self._scorer.spans(article, characters, settings):
            finding = self._scorer.finding(one)
            findings.append(finding)
            plain.append(self._found[one.rule.name].plain(article, one.span, finding))
        with suppress(UnicodeEncodeError):  # half of a surrogate pair
            self._known.add(key, ENCODE(plain))
        return findings

    def _key(self, article: int, characters: float, settings: Settings) -> bytes:
        if settings not in self._settings:
            self._settings[settings] = msgspec.json.encode(settings)
        digest = hashlib.blake2b(self._settings[settings], digest_size=KEY_BYTES)
        digest.update(self._identity[article].tobytes() + np.float64(characters).tobytes())
        for name, spans in self._found.items():
            if spans.has(article):
                digest.update(f"\0{name}\0".encode())
                digest.update(spans.bytes_of(article))
        return digest.digest()


class _Spans:
    """The spans of a measurement, with all that the findings of an article depend on."""

    def __init__(
        self, rule: Rule, found: Measurement, identities: tuple[Keys, Keys], numbers: Ints
    ) -> None:
        self._rule = rule.name
        self._ptr: list[int] = np.searchsorted(found.article, numbers).tolist()
        self._group, self._label = found.group, found.label
        self._other = _others(found)
        self._columns = np.ascontiguousarray(_columns(rule, found, self._other, *identities))

    def has(self, article: int) -> bool:
        """Return whether an article has a span."""
        return self._ptr[article] < self._ptr[article + 1]

    def bytes_of(self, article: int) -> bytes:
        """Return what the findings of an article depend on."""
        return self._columns[self._ptr[article] : self._ptr[article + 1]].tobytes()

    def plain(self, article: int, span: int, finding: Finding) -> KeptFinding:
        """Return a finding as it is kept."""
        return KeptFinding(
            finding.rule, span - self._ptr[article], finding.start, finding.end,
            finding.severity, finding.value, finding.score, finding.points, finding.message,
            finding.is_further_copy,
            (finding.elsewhere[1], finding.elsewhere[2]) if finding.elsewhere else None,
        )  # fmt: skip

    def finding(self, article: int, kept: KeptFinding) -> Finding:
        """Return a finding that was kept, with the numbers of this run."""
        span = self._ptr[article] + kept.span
        return Finding(
            article, kept.start, kept.end, self._rule, kept.severity, kept.value, kept.score,
            kept.points, kept.message, self._label[self._group[span]],
            is_further_copy=kept.is_further_copy,
            elsewhere=(int(self._other[span]), *kept.elsewhere) if kept.elsewhere else (),
        )  # fmt: skip


def _identities(contents: Sequence[bytes], labels: Sequence[str]) -> Keys:
    """Return two numbers for each article, equal for the same content under the same name."""
    digests = []
    for content, label in zip(contents, labels, strict=True):
        # What is not known is like nothing else.
        name = label.encode("utf-8", "surrogatepass")
        own = (content or os.urandom(KEY_BYTES)) + name
        digests.append(hashlib.blake2b(own, digest_size=8 * HALVES).digest())
    return np.frombuffer(b"".join(digests), np.uint64).reshape(-1, HALVES)


def _others(found: Measurement) -> Ints:
    """Return the article that each span names, -1 for none."""
    if len(found.elsewhere):
        return found.elsewhere.article
    if len(found.other):
        return np.where(found.other < 0, -1, found.article[found.other])
    return np.full(len(found.article), -1)


def _columns(rule: Rule, found: Measurement, other: Ints, identity: Keys, names: Keys) -> Keys:
    """Return all that a finding depends on besides its article; one row a span."""
    label = found.label if "{label}" in rule.message else ()
    texts = [found.message, found.addition, found.severity, label]
    of_group: list[np.ndarray] = [found.weight.view(np.uint64)]
    of_group += [_hashes(own) for own in texts if own]
    columns = [column[found.group] for column in of_group]
    columns += _members(found, names)
    columns += [found.start, found.end, other >= 0, *identity[other].T]
    if len(found.elsewhere):
        there = found.elsewhere
        columns += [there.start, there.end, there.n_articles]
    elif len(found.other):
        named = np.maximum(found.other, 0)
        columns += [found.start[named], found.end[named]]
    if len(found.share):
        columns.append(found.share.astype(np.float64).view(np.uint64))
    columns += [flags for flags in (found.warns, found.further_copy) if len(flags)]
    return np.stack([_as_keys(column) for column in columns], axis=1)


def _as_keys(column: np.ndarray) -> Keys:
    return column if column.dtype == np.uint64 else column.astype(np.int64).view(np.uint64)


def _hashes(texts: Sequence[str]) -> Keys:
    """Return a hash of each text."""
    digests = [
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for text in texts
    ]
    return np.frombuffer(b"".join(digests), np.uint64)


def _members(found: Measurement, names: Keys) -> list[Keys]:
    """Return for each span a hash of the names of the articles that its group has."""
    width = int(found.article.max(initial=0)) + 1
    group, article = np.divmod(unique(found.group * width + found.article), width)
    first = np.searchsorted(group, np.arange(len(found.weight)))
    if not len(group):
        return []
    # A group without spans has no span that asks for it.
    of_group = np.add.reduceat(names[article], np.minimum(first, len(group) - 1), axis=0)
    size = np.bincount(group, minlength=len(found.weight)).astype(np.uint64)
    return [*of_group[found.group].T, size[found.group]]
