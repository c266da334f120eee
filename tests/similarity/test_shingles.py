"""N-grams of texts: the same numbers in every version, whatever the texts are cut into."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.similarity import shingles
from analyzer.similarity.shingles import mixed, ngram_rows, text_rows
from analyzer.text.tokens import word_hash

words = st.sampled_from(["Ferry", "ferry", "Straße", "É", "1"])
texts_of_words = st.lists(
    st.one_of(st.none(), st.lists(words, max_size=9).map(" ".join), st.text(max_size=9)),
    max_size=9,
)


def test_hashes_of_n_grams_never_change_because_archives_store_them() -> None:
    """Archives keep hashes of words and of three words in a row."""
    hashes = word_hash(["the", "old", "ferry", "left", "at", "nine"])
    assert hashes.tolist() == [
        11438296894767715162, 13589416536035785466, 9745313905499366571,
        3834193197912577113, 12859609829883107818, 13045616756397995990,
    ]  # fmt: skip
    rows = ngram_rows(np.array([0, 1, 1, 6]), hashes, 3)
    assert rows.ngram.tolist() == [
        9875873886657318579, 213879446991884140, 14193765849320290457, 3809025031342404473,
    ]  # fmt: skip
    assert mixed(np.array([0, 1, 2**63, 12345], np.uint64)).tolist() == [
        0, 4727160990440081793, 4839880940123675094, 17437708188285051703,
    ]  # fmt: skip


@settings(deadline=None)
@given(
    texts_of_words,
    st.integers(1, 30),
    st.integers(1, 4),
    st.sampled_from(["word", "char", "stem"]),
)
def test_n_grams_do_not_depend_on_the_size_of_chunks(
    texts: list[str | None], piece: int, at_a_time: int, unit: str
) -> None:
    """A text is read in the language of that text, not of what is beside it."""
    stem = unit == "stem"

    def rows(some: list[str | None]) -> list[list[int]]:
        found = text_rows(some, 2, "char" if unit == "char" else "word", stem=stem)
        return [
            found.ngram[a:b].tolist()
            for a, b in zip(found.ptr[:-1], found.ptr[1:], strict=True)
        ]

    whole = rows(texts)
    assert whole == [row for text in texts for row in rows([text])]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shingles, "PIECE", piece)
        patch.setattr(shingles, "AT_A_TIME", at_a_time)
        assert rows(texts) == whole
        pieces = list(shingles._pieces(texts))
    assert [text for some in pieces for text in some] == [text or "" for text in texts]
    assert all(0 < len(some) <= at_a_time for some in pieces)
    assert all(sum(map(len, some[1:])) <= piece for some in pieces)
