"""The export of WordPress: posts and pages as articles, and everything else left out."""

import io
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from analyzer.article import Article, Block
from analyzer.errors import Diagnostic
from analyzer.readers import ReadOptions, SourceFile, read
from analyzer.readers.feed import _records
from analyzer.readers.limits import Limits

DEFAULT = ReadOptions()
HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.1" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Harbour</title><language>en-US</language>
<wp:author><wp:author_login><![CDATA[ada]]></wp:author_login>
<wp:author_display_name><![CDATA[Ada L.]]></wp:author_display_name></wp:author>
"""
TAIL = "</channel></rss>\n"
BLOCKS = """<!-- wp:paragraph {"dropCap":true} -->
<p>The ferry leaves at nine.</p>
<!-- /wp:paragraph -->

<!-- wp:heading --><h2>Ropes</h2><!-- /wp:heading -->
<!-- wp:list --><ul><!-- wp:list-item --><li>Coil them by hand.</li><!-- /wp:list-item --></ul>
<!-- /wp:list -->
<!-- wp:image --><figure><img src="a.png"/><figcaption>A pier.</figcaption></figure>
<!-- /wp:image -->
<!-- wp:code --><pre><code>x = 1</code></pre><!-- /wp:code -->
<!-- wp:latest-posts {"n":3} /-->
<!-- wp:shortcode -->
[booking]
<!-- /wp:shortcode -->"""
CLASSIC = """The first paragraph
is wrapped.

[caption id="a" width="9"]<img src="a.png" /> A pier[/caption]

The second one has <strong>weight</strong>.
<ul>
 <li>An anchor.</li>
</ul>
The third one follows.

[gallery]"""


def item(number: int, text: str = "", **given: str) -> str:
    values = {"title": f"Post {number}", "status": "publish", "type": "post", **given}
    return f"""<item><title><![CDATA[{values["title"]}]]></title>
<link>https://a.example/{number}</link><dc:creator><![CDATA[ada]]></dc:creator>
<content:encoded><![CDATA[{text}]]></content:encoded>
<excerpt:encoded><![CDATA[In short {number}]]></excerpt:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date>2024-01-02 10:00:00</wp:post_date>
<wp:post_date_gmt>{given.get("gmt", "2024-01-02 09:00:00")}</wp:post_date_gmt>
<wp:status>{values["status"]}</wp:status><wp:post_type>{values["type"]}</wp:post_type>
<category domain="category" nicename="b"><![CDATA[Boats &amp; tides]]></category>
<category domain="post_tag" nicename="r"><![CDATA[ropes]]></category>
<category domain="post_format" nicename="p"><![CDATA[Aside]]></category>
<wp:comment><wp:comment_content><![CDATA[A comment.]]></wp:comment_content></wp:comment></item>
"""


def export(*items: str) -> str:
    return "".join([HEAD, *items, TAIL])


@pytest.fixture
def read_export(tmp_path: Path) -> Callable[..., tuple[list[Article], list[Diagnostic]]]:
    def run(
        data: str | bytes, options: ReadOptions = DEFAULT
    ) -> tuple[list[Article], list[Diagnostic]]:
        path = tmp_path / "site.xml"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        problems: list[Diagnostic] = []
        return list(read(path, options=options, on_problem=problems.append)), problems

    return run


def blocks(article: Article) -> list[tuple[str, int]]:
    markup = article.markup
    assert markup is not None
    edges = zip(markup.block_start, markup.block_end, markup.block_kind, strict=True)
    return [(markup.prose[start:end], int(kind)) for start, end, kind in edges]


def test_a_post_is_an_article_with_what_the_export_says_of_it(read_export) -> None:
    [article], problems = read_export(export(item(7, BLOCKS, title="Ropes &amp; <i>lamps</i>")))
    assert problems == []
    assert (article.id, article.row, article.language) == ("site.xml#7", 1, "en")
    assert article.title == "Ropes & lamps"
    assert article.text == BLOCKS
    assert article.fields == {
        "url": "https://a.example/7", "author": "Ada L.", "excerpt": "In short 7",
        "date": "2024-01-02T09:00:00+00:00", "status": "publish", "type": "post",
        "categories": "Boats & tides", "tags": "ropes",
    }  # fmt: skip


def test_a_post_of_the_block_editor_has_its_blocks(read_export) -> None:
    [article], _ = read_export(export(item(1, BLOCKS)))
    assert blocks(article) == [
        ("The ferry leaves at nine.", Block.PARAGRAPH), ("Ropes", Block.HEADING),
        ("Coil them by hand.", Block.LIST_ITEM), ("A pier.", Block.CAPTION),
        ("x = 1", Block.CODE),
    ]  # fmt: skip


def test_a_classic_post_has_paragraphs_where_wordpress_shows_them(read_export) -> None:
    [article], _ = read_export(export(item(1, CLASSIC)))
    assert blocks(article) == [
        ("The first paragraph is wrapped.", Block.PARAGRAPH), ("A pier", Block.CAPTION),
        ("The second one has weight.", Block.PARAGRAPH), ("An anchor.", Block.LIST_ITEM),
        ("The third one follows.", Block.PARAGRAPH),
    ]  # fmt: skip


def test_what_is_no_published_article_is_left_out_with_a_note(read_export) -> None:
    others = [
        item(2, "Draft.", status="draft", gmt="0000-00-00 00:00:00"),
        item(3, "Later.", status="future"), item(4, "Mine.", status="private"),
        item(5, "Gone.", status="trash"), item(6, "Picture.", type="attachment"),
        item(7, "Home", type="nav_menu_item"), item(8, "<p>x</p>", type="wp_block"),
        item(9, " \n"), item(10, "A page.", type="page"),
    ]  # fmt: skip
    data = export(item(1, "A post."), *others)
    articles, [note] = read_export(data)
    assert [article.text for article in articles] == ["A post.", "A page."]
    assert articles[1].row == 10
    assert note.severity == "note"
    assert note.message == (
        "8 items were not read (attachment 1, draft 1, future 1, nav_menu_item 1, private 1, "
        "trash 1, without text 1, wp_block 1)"
    )
    articles, _ = read_export(data, ReadOptions(drafts=True))
    assert [article.row for article in articles] == [1, 2, 3, 4, 10]
    assert articles[1].fields["date"] == "2024-01-02T10:00:00"


def test_control_characters_that_were_pasted_into_a_post_are_left_out(read_export) -> None:
    articles, problems = read_export(export(item(1, "Be\x13fore\x00 noon."), item(2, "B.")))
    assert [article.text for article in articles] == ["Before noon.", "B."]
    assert problems == []


def test_bytes_that_are_not_utf_8_are_replaced_with_a_warning(read_export) -> None:
    data = export(item(1, "Zo@ rows."), item(2, "B.")).encode().replace(b"@", b"\xeb")
    articles, [problem] = read_export(data)
    assert [article.text for article in articles] == ["Zo\ufffd rows.", "B."]
    assert (problem.severity, problem.message) == (
        "warning", "bytes that are not of its encoding were replaced",
    )  # fmt: skip


@pytest.mark.parametrize("damage", ["cut", "entity", "tag"])
def test_damage_is_reported_with_its_row_and_the_posts_before_it_are_kept(
    damage: str, read_export
) -> None:
    data = export(item(1, "One."), item(2, "Two."), item(3, "Three."))
    at = data.index("Three.")
    data = {
        "cut": data[:at],
        "entity": data.replace("<link>https://a.example/3", "<link>a&b=3"),
        "tag": data.replace("<wp:post_id>3</wp:post_id>", "<wp:post_id>3</wp:id>"),
    }[damage]
    articles, [problem] = read_export(data)
    assert [article.text for article in articles] == ["One.", "Two."]
    assert problem.row == 3
    assert problem.message.startswith("not XML from line ")
    assert problem.message.endswith("the rest was not read")


def test_what_was_printed_around_an_export_is_not_of_it(read_export) -> None:
    articles, problems = read_export(f"\nWarning: <b>x</b>\n{export(item(1, 'A.'))}<br/>Notice")
    assert [article.text for article in articles] == ["A."]
    assert problems == []


def test_a_post_that_is_too_large_is_an_error(read_export) -> None:
    options = ReadOptions(limits=Limits(article_bytes=2000))
    data = export(item(1, "One."), item(2, "x" * 3000))
    articles, [problem] = read_export(data, options)
    assert [article.text for article in articles] == ["One."]
    assert problem.message == "post 2 is larger than 2,000 bytes (limits.article-bytes)"


def test_the_language_of_an_export_comes_before_a_guess(read_export) -> None:
    data = export(item(1, "Ja.")).replace("en-US", "nb-NO")
    [article], _ = read_export(data, ReadOptions(language="en"))
    assert article.language == "nb"


class Endless(io.RawIOBase):
    """An export of many posts that is never in memory as a whole."""

    def __init__(self, posts: int) -> None:
        self._chunks = self._made(posts)
        self._rest = b""

    @staticmethod
    def _made(posts: int) -> Iterator[bytes]:
        yield HEAD.encode()
        for number in range(posts):
            yield item(number, "The ferry leaves at nine. " * 300).encode()
        yield TAIL.encode()

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size and (chunk := next(self._chunks, b"")):
            self._rest += chunk
        data, self._rest = self._rest[:size], self._rest[size:]
        return data


class Streamed(SourceFile, frozen=True):
    """A file whose bytes are made while it is read."""

    posts: int = 0

    def raw(self):
        from contextlib import nullcontext

        return nullcontext(Endless(self.posts))


def test_memory_does_not_grow_with_the_number_of_posts() -> None:
    peaks = []
    for posts in (50, 500):
        file = Streamed(None, "a.xml", "a.xml", "", is_explicit=True, posts=posts)
        tracemalloc.start()
        assert sum(1 for _ in _records(file, DEFAULT, lambda _: None)) == posts
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.3 * peaks[0]
