"""compressible-text: the text compresses unusually well.

What it measures
----------------
The compression ratio: the letters of the body over its bytes after DEFLATE, level 1, with
every run of white space as one space. A letter of any script counts as one byte, or two
where a text has more than 256 different ones, as in Chinese: the script makes no
difference. Ordinary prose of a few hundred words has a ratio near 2. Beside it is the
entropy of the words in bits.

Why it matters
--------------
Compression finds every repeat, whatever its form: a copied paragraph, a template with
changed names, a list of keywords. It is the cheapest second opinion.

Example
-------
Ten product pages that differ in the name of the town.

Instead
-------
Write for each town what is true there only.

Limits
------
The ratio grows with the length of any text. It takes no points.

References
----------
Shaib and others (2024), "Standardizing the measurement of text diversity";
Shannon (1948), "A mathematical theory of communication".
"""

from __future__ import annotations

import re
import zlib

import numpy as np

from analyzer.article import Floats
from analyzer.corpus import Corpus
from analyzer.rules.measurement import LazyMapping, Measurement
from analyzer.rules.rule import DEFAULT, WHOLE_BODY, Informational, Rule
from analyzer.settings import RuleOptions
from analyzer.tables import Column

# DEFLATE adds about this many bytes to anything; counting them would make
# every short text look random.
ENVELOPE = 8
WRAPPED = re.compile(r"[^\S ]|  ")


def measure(corpus: Corpus, _options: RuleOptions = DEFAULT) -> Measurement:
    """Measure the compression ratio and word entropy of each article."""
    ratio = np.array([_ratio(body) for body in corpus.bodies])
    columns = LazyMapping(
        lambda: {"compression_ratio": ratio, "word_entropy": _entropy(corpus)}
    )
    return Measurement(ratio, columns=columns)


def _ratio(body: str) -> float:
    raw = _letters(_one_line(body))
    if not raw:
        return 0.0
    return len(raw) / max(len(zlib.compress(raw, 1)) - ENVELOPE, 1)


def _letters(text: str) -> bytes:
    """Return the characters of a text as one byte each, or two where there are many."""
    if text.isascii():
        return text.encode("ascii")
    distinct = sorted(set(text))
    if len(distinct) > 0x100:
        return text.encode("utf-16-be", "surrogatepass")
    table = {ord(character): index for index, character in enumerate(distinct)}
    return text.translate(table).encode("latin-1")


def _one_line(body: str) -> str:
    """Put a blank for white space, so that wrapping changes nothing."""
    body = body.replace("\n\n", " ")
    return " ".join(body.split()) if WRAPPED.search(body) else body


def _entropy(corpus: Corpus) -> Floats:
    article, _, count = corpus.word_counts
    # Added up in an order that the article alone decides: no bit depends on the others.
    order = np.lexsort((count, article))
    article, count = article[order], count[order]
    share = count / corpus.n_words[article]
    return corpus.sums(article, -share * np.log2(share))


RULE = Rule(
    "compressible-text",
    __doc__,
    message="",
    unit="ratio",
    scoring=Informational(),
    reported=False,
    reads=WHOLE_BODY,
    columns=(
        Column("compression_ratio", "number", "Bytes of the body over its compressed bytes"),
        Column("word_entropy", "number", "Entropy of the words in bits"),
    ),
    measure=measure,
)
