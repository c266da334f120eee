"""near-duplicate-sentence: the article repeats a sentence.

What it measures
----------------
The sentences of running prose that an earlier sentence of the article makes redundant: it
has the same words, or nearly the same. Two sentences are near-duplicates if their distinct
stems have a Jaccard similarity of 0.8 or more; sentences of fewer than six distinct stems
are not compared. The comparison is exact: every pair is found. Each is reported once, at
the later sentence; sentences that repeat others in a row are one finding.

A sentence of twelve words and more that appears in two paragraphs with the same words, or
with one word in eight changed, is a warning and takes points. It is a note where it may
be repeated on purpose: in a list or a quotation, three times and more, as a question that
opens its paragraph, as the introduction of a list or of code, as a cross-reference, by a
speaker of an interview, with a link to another address, in a reference that repeats many
sentences, in parallel sections (they share a sentence elsewhere, or the sentence opens both
or is a paragraph of its own in both; the heading of one is code, or both are numbered:
"Example 1"), in different tabs, of which a reader sees one at a time, beside another sentence
that both places have in other words; and where the words that differ change what is stated
("not", a number, a name, a colour, a unit, "before" and "after", or two words that have each
other's place). Sentences in a row that two paragraphs share among others were pasted
together, and are no parallel sections; nor are those of 40 words and more in an article
without code.

Why it matters
--------------
Readers notice the second time. Most often a paragraph was pasted twice, or a sentence was
rewritten and the old one forgotten.

Example
-------
"On Monday night the bridge will close for repairs to the eastern pillar. ... On Monday
night the bridge will close for repairs to its eastern pillar."

Instead
-------
Keep the better of the two.

Limits
------
The words that change a statement are known for English, German, French, Spanish, Italian,
Portuguese and Dutch; numbers and names are recognised in every language.

References
----------
Jaccard (1901); the join is exact, by prefix filtering: Bayardo, Ma and Srikant
(2007), "Scaling up all pairs similarity search".
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from msgspec.structs import replace

from analyzer.article import Ints
from analyzer.corpus import Corpus
from analyzer.rules.measurement import Measurement
from analyzer.rules.parallel_text import has_parallel_neighbour, parallel_repeats
from analyzer.rules.rule import DEFAULT, Count, Rule
from analyzer.rules.sentence_comparison import Repeat, SentenceComparison
from analyzer.rules.tab_panels import are_in_other_tabs
from analyzer.settings import RuleOptions
from analyzer.similarity.article_rows import SIMILARITY, candidate_sentences
from analyzer.similarity.join import collect, self_join
from analyzer.similarity.pairs import Pairs, cluster
from analyzer.tables import Column

REFRAIN = 3  # from so many similar sentences on, they are repeated on purpose
# From so many groups on that are repeated on purpose, the article is a reference.
REFERENCE = 6
MOST_NAMED = 2  # differing words that a message names


def measure(corpus: Corpus, _options: RuleOptions = DEFAULT) -> Measurement:
    """Find the near-duplicate sentences of each article."""
    sentence, rows = candidate_sentences(corpus)
    running = np.flatnonzero(corpus.running_sentences[sentence])
    sentence, rows = sentence[running], rows.take(running)
    pairs = collect(self_join(rows, SIMILARITY, max_identical_pairs=0))
    clusters = cluster(pairs, len(rows))
    size = np.bincount(clusters.label[clusters.label >= 0])
    later, earlier = _nearest_earlier(pairs)
    comparison = SentenceComparison(corpus)
    repeats = [
        comparison.repeat(int(sentence[one]), int(sentence[other]), int(clusters.label[one]))
        for one, other in zip(later.tolist(), earlier.tolist(), strict=True)
    ]
    repeats = _without_parallel_text(corpus, sorted(repeats, key=lambda one: one.later))
    return _measurement(corpus, repeats, size)


def _without_parallel_text(corpus: Corpus, repeats: list[Repeat]) -> list[Repeat]:
    """Return the repeats; those in parallel blocks and sections are no warnings."""
    later = np.array([one.later for one in repeats], np.int64)
    earlier = np.array([one.earlier for one in repeats], np.int64)
    differs = np.array([bool(one.decisive) for one in repeats], bool)
    parallel = parallel_repeats(corpus, later, earlier, differs).tolist()
    return [
        replace(one, is_warning=False)
        if one.is_warning
        and (
            is_parallel
            or has_parallel_neighbour(corpus, one.later, one.earlier)
            or are_in_other_tabs(corpus, one.later, one.earlier)
        )
        else one
        for one, is_parallel in zip(repeats, parallel, strict=True)
    ]


def _nearest_earlier(pairs: Pairs) -> tuple[Ints, Ints]:
    """Return each row with an earlier similar one, and the most similar of these."""
    order = np.lexsort((pairs.left, -pairs.similarity, pairs.right))
    first = order[np.flatnonzero(np.diff(pairs.right[order], prepend=-1))]
    return pairs.right[first], pairs.left[first]


def _measurement(corpus: Corpus, repeats: list[Repeat], size: Ints) -> Measurement:
    """Return a group for each run: the earlier sentences, which are named, and the later."""
    later = np.array([repeat.later for repeat in repeats], np.int64)
    earlier = np.array([repeat.earlier for repeat in repeats], np.int64)
    article = corpus.sentence_article[later]
    counted, shown = _severities(repeats, size, article.tolist())
    first = _run_starts(repeats, article)
    last = np.append(first, len(repeats))[1:] - 1
    runs = [repeats[a : b + 1] for a, b in zip(first.tolist(), last.tolist(), strict=True)]
    lines = corpus.lines(article[first], corpus.sentence_start[earlier[first]]).tolist()
    begin = np.column_stack([earlier[first], later[first]]).reshape(-1)
    end = np.column_stack([earlier[last], later[last]]).reshape(-1)
    number = np.arange(len(runs))
    return Measurement(
        corpus.sums(article, counted),
        article=corpus.sentence_article[begin],
        start=corpus.sentence_start[begin],
        end=corpus.sentence_end[end],
        group=np.repeat(number, 2),
        weight=np.add.reduceat(counted, first) if len(first) else counted,
        label=_labels([run[0] for run in runs], article[first].tolist()),
        message=[_message(run, line) for run, line in zip(runs, lines, strict=True)],
        severity=[
            "warning" if any(shown[a : b + 1]) else "note"
            for a, b in zip(first.tolist(), last.tolist(), strict=True)
        ],
        other=np.column_stack([np.full(len(runs), -1), 2 * number]).reshape(-1),
        reported=np.tile([False, True], len(runs)),
        columns={"near_duplicate_sentences": corpus.sums(article)},
    )


def _run_starts(repeats: list[Repeat], article: Ints) -> Ints:
    """Return where runs of sentences begin that repeat others in a row."""

    def continues(at: int) -> bool:
        one, two = repeats[at], repeats[at + 1]
        return (
            (two.later, two.earlier) == (one.later + 1, one.earlier + 1)
            and not (one.decisive or two.decisive)
            and bool(article[at] == article[at + 1])
        )

    starts = [at + 1 for at in range(len(repeats) - 1) if not continues(at)]
    return np.array([0, *starts][: len(repeats)], np.int64)


def _severities(
    repeats: list[Repeat], size: Ints, article: list[int]
) -> tuple[np.ndarray, list[bool]]:
    """Return which repeats take points, and which are warnings.

    A refrain is only a note, but takes the points of one repeat, as it did with one copy
    less: another copy never raises the quality. So do repeats in an article that repeats
    sentences on purpose.
    """
    on_purpose = Counter(
        {
            (owner, repeat.cluster): owner
            for repeat, owner in zip(repeats, article, strict=True)
            if not repeat.is_warning or size[repeat.cluster] >= REFRAIN
        }.values()
    )
    counted, shown, seen = np.zeros(len(repeats)), [], set()
    for index, (repeat, owner) in enumerate(zip(repeats, article, strict=True)):
        is_refrain = size[repeat.cluster] >= REFRAIN
        counted[index] = repeat.is_warning and repeat.cluster not in seen
        shown.append(repeat.is_warning and not is_refrain and on_purpose[owner] < REFERENCE)
        if repeat.is_warning:
            seen.add(repeat.cluster)
    return counted, shown


def _message(run: list[Repeat], line: int) -> str:
    found = run[0].difference
    if len(run) > 1:
        same = all(repeat.difference.is_identical for repeat in run)
        verb = "are identical to" if same else "are near-duplicates of"
        return f"{len(run)} sentences {verb} those from line {line} on"
    if found.is_identical:
        return f"identical to a sentence in line {line}"
    if run[0].decisive:
        named = " and ".join(f'"{word}"' for word in run[0].decisive[:MOST_NAMED])
        return f"near-duplicate of line {line}, but for {named}"
    return f"near-duplicate of line {line} ({found.shared} of {found.words} words shared)"


def _labels(repeats: list[Repeat], article: list[int]) -> list[str]:
    """Return the number of the cluster of each repeat within its article, from 1."""
    known: dict[int, dict[int, int]] = {}
    labels = []
    for repeat, owner in zip(repeats, article, strict=True):
        numbers = known.setdefault(owner, {})
        labels.append(str(numbers.setdefault(repeat.cluster, len(numbers) + 1)))
    return labels


RULE = Rule(
    "near-duplicate-sentence",
    __doc__,
    message="near-duplicate of another sentence",
    unit="sentences",
    scoring=Count(each=2, most=30),
    severity="warning",
    severities=("note", "warning"),
    kind="sentence",
    names_other=True,
    once_per_group=True,
    columns=(
        Column(
            "near_duplicate_sentences",
            "integer",
            "Sentences that repeat another sentence of the article",
        ),
    ),
    measure=measure,
)
