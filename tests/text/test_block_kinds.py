"""Block kinds that follow from the text: fragments, lists of links, labels."""

import numpy as np
import pytest

from analyzer.article import Article, Block, Markup, Span
from analyzer.corpus import Corpus
from analyzer.segmentation import build_corpus
from analyzer.text.block_kinds import is_sentence


def page(*blocks: tuple[Block, str], spans: tuple[tuple[Span, str], ...] = ()) -> Corpus:
    """Return a corpus of one article with these blocks, and the first span of each text."""
    prose = "\n\n".join(text for _, text in blocks)
    start, position = [], 0
    for _, text in blocks:
        start.append(position)
        position += len(text) + 2
    first = [prose.index(text) for _, text in spans]
    order = np.argsort(first, kind="stable")
    markup = Markup(
        prose=prose,
        run_prose=np.array([0, len(prose)]),
        run_start=np.array([0]),
        run_end=np.array([len(prose)]),
        block_start=np.array(start),
        block_end=np.array([a + len(text) for a, (_, text) in zip(start, blocks, strict=True)]),
        block_kind=np.array([int(kind) for kind, _ in blocks]),
        span_start=np.array(first, np.int64)[order],
        span_end=np.array(
            [a + len(text) for a, (_, text) in zip(first, spans, strict=True)], np.int64
        )[order],
        span_kind=np.array([int(kind) for kind, _ in spans], np.int64)[order],
    )
    return build_corpus([Article("a", prose, markup=markup)])


def kinds(corpus: Corpus) -> list[str]:
    return [Block(kind).name for kind in corpus.block_kind.tolist()]


def running(corpus: Corpus) -> str:
    chosen = np.flatnonzero(corpus.running)
    return " ".join(corpus.vocabulary[word] for word in corpus.token_id[chosen].tolist())


ITEM, TEXT, HEAD = Block.LIST_ITEM, Block.PARAGRAPH, Block.HEADING


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bell rang twice.", True),
        ("“Who is there?”", True),
        ("Nobody came.", True),
        ("1. Stir the soup slowly.", True),
        ("雨が降った。", True),
        ("two red onions", False),
        ("Done.", False),
        ("Plums, pears, etc.", False),
        ("First wash it. Then peel it", True),
        ("เขาเดินไปตลาดแล้วซื้อผักกับผลไม้กลับมาบ้านตอนเย็น", True),
        ("ผักสด", False),
        (" ".join(["word"] * 15), True),
    ],
)
def test_a_list_item_is_a_sentence_or_a_fragment(text: str, expected: bool) -> None:
    assert is_sentence(text) is expected
    assert kinds(page((ITEM, text))) == ["LIST_ITEM" if expected else "FRAGMENT"]


def test_a_list_that_announces_the_headings_is_links() -> None:
    corpus = page(
        (TEXT, "This page has two parts."),
        (ITEM, "1. Wash the wool"),
        (ITEM, "2. Comb the wool."),
        (HEAD, "Wash the Wool"),
        (TEXT, "Cold water is best."),
        (HEAD, "2. Comb the wool"),
        (TEXT, "Use a wide comb."),
    )
    assert kinds(corpus)[1:3] == ["LINKS", "LINKS"]
    assert running(corpus) == "this page has two parts cold water is best use a wide comb"


def test_a_list_that_shares_one_item_with_the_headings_is_no_contents_list() -> None:
    corpus = page(
        (HEAD, "Wool"), (ITEM, "Wool"), (ITEM, "Needles"), (ITEM, "Some patience"),
    )  # fmt: skip
    assert kinds(corpus)[1:] == ["FRAGMENT"] * 3


def test_a_list_of_link_text_is_links_and_one_with_few_links_is_not() -> None:
    links = page(
        (ITEM, "All our knitting patterns."), (ITEM, "The wool of the month"),
        spans=((Span.LINK, "All our knitting patterns."), (Span.LINK, "The wool of the month")),
    )  # fmt: skip
    assert kinds(links) == ["LINKS", "LINKS"]
    prose = page(
        (ITEM, "The pattern is in the book of last year."), (ITEM, "The wool is dyed at home."),
        spans=((Span.LINK, "book"), (Span.LINK, "dyed")),
    )  # fmt: skip
    assert kinds(prose) == ["LIST_ITEM", "LIST_ITEM"]


def test_a_paragraph_that_is_one_link_is_links() -> None:
    corpus = page(
        (TEXT, "Back to top"), (TEXT, "Read it."), spans=((Span.LINK, "Back to top"),)
    )
    assert kinds(corpus) == ["LINKS", "PARAGRAPH"]


def test_a_list_of_addresses_is_links() -> None:
    corpus = build_corpus(
        [Article("a", "Sources\n\n- https://a.example/one\n- https://a.example/two\n")]
    )
    assert "LINKS" in kinds(corpus)
    assert corpus.vocabulary == ("sources",)


def test_specifications_are_fragments() -> None:
    corpus = page(
        (ITEM, "Weight: 3 kg."), (ITEM, "Colour: dark red."), (ITEM, "Length: 40 cm."),
        (TEXT, "Note: it is heavy for a child to lift alone."),
    )  # fmt: skip
    assert kinds(corpus) == ["FRAGMENT"] * 3 + ["PARAGRAPH"]


def test_a_label_that_recurs_at_the_start_of_paragraphs_is_no_running_prose() -> None:
    text = (
        "The Echo: How did the walk begin?\n\nAda Bell: We met at noon by the mill.\n\n"
        "The Echo: Who came along?\n\nAda Bell: Only the dog came along that day.\n\n"
        "One thing: nobody was tired at the end of it."
    )
    corpus = build_corpus([Article("a", text)])
    assert running(corpus).split()[:6] == ["how", "did", "the", "walk", "begin", "we"]
    assert "echo" not in running(corpus)
    assert "one thing nobody" in running(corpus)
    labels = corpus.span_kind == Span.LABEL
    assert [
        corpus.prose[a:b]
        for a, b in zip(corpus.span_start[labels], corpus.span_end[labels], strict=True)
    ] == ["The Echo:", "Ada Bell:", "The Echo:", "Ada Bell:"]


@pytest.mark.parametrize("label", ["Ada Bell", "Ada Bell:"])
def test_emphasis_with_a_colon_at_the_start_of_a_block_is_a_label(label: str) -> None:
    colon = "" if label.endswith(":") else ":"
    corpus = page((TEXT, f"{label}{colon} It rained at noon."), spans=((Span.EMPHASIS, label),))
    assert running(corpus) == "it rained at noon"


def test_emphasis_inside_a_sentence_is_running_prose_and_inline_code_is_not() -> None:
    corpus = page(
        (TEXT, "Never call it twice with run_all here."),
        spans=((Span.EMPHASIS, "twice"), (Span.CODE, "run_all")),
    )
    assert running(corpus) == "never call it twice with here"
    assert corpus.running_sentences.all()


def test_words_of_an_address_that_a_reader_found_are_no_words() -> None:
    corpus = page((TEXT, "See plums.example now."), spans=((Span.ADDRESS, "plums.example"),))
    assert corpus.vocabulary[corpus.token_id[1]] == "now"
    assert corpus.n_words.tolist() == [2]


def test_a_paragraph_in_emphasis_above_another_one_is_a_heading() -> None:
    bold = (Span.EMPHASIS, "Warm soil")
    corpus = page((TEXT, "Warm soil"), (TEXT, "Sow in May."), spans=(bold,))
    assert kinds(corpus) == ["HEADING", "PARAGRAPH"]
    assert running(corpus) == "sow in may"


@pytest.mark.parametrize(
    ("first", "bold", "last"),
    [
        ("Warm soil.", "Warm soil.", "Sow in May."),
        ("Warm soil is best", "Warm soil", "Sow in May."),
        (" ".join(["soil"] * 11), " ".join(["soil"] * 11), "Sow in May."),
    ],
)
def test_other_paragraphs_with_emphasis_are_none(first: str, bold: str, last: str) -> None:
    corpus = page((TEXT, first), (TEXT, last), spans=((Span.EMPHASIS, bold),))
    assert kinds(corpus) == ["PARAGRAPH", "PARAGRAPH"]
    alone = page((TEXT, last), (TEXT, "Warm soil"), spans=((Span.EMPHASIS, "Warm soil"),))
    assert kinds(alone) == ["PARAGRAPH", "PARAGRAPH"]


def test_the_sentences_of_a_table_that_lays_out_a_page_are_paragraphs() -> None:
    cell = "It rained in May. The soil was warm. We sowed the beans."
    laid_out = page((Block.TABLE, cell), (Block.TABLE, "They grew."), (Block.TABLE, "Menu"))
    assert kinds(laid_out) == ["PARAGRAPH", "PARAGRAPH", "TABLE"]
    row = "It rained in May. The soil was warm."
    assert kinds(page((Block.TABLE, row), (Block.TABLE, row))) == ["TABLE", "TABLE"]
    data = [(Block.TABLE, f"Bean {number} grew well.") for number in range(5)]
    assert kinds(page((Block.TABLE, cell), *data)) == ["TABLE"] * 6
