"""HTML: the main content, of which kind, and where it stands in the source."""

import html
import random
import re
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.article import Block, Markup, Span
from analyzer.errors import Diagnostic
from analyzer.readers import read as walk
from analyzer.readers.document import make_document
from analyzer.readers.html import declared, parse_fragment, parse_html, parse_page, read
from analyzer.readers.html_tags import attributes, scan
from analyzer.readers.main_content import cover, find_words
from analyzer.readers.reader import ReadOptions, SourceFile

PAGE = """<!doctype html>
<html lang="en-GB"><head><title>How to sow beans - The Plot</title>
<meta name="author" content="A. Digger"><link rel="canonical" href="https://plot.example/b">
<style>p { color: red }</style><script>let p = "<p>not text</p>"</script></head>
<body><header><a href="/">The Plot</a><nav><ul><li><a href="/a">Tools</a>
<li><a href="/b">Seeds</a></ul></nav></header>
<main><article><h1>How to sow&nbsp;beans</h1>
<p>Beans like warm soil, and a seed that lies in cold mud will rot long before it has
sprouted at all.</p>
<h2>What you need</h2>
<ul><li>A spade with a long handle<li>Beans, soaked for a night &amp; a day</ul>
<blockquote><p>My grandfather sowed on the tenth of May, whatever the weather said.</p>
</blockquote>
<p>Water them <b>once</b> and then leave them alone<br>until you see two leaves on each.</p>
<table><tr><th>Kind<th>Weeks<tr><td>Runner<td>ten</table>
<pre><code>sow --deep 5</code></pre>
</article></main><aside>Also read: <a href="/c">Ten tools you do not need</a></aside>
<footer>Copyright The Plot. All rights reserved.</footer></body></html>
"""


def blocks(markup: Markup) -> list[tuple[str, str]]:
    return [
        (Block(kind).name, markup.prose[start:end])
        for start, end, kind in zip(
            markup.block_start, markup.block_end, markup.block_kind, strict=True
        )
    ]


def located(markup: Markup, text: str) -> list[tuple[str, str]]:
    found = list(re.finditer(r"\w+", markup.prose))
    begin, finish = markup.locate(
        np.array([match.start() for match in found], np.int64),
        np.array([match.end() for match in found], np.int64),
    )
    return [
        (match[0], text[first:last])
        for match, first, last in zip(found, begin, finish, strict=True)
    ]


def test_the_main_content_of_a_page_is_its_prose() -> None:
    page = parse_page(PAGE)
    assert blocks(page.markup) == [
        ("TITLE", "How to sow beans"),
        (
            "PARAGRAPH",
            "Beans like warm soil, and a seed that lies in cold mud will rot long before it"
            " has sprouted at all.",
        ),
        ("HEADING", "What you need"),
        ("LIST_ITEM", "A spade with a long handle"),
        ("LIST_ITEM", "Beans, soaked for a night & a day"),
        ("QUOTE", "My grandfather sowed on the tenth of May, whatever the weather said."),
        (
            "PARAGRAPH",
            "Water them once and then leave them alone\nuntil you see two leaves on each.",
        ),
        *[("TABLE", cell) for cell in ("Kind", "Weeks", "Runner", "ten")],
        ("CODE", "sow --deep 5"),
    ]


def test_the_head_of_a_page_is_told() -> None:
    page = parse_page(PAGE)
    assert (page.title, page.language, page.problem) == ("How to sow beans", "en", "")
    assert page.fields == {"url": "https://plot.example/b", "author": "A. Digger"}


def test_every_word_of_a_page_is_the_word_at_its_place_in_the_source() -> None:
    for word, source in located(parse_page(PAGE).markup, PAGE):
        assert word == source


TITLES = [
    ("<title>Warm soil | The Plot</title>", "Warm soil"),
    ("<title>Warm soil - a talk - The Plot</title>", "Warm soil - a talk"),
    ("<title>Go - the language of the plot</title>", "Go - the language of the plot"),
    ('<title>X</title><meta property="og:title" content="Warm &amp; wet">', "Warm & wet"),
    ("<title>The Plot: Warm soil</title><h1>The Plot</h1><h1>Warm soil</h1>", "The Plot"),
    ("<title>Warm  soil « The Plot</title><h1>Warm <i>soil</i></h1>", "Warm soil"),
    # The name of the site is a heading above the title, or one below the article.
    (
        "<title>The Plot - Warm soil</title><h1>The Plot</h1><p>Home</p><h2>Warm soil</h2>",
        "Warm soil",
    ),
    ("<title>Warm soil | The Plot</title><h1>The Plot</h1><h2>Warm soil</h2>", "Warm soil"),
    (
        f"<title>Warm soil | The Plot</title><h1>Warm soil</h1><p>{'Beans grow. ' * 9}</p>"
        "<h2>The Plot</h2>",
        "Warm soil",
    ),
    ("<title>The Plot - Warm soil</title><h1>The Plot</h1><h2>Beans</h2>", "The Plot"),
    ("<title>Soil - The Plot</title><h1>Soil<a class=headerlink href=#soil>¶</a></h1>", "Soil"),
    ("<h1>Warm soil</h1><h1>Beans</h1>", "Warm soil"),
    ("<p>Beans</p>", ""),
    ("<title></title>", ""),
]


@pytest.mark.parametrize(("head", "title"), TITLES)
def test_the_title_is_the_heading_that_the_head_repeats_or_what_the_head_says(
    head: str, title: str
) -> None:
    assert parse_page(head + "<p>Beans like warm soil.</p>").title == title


@pytest.mark.parametrize(
    ("body", "date"),
    [
        ("<abbr class=published title='2026-11-30T10:00:00Z'>today</abbr>", "2026-11-30T10"),
        ("<time itemprop=datePublished datetime=2026-11-30>x</time><time datetime=2025-01-01>",
         "2026-11-30"),
        ("<time class='entry-date updated' datetime=2026-11-30>x</time>", "2026-11-30"),
        ("<time datetime=2026-11-30>x</time> <time datetime=2026-11-30>x</time>", "2026-11-30"),
        ("<time datetime=2026-11-30>x</time> <time datetime=2026-11-29>x</time>", ""),
        ("<time datetime=10:30>x</time> <abbr title='2026-11-30'>x</abbr>", ""),
    ],
)  # fmt: skip
def test_the_date_is_that_of_the_publication(body: str, date: str) -> None:
    found = parse_page(f"<html><body><p>Beans like warm soil.</p>{body}").fields
    assert str(found.get("date", "")).startswith(date)
    assert bool(found.get("date")) is bool(date)


FRAGMENTS = [
    ("<p>One<p>two", [("PARAGRAPH", "One"), ("PARAGRAPH", "two")]),
    ("One<br>two<br>\n<br>three", [("PARAGRAPH", "One\ntwo"), ("PARAGRAPH", "three")]),
    ("<b>W</b>ord <i> a </i>\n b", [("PARAGRAPH", "Word a b")]),
    ("a &lt;b&gt; &#8364;&#x41;&eacute; &nope; & c", [("PARAGRAPH", "a <b> €Aé &nope; & c")]),
    ("3 < 4 and 5<6 </3", [("PARAGRAPH", "3 < 4 and 5<6")]),
    ("a<!-- hidden > --> b<!--> c<!-- hidden", [("PARAGRAPH", "a b c")]),
    ("a<? hidden ?>b<![CDATA[hidden]]>c</ hidden>d", [("PARAGRAPH", "abcd")]),
    ("<p title=\"> hidden\" id='>hidden' class=it's>One", [("PARAGRAPH", "One")]),
    ("<script>'<p>hidden'</script ><style>hidden</STYLE>One", [("PARAGRAPH", "One")]),
    ("One<script>hidden", [("PARAGRAPH", "One")]),
    ("One<p hidden", [("PARAGRAPH", "One")]),
    (
        "<ul><li>a<ul><li>b</ul><li>c</ul>d",
        [("LIST_ITEM", x) for x in "abc"] + [("PARAGRAPH", "d")],
    ),
    ("<h2>a<h3>b</h3>c", [("HEADING", "a"), ("HEADING", "b"), ("PARAGRAPH", "c")]),
    ("<blockquote><ul><li>a</ul>b</blockquote>", [("LIST_ITEM", "a"), ("QUOTE", "b")]),
    ("<pre>a\n  b &amp; c</pre>", [("CODE", "a\n  b & c")]),
    ("<nav>hidden</nav>One<footer><ul><li>hidden</ul></footer>", [("PARAGRAPH", "One")]),
    ("<nav>Only this</nav>", [("PARAGRAPH", "Only this")]),
    ("<svg><text>hidden</text></svg><svg/>One", [("PARAGRAPH", "One")]),
    ("</p></li></nope>One</ul>", [("PARAGRAPH", "One")]),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), FRAGMENTS)
def test_every_construct_becomes_the_block_a_person_sees(
    text: str, expected: list[tuple[str, str]]
) -> None:
    markup = parse_fragment(text).markup
    assert blocks(markup) == expected
    for word, source in located(markup, text):
        assert word == html.unescape(re.sub("<[^>]*>", "", source))


@given(st.lists(st.sampled_from(PAGE.replace(">", "> ").split(" ")), max_size=60).map(" ".join))
def test_shuffled_html_is_read_and_every_word_is_found_again(text: str) -> None:
    markup = parse_fragment(text).markup
    for word, source in located(markup, text):
        assert word == html.unescape(re.sub("<[^>]*>", "", source))
    assert np.all(markup.run_start[1:] >= markup.run_end[:-1])


@given(st.text(st.sampled_from("<>/!-?&;#=\"' abp\n\x00é"), max_size=40))
def test_the_scanner_loses_no_letter_between_two_tags(text: str) -> None:
    tokens = list(scan(text))
    ends = [0]
    for token in tokens:
        assert ends[-1] <= token.start <= token.end <= len(text)
        ends.append(token.end)
        if not token.tag:
            assert token.start < token.end
            assert not re.search(r"<[a-zA-Z]", text[token.start : token.end])


@given(st.text(st.characters(exclude_characters="<\x00", exclude_categories=["Cs"])))
def test_text_without_tags_is_one_stretch(text: str) -> None:
    assert "".join(text[token.start : token.end] for token in scan(text)) == text


def test_the_first_of_two_attributes_counts() -> None:
    assert attributes(" A=1 a='2' b = \"x &amp; y\" c d=e/f / ") == {
        "a": "1",
        "b": "x & y",
        "c": "",
        "d": "e/f",
    }


def slow_cover(page: list[str], extract: list[str]) -> list[int]:
    """What `cover` marks where the extract is a run of the page."""
    for start in range(len(page) - len(extract) + 1):
        if page[start : start + len(extract)] == extract:
            return [int(start <= at < start + len(extract)) for at in range(len(page))]
    return [0] * len(page)


@given(st.integers(0, 10**6), st.data())
def test_an_extract_is_found_where_it_was_taken(seed: int, data: st.DataObject) -> None:
    random_ = random.Random(seed)
    page = [f"{random_.choice('abcde')}{at}" for at in range(60)]
    start = data.draw(st.integers(0, 56))
    extract = page[start : data.draw(st.integers(start + 4, 60))]
    assert list(cover(page, extract)) == slow_cover(page, extract)


COVERED = [
    ("a b c d e f g h i j k l", "a b c d x y i j k l m z", "111100001111"),
    (
        "warm soil is best MORE warm soil is best for beans",
        "warm soil is best for beans",
        "00000111111",
    ),
    ("a b c d e f g h", "e f g h a b c d", "11111111"),
    ("a b c", "a b c", "000"),
]


@pytest.mark.parametrize(("page", "extract", "marks"), COVERED)
def test_an_extract_is_followed_piece_by_piece(page: str, extract: str, marks: str) -> None:
    """Where they part, the place is taken from which page and extract go along farther."""
    assert "".join(map(str, cover(page.split(), extract.split()))) == marks


def test_letters_of_scripts_without_spaces_are_words_of_their_own() -> None:
    assert find_words("Peking 北京, ส้ม!") == ["Peking", "北", "京", "ส", "้", "ม"]


DECLARED = [
    (b"<meta charset=windows-1251>", "windows-1251"),
    (b'<meta http-equiv="x" content="text/html; charset = \'koi8-r\'">', "koi8-r"),
    (b"<?xml version='1.0' encoding='Shift_JIS'?>", "Shift_JIS"),
    (b"<p>charset=utf-7</p>", ""),
    (b"<!-- x -->" * 500 + b"<meta charset=koi8-r>", ""),
]


@pytest.mark.parametrize(("data", "name"), DECLARED)
def test_a_page_declares_its_encoding_near_its_top(data: bytes, name: str) -> None:
    assert declared(data) == name


def test_the_title_of_a_record_is_kept_before_that_of_its_page() -> None:
    assert make_document(PAGE, title="").title == "How to sow beans"
    assert make_document(PAGE, title="Beans").title == "Beans"


def test_a_paragraph_in_a_box_is_not_lost_for_a_link_in_it() -> None:
    link = "<div><section><p>Every <a href='x'>summer the</a> orchestra plays Brahms inside the"
    last = f"{link} old quarry until midnight.</p></section></div>"
    page = PAGE.replace("</article>", f"{last}</article>")
    assert "Every summer the orchestra plays Brahms" in parse_page(page).markup.prose


def test_what_is_too_deep_for_the_extractor_is_told_and_read_whole() -> None:
    page = parse_page("<div>" * 100_000 + "Deep down" + "</div>" * 100_000)
    assert blocks(page.markup) == [("PARAGRAPH", "Deep down")]
    assert "too deep" in page.problem


HOSTILE = {
    "attribute": '<p title="' + "x" * 1_000_000 + '">One</p>',
    "entities": "<p>" + "&amp;" * 50_000,
    "bomb": "<!DOCTYPE x [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><p>&b;</p>",
    "open": "<" * 300_000,
    "tags": "<a" * 150_000,
    "quotes": '<a ="' * 60_000,
    "comments": "<!--" * 80_000,
    "closed": "</div>" * 40_000,
    "nested": "<ul><li>" * 20_000 + "x",
    "items": "<ul><li>" + "<div>" * 20_000 + "<li>" * 20_000,
    "inline": "<b>" * 90_000 + "x",
    "words": "<p>" + "a " * 100_000,
    "paragraphs": "<div>" * 150 + "<div>a b c</div>" * 8_000,
    "titles": "<title>" + "a " * 100_000 + "</title>" + "<h1>a a a</h1>" * 5_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_are_read_in_seconds(name: str) -> None:
    start = time.process_time()
    parse_page(HOSTILE[name])
    assert time.process_time() - start < 20


def test_a_page_without_the_extra_names_it(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setitem(__import__("sys").modules, "trafilatura", None)
    path = tmp_path / "a.html"
    path.write_text(PAGE, "utf-8")
    problems: list[Diagnostic] = []
    file = SourceFile(path, "a.html", "a.html", "", is_explicit=True)
    assert list(read(file, ReadOptions(), problems.append)) == []
    assert "pip install 'analyzer[html]'" in problems[0].message
    assert problems[0].severity == "error"


@given(
    st.text(st.characters(exclude_characters="\ufdd0", exclude_categories=["Cs"]), max_size=30)
)
def test_an_escaped_text_is_read_as_it_was(text: str) -> None:
    markup = parse_fragment(f"<p>{html.escape(text)}</p>").markup
    assert markup.prose.split() == text.split()


VISIBLE = [
    ("<p>Seen</p><p hidden>Not</p><p>seen</p>", "Seen seen"),
    ("<div style='color:red; DISPLAY : none'>Not<div>Not</div>Not</div>Seen", "Seen"),
    ("<p hidden>Not<p>Seen", "Seen"),
    ("<ul><li hidden>Not<li hidden>Not<li>Seen</ul>also", "Seen also"),
    ("<ul><li>Seen<li hidden>Not<ul><li>Not</ul></ul>also", "Seen also"),
    ("<table><tr><td hidden>Not<td>Seen</table>", "Seen"),
    ("<div hidden='until-found'>Seen</div>", "Seen"),
    (
        "<span aria-hidden=true>#</span>Seen <i class=icon aria-hidden='true'>home</i>too",
        "Seen too",
    ),
    ("<p aria-hidden=true>Seen words in a paragraph.</p>", "Seen words in a paragraph."),
    ("Seen<span class='x sr-only'>Not</span>", "Seen"),
    ("<noscript>Not</noscript><template>Not</template>Seen", "Seen"),
    ("<img hidden>Seen<br hidden>also", "Seen also"),
    ("<p class=hidden-gem data-hidden=1>Seen", "Seen"),
    ("<p style='opacity: 0'>Not</p><p style='opacity:0.4'>Seen</p>", "Seen"),
    ("<p style='font-size:0px;'>Not</p><p style='font-size:0.9em'>Seen</p>", "Seen"),
    ("<p style='position:absolute; left:-9999px'>Not</p><p style='left:-9px'>Seen", "Seen"),
    ("<p style='visibility:collapse'>Not</p>Seen", "Seen"),
    ("<video><p>Not</p></video><audio>Not</audio><canvas>Not</canvas>Seen", "Seen"),
    ("<object data=x><p>Not</p></object>Seen", "Seen"),
    ("<ruby>Seen<rp>(</rp><rt>Not<rp>)</rp></ruby> also", "Seen also"),
    ("Seen<sup><a href='#fn:1'>1</a></sup> <a href='#_ftn2'>[2]</a> also", "Seen also"),
    ("Seen <a href='#fnord'>also</a>", "Seen also"),
    ("[row][col w='1']Seen[/col][/row]", "Seen"),
    ("<p style='position:absolute; clip: rect(0, 0,0 ,0)'>Not</p>Seen", "Seen"),
    ("<p style='clip-path: inset(50%)'>Not</p><p style='clip-path: inset(5%)'>Seen", "Seen"),
    ("<span hidden/>Seen <div hidden>Not<div/>Not</div>also", "Seen also"),
]


@pytest.mark.parametrize(("text", "words"), VISIBLE)
def test_what_a_browser_does_not_show_is_no_text(text: str, words: str) -> None:
    assert parse_fragment(text).markup.prose.split() == words.split()


def inline(markup: Markup) -> list[tuple[str, str]]:
    return [
        (Span(kind).name, markup.prose[start:end])
        for start, end, kind in zip(
            markup.span_start, markup.span_end, markup.span_kind, strict=True
        )
    ]


SPANS = [
    ('See <a href="/a">the <b>map</b></a>.', [("LINK", "the map"), ("EMPHASIS", "map")]),
    ("<a name=x>No link</a> <code>x = 1</code>", [("CODE", "x = 1")]),
    (
        "<p><strong>The Gazette:</strong> Who won?",
        [("EMPHASIS", "The Gazette:"), ("LABEL", "The Gazette:")],
    ),
    ("<p><b>Ferry</b>: at nine.", [("EMPHASIS", "Ferry"), ("LABEL", "Ferry:")]),
    ("<p>Then <b>she said:</b> no.", [("EMPHASIS", "she said:")]),
    ("<p><b>All of it in bold:</b>", [("EMPHASIS", "All of it in bold:")]),
    ("<p>At https://tide.example/a.", [("ADDRESS", "https://tide.example/a")]),
    ("<p>Ask me@tide.example.", [("ADDRESS", "me@tide.example")]),
    ("<b>One<p>two</b> three", [("EMPHASIS", "One"), ("EMPHASIS", "two")]),
    ("<i><b>", []),
]


@pytest.mark.parametrize(("text", "expected"), SPANS)
def test_inline_elements_are_spans_of_the_prose(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert inline(parse_fragment(text).markup) == expected


def test_a_tag_that_closes_itself_holds_no_text() -> None:
    text = "<code/>One <a href=/x/>two</a> <b class='x'/>three <i lang/> <pre/>four"
    shown = parse_fragment(text).markup
    assert inline(shown) == [("LINK", "two")]
    assert not np.isin(shown.block_kind, Block.CODE).any()


def test_captions_and_terms_have_kinds_of_their_own() -> None:
    text = """<table><caption>Weeks</caption><tr><td>ten</table>
    <figure><img src=a><figcaption>A bean</figcaption></figure><dl><dt>Soil<dd>Warm.</dl>"""
    assert blocks(parse_fragment(text).markup) == [
        ("CAPTION", "Weeks"),
        ("TABLE", "ten"),
        ("CAPTION", "A bean"),
        ("LIST_ITEM", "Soil"),
        ("LIST_ITEM", "Warm."),
    ]


TEMPLATES = [
    ("{% load x %}<p>{{ name|upper }} has a boat.</p>", "has a boat."),
    ("<p>{% trans 'Salt pans' %}</p>{# a note #}", "Salt pans"),
    ("<p>{% if a < b %}Low {% else %}High {% endif %}tide</p>", "Low High tide"),
    ('<a href="{% url "x" %}">Tide</a> {{#each boats}}<b>{{this}}</b>{{/each}}', "Tide"),
    ("<p>{{ range .Boats }}Boat{{ end }}<?php echo $a->b; ?> home</p>", "Boat home"),
    ("{% comment %}<p>Not</p>{% endcomment %}<p v-if='a'>Seen</p>", "Seen"),
    ("<p>Not closed {{ is text</p>", "Not closed {{ is text"),
    ("<p>Write <code>{{ name }}</code></p>", "Write {{ name }}"),
]


@pytest.mark.parametrize(("text", "words"), TEMPLATES)
def test_tags_of_template_languages_are_no_text(text: str, words: str) -> None:
    markup = parse_fragment(text).markup
    assert markup.prose.split() == words.split()
    for word, source in located(markup, text):
        assert word == source


FERRY = [
    "The ferry leaves the northern pier at nine and returns before the tide has turned.",
    "Two families stay on the island all winter, and the post comes only on Thursdays.",
    "A new engine was fitted in spring, after the old one had failed for the third time.",
    "Nobody had expected that the captain would retire in the very year of the jubilee.",
    "The timetable hangs in the bakery, where most of the passengers wait with their bags.",
]


def page_of(body: str) -> str:
    return f"""<!doctype html><html><head><title>The ferry</title></head><body>
    <nav><a href=/a>Home</a> <a href=/b>News</a></nav>{body}
    <footer>Copyright by the pier. All rights reserved.</footer></body></html>"""


def test_a_repeated_paragraph_of_a_page_is_kept() -> None:
    body = "".join(f"<p>{text}</p>" for text in [*FERRY, FERRY[1]])
    for page in (page_of(body), page_of(f"<div>{body}</div>"), page_of(f"<main>{body}</main>")):
        assert parse_page(page).markup.prose.count(FERRY[1]) == 2


def test_a_repeated_short_line_of_an_article_is_kept() -> None:
    credit = "Picture: Ada Lund"
    body = "".join(f"<p>{text}</p><p>{credit}</p>" for text in FERRY)
    assert parse_page(page_of(f"<div>{body}</div>")).markup.prose.count(credit) == len(FERRY)


def test_a_list_beside_the_paragraphs_is_kept_and_navigation_is_not() -> None:
    body = "".join(f"<p>{text}</p>" for text in FERRY[:3])
    body += "<ul><li>A bag for the post.<li>A coat for the wind.</ul>" + f"<p>{FERRY[3]}</p>"
    prose = parse_page(page_of(body)).markup.prose
    assert "A coat for the wind." in prose
    assert "Home" not in prose
    assert "Copyright" not in prose


def test_links_beside_an_article_are_not_of_it() -> None:
    more = "".join(
        f"<p><a href=/{at}>Another ferry sank on day {at}.</a></p>" for at in range(9)
    )
    page = page_of("<div>" + "".join(f"<p>{text}</p>" for text in FERRY) + more + "</div>")
    assert "sank" not in parse_page(page).markup.prose


def test_a_fragment_is_kept_whole_and_names_its_title() -> None:
    page = parse_html("<h1>The ferry</h1><p>It leaves.</p><p>It leaves.</p>")
    assert page.title == "The ferry"
    assert blocks(page.markup)[0] == ("TITLE", "The ferry")
    assert page.markup.prose.count("It leaves.") == 2


def test_front_matter_of_html_is_read_and_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("---\ntitle: Tides\nlang: fr\n---\n<p>The sea.</p>\n", "utf-8")
    [article] = walk(path)
    assert (article.title, article.language) == ("Tides", "fr")
    assert article.prose.split() == ["The", "sea."]
    word, source = located(article.markup, article.text)[0]
    assert (word, source) == ("The", "The")


def test_pages_that_are_no_articles_are_passed_over(tmp_path: Path) -> None:
    canonical = '<link rel=canonical href="https://tide.example/a/">'
    other = canonical.replace("a/", "a/index.html#top")
    text = "".join(f"<p>{text}</p>" for text in FERRY)
    files = {
        "a.html": f"<title>Tide</title>{canonical}<body>{text}",
        "amp.html": f"<title>Tide</title>{canonical}<body>{text}",
        "b.html": f"<title>Other</title>{canonical}<body>{text}",
        "amp2.html": f"<title>Tide</title>{other}<body>{text}",
        "bot.html": f'<head><meta name="googlebot" content="noindex"></head>{text}',
        "_drafts/later.md": "Not yet.",
        "state.md": "---\nStatus: draft\n---\nNot yet.",
        "tag.html": f'<head><meta name="robots" content="noindex, follow"></head>{text}',
        "soon.md": "---\ndraft: true\n---\nNot yet.",
    }
    (tmp_path / "_drafts").mkdir()
    for name, content in files.items():
        (tmp_path / name).write_text(content, "utf-8")
    problems: list[Diagnostic] = []
    found = list(walk(tmp_path, on_problem=problems.append))
    assert [article.id for article in found] == ["a.html", "b.html"]
    skipped = "7 files skipped (draft 3, another address of a page 2, noindex 2)"
    assert [problem.message for problem in problems] == [skipped]
    for name in ("tag.html", "soon.md"):
        assert len(list(walk(tmp_path / name))) == 1


def test_what_a_package_says_of_itself_is_no_article(tmp_path: Path) -> None:
    path = tmp_path / "package.json"
    path.write_text('{"name": "tide", "description": "Tells when the sea is high."}', "utf-8")
    assert list(walk(tmp_path, on_problem=lambda _: None)) == []
    assert len(list(walk(path))) == 1
    assert len(list(walk(tmp_path, text_column="description"))) == 1


def test_a_search_index_of_a_built_site_is_no_article(tmp_path: Path) -> None:
    record = '[{"title": "Tide", "content": "The sea.", "url": "%s"}]'
    (tmp_path / "pages.json").write_text(record % "/posts/tide/", "utf-8")
    (tmp_path / "search.json").write_text(record % "https://tide.example/a", "utf-8")
    (tmp_path / "stories.json").write_text(record % "https://tide.example/b", "utf-8")
    assert [a.source.rpartition("/")[2] for a in walk(tmp_path)] == ["stories.json"]
    assert len(list(walk(tmp_path / "search.json"))) == 1


def test_an_article_that_the_extractor_drops_for_precision_is_found() -> None:
    """A class name that it takes for a teaser is that of the article."""
    text = "".join(f"<p>{text}</p>" for text in FERRY)
    page = page_of(f'<div class="teaser article-teaser">{text}</div><div>A short line.</div>')
    assert FERRY[2] in parse_page(page).markup.prose
