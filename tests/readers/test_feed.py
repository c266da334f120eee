"""RSS and Atom: one article for each entry, with what the feed says of it."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.article import Article, Block
from analyzer.errors import Diagnostic
from analyzer.readers import ReadOptions, read
from analyzer.readers.limits import Limits

DEFAULT = ReadOptions()
Outcome = tuple[list[Article], list[tuple[int | None, str]]]
FULL = (
    "<p>The ferry &amp; its crew leave at nine.</p>\n<p>Nobody waits for <b>the</b> tide.</p>"
)
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour</title><language>en-GB</language>
<item><title>Ropes &amp;amp; &lt;em&gt;lamps&lt;/em&gt;</title><link>https://a.example/ropes</link>
<guid isPermaLink="false">a-1</guid><dc:creator>Ada</dc:creator><category>Boats</category>
<category>Ropes</category><pubDate>Wed, 02 Oct 2024 10:00:00 +0200</pubDate>
<description>A short summary.</description>
<content:encoded><![CDATA[{full}]]></content:encoded></item>
<item><title>Short</title><link>https://a.example/short</link>
<description>&lt;p&gt;All there is of it.&lt;/p&gt;</description></item>
</channel></rss>""".replace("{full}", FULL)
ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:app="http://www.w3.org/2007/app" xml:lang="fr">
<title>Port</title>
<entry><id>tag:a,1</id><title type="html">Cordes &amp;amp; lampes</title>
<link href="https://a.example/cordes"/><updated>2024-01-02T03:04:05Z</updated>
<author><name>Zoé</name></author><category term="b" label="Bateaux"/><summary>Bref.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
<p>Le bac part à neuf heures.</p></div></content></entry>
<entry><id>tag:a,2</id><title>Brouillon</title><app:control><app:draft>yes</app:draft>
</app:control><content type="html">&lt;p&gt;Pas encore.&lt;/p&gt;</content></entry>
<entry><id>tag:a,3</id><title>Reply</title><content>Un commentaire.</content>
<category scheme="http://schemas.google.com/g/2005#kind" term="http://x/kind#comment"/></entry>
</feed>"""


@pytest.fixture
def read_bytes(tmp_path: Path) -> Callable[..., Outcome]:
    """Read bytes as a file of a name; return articles, and rows and texts of problems."""

    def run(name: str, data: bytes | str, options: ReadOptions = DEFAULT) -> Outcome:
        (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)
        problems: list[Diagnostic] = []
        articles = list(read(tmp_path / name, options=options, on_problem=problems.append))
        return articles, [(problem.row, problem.message) for problem in problems]

    return run


@pytest.mark.parametrize("name", ["a.xml", "a.rss", "a.rdf", "a.xml.gz"])
def test_an_entry_of_rss_is_an_article(name: str, read_bytes) -> None:
    data = RSS.encode()
    articles, problems = read_bytes(name, gzip.compress(data) if "gz" in name else data)
    assert problems == []
    first, second = articles
    assert (first.id, first.row) == (f"{name}#https://a.example/ropes", 1)
    assert (first.title, first.language) == ("Ropes & lamps", "en")
    assert first.text == FULL
    assert first.prose.split("\n\n")[0] == "The ferry & its crew leave at nine."
    assert first.fields == {
        "url": "https://a.example/ropes", "author": "Ada", "categories": "Boats, Ropes",
        "date": "2024-10-02T08:00:00+00:00", "excerpt": "A short summary.",
    }  # fmt: skip
    assert second.prose.strip() == "All there is of it."
    assert second.fields["excerpt"] == ""


def test_an_entry_of_atom_is_an_article_and_a_draft_or_a_comment_is_none(read_bytes) -> None:
    [article], problems = read_bytes("a.atom", ATOM)
    assert problems == []
    assert (article.title, article.language) == ("Cordes & lampes", "fr")
    assert article.prose.strip() == "Le bac part à neuf heures."
    assert article.fields["categories"] == "Bateaux"
    assert article.fields["date"] == "2024-01-02T03:04:05+00:00"
    articles, _ = read_bytes("a.atom", ATOM, ReadOptions(drafts=True))
    assert [article.title for article in articles] == ["Cordes & lampes", "Brouillon"]


def test_entries_with_one_address_are_named_by_their_ids(read_bytes) -> None:
    articles, _ = read_bytes("a.xml", RSS.replace("a.example/short", "a.example/ropes"))
    assert articles[0].id == "a.xml#a-1"
    assert len({article.id for article in articles}) == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>All", "<p>Tom & Jerry, &nbsp; all"),
        ("All there", "All \x02there"),
        ("</rss>", "</rss>\n<br />Notice: something was printed."),
        ("<?xml", "\n\n<?xml"),
        ("<?xml", "<br />Warning: headers already sent <?xml"),
    ],
)
def test_feeds_that_browsers_refuse_are_read(before: str, after: str, read_bytes) -> None:
    articles, problems = read_bytes("a.xml", RSS.replace(before, after))
    assert len(articles) == 2
    assert [message for _, message in problems if "refused" in message] == []


def test_a_feed_in_another_encoding_is_read(read_bytes) -> None:
    data = RSS.replace("Ada", "Zoë").replace('"utf-8"', '"iso-8859-1"').encode("latin-1")
    articles, problems = read_bytes("a.xml", data)
    assert (articles[0].fields["author"], problems) == ("Zoë", [])


def test_of_a_damaged_feed_the_posts_before_the_damage_are_read(read_bytes) -> None:
    articles, [(row, message)] = read_bytes("a.xml", RSS[: RSS.index("All there")])
    assert articles[0].title == "Ropes & lamps"
    assert row == 2
    assert message.startswith("not XML from line 12, column ")


BOMB = "<!DOCTYPE lolz [<!ENTITY a0 'ha'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
)
OUTSIDE = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"


@pytest.mark.parametrize("hostile", [BOMB, OUTSIDE])
def test_entities_that_a_document_declares_are_refused(hostile: str, read_bytes) -> None:
    articles, [(_, message)] = read_bytes("a.xml", RSS.replace("<rss", hostile + "<rss"))
    assert articles == []
    assert "for safety" in message


def test_a_document_type_alone_is_no_reason_to_refuse(read_bytes) -> None:
    declared = '<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://n.example/rss.dtd">'
    articles, problems = read_bytes("a.xml", RSS.replace("<rss", declared + "<rss"))
    assert (len(articles), problems) == (2, [])


def test_a_feed_that_is_too_large_is_refused(read_bytes) -> None:
    options = ReadOptions(limits=Limits(article_bytes=500))
    articles, [(_, message)] = read_bytes("a.xml", RSS, options)
    assert articles == []
    assert message == "larger than 500 bytes, too large for a feed (limits.article-bytes)"


def test_an_element_with_very_many_attributes_is_refused(read_bytes) -> None:
    tag = "<item " + " ".join(f'a{n}="x"' for n in range(50_000))
    articles, [(_, message)] = read_bytes("a.xml", RSS.replace("<item", tag))
    assert articles == []
    assert message == "an element with more than 1,000 attributes; it is not read"


def test_other_xml_is_skipped_in_a_folder_and_reported_where_it_is_named(
    tmp_path: Path, read_bytes
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/map.xml").write_text("<?xml version='1.0'?><urlset/>")
    (tmp_path / "site/news.xml").write_text(RSS)
    notes: list[Diagnostic] = []
    articles = list(read(tmp_path / "site", on_problem=notes.append))
    assert [article.title for article in articles] == ["Ropes & lamps", "Short"]
    assert [note.message for note in notes] == ["1 file skipped (.xml without articles 1)"]
    assert read_bytes("map.xml", "<urlset/>") == (
        [], [(None, "neither RSS, Atom nor an export of WordPress")],
    )  # fmt: skip


def test_the_feed_of_a_built_site_is_skipped_beside_its_pages(tmp_path: Path) -> None:
    (tmp_path / "feeds").mkdir()
    (tmp_path / "index.html").write_text("<p>The ferry leaves at nine.</p>")
    (tmp_path / "feeds/all.atom").write_text(ATOM)
    (tmp_path / "feed.xml").write_text(RSS)
    notes: list[Diagnostic] = []
    assert [a.id for a in read(tmp_path, on_problem=notes.append)] == ["index.html"]
    assert [note.message for note in notes] == ["2 files skipped (feed of a built site 2)"]
    assert len(list(read(tmp_path / "feed.xml"))) == 2


def test_without_the_libraries_the_extra_is_named(read_bytes, monkeypatch) -> None:
    monkeypatch.setattr("analyzer.readers.reader.find_spec", lambda _: None)
    message = "XML needs feedparser and defusedxml: pip install 'analyzer[feeds]'"
    assert read_bytes("a.xml", RSS) == ([], [(None, message)])


def test_a_blank_line_outside_of_a_paragraph_element_ends_a_paragraph(read_bytes) -> None:
    body = (
        "One line\ngoes on.\n\n<p>Two\n\nis one.</p>\n\nThree [gallery] is text.\n\n[gallery]"
    )
    articles, _ = read_bytes("a.xml", RSS.replace(FULL, body))
    markup = articles[0].markup
    found = [markup.prose[a:b] for a, b in zip(markup.block_start, markup.block_end)]  # noqa: B905
    assert found == ["One line goes on.", "Two is one.", "Three [gallery] is text."]
    assert set(markup.block_kind.tolist()) == {Block.PARAGRAPH}
