"""One document for every interface: what a text is written in, and what it says."""

import html
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analyzer
from analyzer.article import Article, Block
from analyzer.errors import SettingError
from analyzer.estimators import KeyPhraseVectorizer, NearDuplicateClusterer, QualityTransformer
from analyzer.readers import read
from analyzer.readers.document import decode_entities, make_document, prose_of
from analyzer.readers.markup_kind import find_markup

WRITTEN_IN = [
    ("<p>One</p>", "html"),
    ("  <!-- wp:paragraph --><p>One</p>", "html"),
    ("<div class='a'>One</div>", "html"),
    ("Plain, with a <b>word</b> in bold", "html"),
    ("Leading text<p>Then a paragraph.</p>", "html"),
    ('A <a href="/tide">tide</a> table', "html"),
    ("one<br>two", "html"),
    ("one <br />\ntwo", "html"),
    ("<h2>Tides</h2>\ntext", "html"),
    ("&lt;p&gt;Escaped&lt;/p&gt;", "escaped"),
    ("Salt &amp; sand&#8217;s edge", "entities"),
    ("# Tides\n\nText.", "markdown"),
    ("See [the table](https://tides.example/a).", "markdown"),
    ("One **bold** and **bolder** word", "markdown"),
    ("---\ntitle: Tides\n---\nText", "markdown"),
    ("| Day | Time |\n|---|---|\n| Mon | nine |", "markdown"),
    ("```\ncode\n```\n", "markdown"),
    ("Buy [b]salt[/b] here", "html"),
    ("First.&lt;br&gt;Second.", "escaped"),
    ("&amp;lt;b&amp;gt;salt&amp;lt;/b&amp;gt;", "escaped"),
    ("<script>let a</script>Salt", "html"),
    ('<iframe src="https://tides.example"></iframe> Salt', "html"),
    ("<p>A paragraph without an end", "html"),
    ("<x-tide>Salt</x-tide>", "html"),
    ("<![CDATA[<p>Salt</p>]]>", "html"),
    ("Write &lt;br&gt; to break a line", "entities"),
    ("", "text"),
    ("The <b> element is old; close it with </b> all the same.", "text"),
    ("<p> is the tag for a paragraph", "text"),
    ("Use <br> to break a line", "text"),
    ("Write `<b>x</b>` for bold", "text"),
    ("<grin> said she</grin>", "text"),
    ("if a < b and c > d, stop", "text"),
    ("Map<String, List<T>> maps = null; if (a<b) return;", "text"),
    ("AT&T & others", "text"),
    ("We are #1 and *you* know it", "text"),
    ("A note [1] and a list:\n- one\n- two", "text"),
]


@pytest.mark.parametrize(("text", "kind"), WRITTEN_IN)
def test_content_shows_what_a_text_is_written_in(text: str, kind: str) -> None:
    assert find_markup(text) == kind


PROSE = [
    ("First paragraph.\n\nSecond <em>one</em>.", "First paragraph.|Second one."),
    ("Lead line<p>Then one.</p><p>Then two.</p>", "Lead line|Then one.|Then two."),
    ("&lt;p&gt;It&amp;#39;s &lt;b&gt;warm&lt;/b&gt;.&lt;/p&gt;", "It's warm."),
    ("Don&#39;t miss salt &amp; sand.", "Don't miss salt & sand."),
    ("Don&amp;#39;t miss salt.", "Don't miss salt."),
    ("Warm.&lt;br /&gt;Cold.", "Warm.\nCold."),
    ("&amp;lt;p&amp;gt;Salt &amp;amp;amp; sand&amp;lt;/p&amp;gt;", "Salt & sand"),
    ("<![CDATA[<p>Salt</p>]]>", "Salt"),
    ("<script>let a</script>Salt", "Salt"),
    ("# Tides\n\nThe *sea* is calm.", "Tides|The sea is calm."),
    ('[box type="note"]Salt[/box] is [i]dry[/i] [sic].', "Salt is dry [sic]."),
    ("<!-- wp:list --><ul><li>Salt</li></ul><!-- /wp:list -->", "Salt"),
]


@pytest.mark.parametrize(("text", "prose"), PROSE)
def test_the_prose_of_a_text_is_what_its_author_wrote(text: str, prose: str) -> None:
    blocks = prose_of(text).split("\n\n")
    assert [block.strip() for block in blocks if block] == prose.split("|")


def test_a_text_without_markup_keeps_its_exact_offsets() -> None:
    assert make_document("Salt < sand,  and\tso on.\n").markup is None


def test_an_option_overrides_what_the_content_shows() -> None:
    text = "# Tides &amp; <b>salt</b>"
    assert prose_of(text, "text") == text
    assert prose_of(text, "html").strip() == "# Tides & salt"
    assert prose_of(text, "markdown").strip() == "Tides & salt"


@pytest.mark.parametrize(
    "call",
    [
        lambda markup: analyzer.analyze(["a"], markup=markup),
        lambda markup: analyzer.key_phrases(["a"], markup=markup),
        lambda markup: analyzer.near_duplicates(["a"], markup=markup),
        lambda markup: analyzer.read("a.md", markup=markup),
    ],
)
def test_unknown_markup_is_refused_with_the_choices(call: Callable[[Any], Any]) -> None:
    with pytest.raises(SettingError, match="'auto', 'text', 'markdown', 'html'"):
        call("rtf")


@pytest.mark.parametrize(
    "kind", [KeyPhraseVectorizer, NearDuplicateClusterer, QualityTransformer]
)
def test_unknown_markup_is_a_wrong_parameter_of_an_estimator(kind: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match=r"The 'markup' parameter of .* must be"):
        kind(markup="rtf").fit(["a"])


ESCAPES = st.sampled_from(["&amp;", "&#39;", "&nbsp;", "&lt;", "salt", "sand", " ", ".\n\n"])


@given(st.lists(ESCAPES, max_size=30).map("".join))
def test_every_character_with_entities_is_found_again(text: str) -> None:
    prose, positions = decode_entities(text)
    markup = make_document(text).markup
    assert prose == html.unescape(text).replace("\xa0", " ")
    if markup is not None and find_markup(text) == "entities":
        at = np.arange(len(prose))
        start, end = markup.locate(at, at + 1)
        assert start.tolist() == positions[:-1].tolist()
        sources = [text[a:b] for a, b in zip(start, end, strict=True)]
        assert [html.unescape(source).replace("\xa0", " ") for source in sources] == list(prose)


def test_a_plain_text_file_with_entities_has_its_title_found(tmp_path: Path) -> None:
    text = "Salt &amp; sand\n\nThe sea was calm and the boats came home before noon today.\n"
    path = tmp_path / "a.txt"
    path.write_text(text, "utf-8")
    [article] = read(path)
    assert article.title == "Salt & sand"
    assert article.markup is not None
    assert Block.TITLE in article.markup.block_kind.tolist()


STORIES = [
    "The harbour council met on Monday to hear about the new breakwater.\n\n"
    "After two hours the chair closed the meeting. The breakwater will be built in spring,"
    " and the breakwater fund will pay for the breakwater.",
    "A baker sells bread from a boat. He bakes while he sails.\n\nA bell calls the people.",
    "Salt is scraped from the pans each August.\n\nNobody else makes and & sells it.",
]


def as_html(text: str) -> str:
    blocks = (f"<p>{html.escape(block)}</p>" for block in text.split("\n\n"))
    return "<!doctype html><html><body>" + "\n".join(blocks) + "</body></html>"


def through_files(folder: Path, frame: pd.DataFrame) -> dict[str, list[Article]]:
    for at, text in enumerate(frame["text"]):
        for kind, content in (("md", text), ("html", as_html(text))):
            (folder / kind).mkdir(exist_ok=True)
            (folder / kind / f"{at}.{kind}").write_text(content, "utf-8")
    frame.to_csv(folder / "a.csv", index=False)
    frame.to_json(folder / "a.jsonl", orient="records", lines=True)
    frame.to_parquet(folder / "a.parquet")
    names = ("md", "html", "a.csv", "a.jsonl", "a.parquet")
    return {name: list(read(folder / name, language="en")) for name in names}


def figures(data: Any) -> list[list[Any]]:
    analysis = analyzer.analyze(data, language="en").articles
    phrases = analyzer.key_phrases(data, language="en")
    return [
        *(analysis[name].tolist() for name in ("words", "sentences", "quality")),
        phrases["phrase"].tolist(),
        phrases["score"].tolist(),
    ]


@pytest.mark.parametrize("shape", ["plain", "markdown", "html"])
def test_one_text_is_the_same_through_nine_interfaces(tmp_path: Path, shape: str) -> None:
    texts = STORIES
    if shape == "markdown":
        texts = [f"{text}\n\n- See **[the map](https://map.example/a)**." for text in STORIES]
    if shape == "html":
        texts = [as_html(text) for text in STORIES]
    frame = pd.DataFrame({"text": texts})
    given: dict[str, Any] = through_files(tmp_path, frame)
    if shape != "plain":  # The other kind of file says something else.
        del given["html" if shape == "markdown" else "md"]
    if shape == "html":
        for at, text in enumerate(texts):
            (tmp_path / "html" / f"{at}.html").write_text(text, "utf-8")
        given["html"] = list(read(tmp_path / "html", language="en"))
    given |= {"list": texts, "pandas": frame, "polars": pl.DataFrame(frame)}
    found = {name: figures(data) for name, data in given.items()}
    for name, figure in found.items():
        assert figure == found["list"], name
    features = QualityTransformer(language="en").set_output(transform="pandas")
    rows = features.fit_transform(texts)
    assert [rows["words"].tolist(), rows["sentences"].tolist()] == found["list"][:2]


def test_near_duplicates_compare_what_a_reader_sees() -> None:
    texts = [
        "<p class=x>The boat &amp; the bell</p>",
        "The boat & the bell",
        "**The** boat & the **bell**",
    ]
    assert len(analyzer.near_duplicates(texts, threshold=1.0)) == 3
    assert len(analyzer.near_duplicates(texts, threshold=1.0, markup="text")) == 1
    assert NearDuplicateClusterer(threshold=1.0).fit_predict(texts).tolist() == [0, 0, 0]


def test_no_part_of_a_tag_is_a_key_phrase() -> None:
    text = 'A <a href="/tide" rel="noopener">tide table</a> helps. The tide table is old.'
    assert "noopener" not in set(analyzer.key_phrases([text])["phrase"])


LANGUAGES: list[tuple[Any, dict[str, str], list[str]]] = [
    (["Salt."], {"language": "de"}, ["de"]),
    (["---\nlang: fr\n---\nSalt."], {"language": "de"}, ["de"]),
    (pd.DataFrame({"text": ["Salt.", "Sand."], "lang": ["fr", None]}), {}, ["fr", "en"]),
    (pd.DataFrame({"text": ["Salt."], "tongue": ["pt-BR"]}), {"language": "tongue"}, ["pt"]),
    (pl.DataFrame({"text": ["Salt."], "language": ["it"]}), {"language": "de"}, ["it"]),
]


@pytest.mark.parametrize(("data", "options", "languages"), LANGUAGES)
def test_a_language_is_that_of_the_column_or_the_option(
    data: Any, options: dict[str, str], languages: list[str]
) -> None:
    found = analyzer.analyze(data, **options).articles["language"].tolist()
    assert found == languages


def test_a_language_that_is_no_column_and_no_code_is_refused() -> None:
    with pytest.raises(SettingError, match="neither a column nor a code"):
        analyzer.analyze(pd.DataFrame({"text": ["Salt."]}), language="tongue")
