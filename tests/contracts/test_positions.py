"""A planted sentence is found on its exact line and column, whatever text surrounds it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import documents
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.article import line_columns
from analyzer.checks.annotation import annotate
from analyzer.checks.incremental import analyze_incrementally
from analyzer.readers import ReadOptions, discover, read
from analyzer.segmentation import build_corpus
from analyzer.settings import Settings

BEGIN, END = "\x01", "\x02"
RULE = "near-duplicate-sentence"
SENTENCE = "Every summer the orchestra plays Brahms inside the old quarry until midnight."
WORDS = SENTENCE.split()
# The rest of the article: no two texts share more than a word or two.
FILLER = (
    "The ferry leaves at nine and takes an hour to the island.",
    "Nobody had counted the herons before the reserve was fenced.",
    "A baker from Rouen keeps the oldest oven in the valley alive.",
    "Rain delayed the harvest, yet the cider was better than ever.",
    "Seven pupils drew maps of the brook and hung them up.",
    "His grandmother taught him to mend nets by lamplight.",
    "Two engineers measured how far the cliff had moved since spring.",
    "Paint from the station was sold by the tin to collectors.",
    "An archivist reads letters aloud every Friday to whoever comes.",
)
# Blocks that are not running prose: their sentences repeat nothing.
NOT_RUNNING = {"heading", "table"}
Inline = Callable[[list[str]], str]


def marked(words: list[str]) -> str:
    return f"{BEGIN}{' '.join(words)}{END}"


def wrapped(words: list[str]) -> str:
    return f"{BEGIN}{' '.join(words[:5])}\n{' '.join(words[5:])}{END}"


MARKDOWN_INLINE: dict[str, Inline] = {
    "plain": marked,
    "wrapped": wrapped,
    "strong at the start": lambda w: f"**{BEGIN}{w[0]}** {' '.join(w[1:])}{END}",
    "a link inside": lambda w: (
        f"{BEGIN}{w[0]} [{w[1]} {w[2]}](http://x.org/a_(b) \"t\") {' '.join(w[3:])}{END}"
    ),
    "code inside": lambda w: f"{BEGIN}{' '.join(w[:3])} `{w[3]}` {' '.join(w[4:])}{END}",
    "emphasis inside": lambda w: (
        f"{BEGIN}{' '.join(w[:3])} *{w[3]} __{w[4]}__* {' '.join(w[5:])}{END}"
    ),
    "an image before": lambda w: f"![alt text](a.png) {marked(w)}",
    "an emoji before": lambda w: f"A 👩🏽‍🔬 came, e\u0301 too. {marked(w)}",
    "an entity before": lambda w: f"Ham &amp; eggs &eacute;aten. {marked(w)}",
    "a comment before": lambda w: f"Wait. <!-- not this --> {marked(w)}",
    "a sentence before": lambda w: f"Off they go. {marked(w)} And back.",
    "an escape inside": lambda w: f"{BEGIN}{' '.join(w[:3])} {w[3]}\\_x {' '.join(w[4:])}{END}",
    "struck through": lambda w: f"~~It was called off.~~ {marked(w)}",
}  # fmt: skip
MARKDOWN_BLOCK = {
    "paragraph": "{}",
    "heading": "## {}",
    "list item": "- {}",
    "nested item": "1. First of all.\n   - {}",
    "task": "- [x] {}",
    "quotation": "> {}",
    "item in a quotation": "> * {}",
    "table": "| a | b |\n| --- | --- |\n| one | {} |",
    "footnote": "See there.[^1]\n\n[^1]: {}",
    "after code": "```python\nx = 'Every summer'\n```\n\n{}",
    "after HTML": "<div class=\"a\">\n\n</div>\n\n{}",
    "indented": "   {}",
    "after a rule": "***\n\n{}",
}  # fmt: skip
ONE_LINE = ("heading", "table")
HTML_INLINE: dict[str, Inline] = {
    "plain": marked,
    "wrapped": wrapped,
    "strong at the start": lambda w: f"<strong>{BEGIN}{w[0]}</strong> {' '.join(w[1:])}{END}",
    "a link inside": lambda w: (
        f"{BEGIN}{w[0]} <a href=\"x?a=1&b=2>3\">{w[1]} {w[2]}</a> {' '.join(w[3:])}{END}"
    ),
    "emphasis inside": lambda w: (
        f"{BEGIN}{' '.join(w[:3])} <em>{w[3]} <B>{w[4]}</B></em> {' '.join(w[5:])}{END}"
    ),
    "an emoji before": lambda w: f"A 👩🏽‍🔬 came with e\u0301. {marked(w)}",
    "an entity before": lambda w: f"Ham &amp; eggs were &eacute;aten. {marked(w)}",
    "a comment before": lambda w: f"They waited. <!-- not <p> this --> {marked(w)}",
    "a sentence before": lambda w: f"Off they go. {marked(w)} And back.",
}  # fmt: skip
HTML_BLOCK = {
    "paragraph": "<p>{}</p>",
    "attributes": "<p class='a' data-x=\"1 > 0\">{}</p>",
    "upper case": "<P>{}</P>",
    "blanks": "<p>\n    {}\n</p>",
    "nested": "<div><section><p>{}</p></section></div>",
    "list item": "<ul>\n<li>{}</li>\n</ul>",
    "quotation": "<blockquote><p>{}</p></blockquote>",
    "after script": "<script>var x = '<p>Every summer</p>';</script>\n<p>{}</p>",
}


@dataclass(frozen=True)
class Planted:
    """A source, and the position of the sentence in it: line and column of both ends."""

    source: str
    places: tuple[tuple[int, int, int, int], ...]


def planted(text: str) -> Planted:
    """Take the marks out of a text and tell where they were, counting as an editor does."""
    places, ends = [], []
    clean, line, column = [], 1, 1
    for at, character in enumerate(text):
        if character == BEGIN:
            places.append((line, column))
        elif character == END:
            ends.append((line, column))
        else:
            clean.append(character)
            if character == "\n" or (character == "\r" and text[at + 1 : at + 2] != "\n"):
                line, column = line + 1, 1
            else:
                column += 1
    return Planted("".join(clean), tuple((*a, *b) for a, b in zip(places, ends, strict=True)))


def found(folder: Path, name: str, source: str) -> tuple[tuple[int, int, int, int], ...]:
    """Where the check finds a repeated sentence, and the one that it names."""
    path = folder / name
    path.write_bytes(source.encode("utf-8"))
    return found_in(path)


def found_in(path: Path) -> tuple[tuple[int, int, int, int], ...]:
    """Where the check finds a repeated sentence in a file, and the one that it names."""
    files = discover([str(path)], on_problem=lambda problem: None)
    chosen = Settings(select=(RULE,))
    examined = analyze_incrementally(files, ReadOptions(), chosen, None, lambda problem: None)
    annotations = annotate(examined.texts, examined.judged, set(), "")
    places = {place for a in annotations for place in (a.location, *a.related)}
    return tuple(sorted((p.line, p.column, p.end_line, p.end_column) for p in places))


def in_corpus(folder: Path, name: str, source: str) -> tuple[tuple[int, int, int, int], ...]:
    """Where the corpus has the sentence, in blocks that no rule about sentences reads."""
    path = folder / name
    path.write_bytes(source.encode("utf-8"))
    (article,) = read([path])
    corpus = build_corpus([article])
    words = [word.strip(".").lower() for word in WORDS[:2]]
    first = corpus.token_id[corpus.sentence_ptr[:-1]].tolist()
    second = corpus.token_id[corpus.sentence_ptr[:-1] + 1].tolist()
    chosen = [
        index
        for index, pair in enumerate(zip(first, second, strict=True))
        if [corpus.vocabulary[word] for word in pair] == words
    ]
    start, end = corpus.locate(
        corpus.sentence_article[chosen],
        corpus.sentence_start[chosen],
        corpus.sentence_end[chosen],
    )
    places = [line_columns(article.text, pair) for pair in zip(start, end, strict=True)]
    return tuple((*begin, *finish) for begin, finish in places)


LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])
FRONT = st.sampled_from(["", "---\ntitle: Ünïcode 👩‍🔬\n---\n\n", "+++\ntitle = 'x'\n+++\n"])


def draw_blocks(
    data: st.DataObject, blocks: dict[str, str], inlines: dict[str, Inline]
) -> list[str]:
    """Two blocks with the sentence among others without it."""
    made = []
    for _ in range(2):
        block = data.draw(st.sampled_from(sorted(set(blocks) - NOT_RUNNING)))
        names = sorted(set(inlines) - ({"wrapped"} if block in ONE_LINE else set()))
        inline = data.draw(st.sampled_from(names))
        made.append(blocks[block].format(inlines[inline](WORDS)))
    filler = list(data.draw(st.permutations(FILLER)))
    plain = next(iter(blocks.values()))
    between = data.draw(st.integers(1, 3))
    others = [plain.format(" ".join(filler[n : n + 2])) for n in range(0, 8, 2)]
    return [others[0], made[0], *others[1 : 1 + between], made[1], *others[1 + between :]]


@given(st.data())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_markdown_of_any_make(tmp_path: Path, data: st.DataObject) -> None:
    blocks = draw_blocks(data, MARKDOWN_BLOCK, MARKDOWN_INLINE)
    text = data.draw(FRONT) + "\n\n".join(blocks) + "\n"
    end = data.draw(LINE_ENDS)
    expected = planted(text.replace("\n", end))
    assert found(tmp_path, "article.md", expected.source) == expected.places


@pytest.mark.parametrize("inline", MARKDOWN_INLINE)
@pytest.mark.parametrize("block", MARKDOWN_BLOCK)
def test_each_construct_of_markdown(tmp_path: Path, block: str, inline: str) -> None:
    if inline == "wrapped" and block in ONE_LINE:
        pytest.skip("one line by its nature")
    source = MARKDOWN_BLOCK[block].format(MARKDOWN_INLINE[inline](WORDS))
    expected = planted("\n\n".join([*FILLER[:4], marked(WORDS), *FILLER[4:], source, ""]))
    places = in_corpus if block in NOT_RUNNING else found
    assert places(tmp_path, "article.md", expected.source) == expected.places


DOCUMENTS: dict[str, Callable[[list[str]], bytes]] = {
    "article.docx": lambda said: documents.docx("".join(map(documents.word, said))),
    "article.odt": lambda said: documents.odt(
        "".join(f"<text:p>{one}</text:p>" for one in said)
    ),
    "article.epub": lambda said: documents.epub({
        "a.xhtml": "".join(f"<p>{one}</p>" for one in said[:4]),
        "b.xhtml": "".join(f"<p>{one}</p>" for one in said[4:]),
    }),
    "article.pdf": lambda said: documents.pdf([
        [(72.0, 700.0 - 30 * at, 11.0, one) for at, one in enumerate(part)]
        for part in (said[:4], said[4:])
    ]),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_in_a_document_the_line_is_the_number_of_the_paragraph(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(DOCUMENTS[name]([SENTENCE, *FILLER[:6], f"A {SENTENCE}"]))
    first, second = (1, 1, 1, len(SENTENCE) + 1), (8, 1, 8, len(SENTENCE) + 3)
    assert found_in(tmp_path / name) == (first, second)


def page(blocks: list[str]) -> str:
    body = "\n".join(blocks)
    return (
        "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Quarry &amp; co</title></head>\n"
        f"<body>\n<article>\n<h1>Music 👩‍🔬</h1>\n{body}\n</article>\n</body></html>\n"
    )  # fmt: skip


@given(st.data())
@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_html_of_any_make(tmp_path: Path, data: st.DataObject) -> None:
    end = data.draw(LINE_ENDS)
    expected = planted(page(draw_blocks(data, HTML_BLOCK, HTML_INLINE)).replace("\n", end))
    assert found(tmp_path, "article.html", expected.source) == expected.places
