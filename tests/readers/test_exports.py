"""Exports of services: ZIP files, Ghost, JSON Feed, Arrow, WARC."""

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from documents import docx, word, zipped
from pyarrow import ipc

from analyzer.article import Article
from analyzer.errors import Diagnostic
from analyzer.readers import ReadOptions, read
from analyzer.readers.limits import Limits

DEFAULT = ReadOptions()
SAID = "The ferry leaves the pier at nine, and nobody waits for the tide."
Outcome = tuple[list[Article], list[Diagnostic]]


@pytest.fixture
def read_bytes(tmp_path: Path) -> Callable[..., Outcome]:
    """Read bytes as a file of a name; return articles and problems."""

    def run(name: str, data: bytes | str, options: ReadOptions = DEFAULT) -> Outcome:
        (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)
        problems: list[Diagnostic] = []
        return list(
            read(tmp_path / name, options=options, on_problem=problems.append)
        ), problems

    return run


def test_each_member_of_a_zip_is_read_by_its_reader(read_bytes) -> None:
    data = zipped({
        "b.md": f"---\ntitle: Ropes\n---\n{SAID}\n", "a/one.docx": docx(word(SAID)),
        "a/two.csv": f'title,text\nLamps,"{SAID}"\n', "c.png": b"\x89PNG", "d.json": '{"a": 1}',
        "__MACOSX/._b.md": "x", ".hidden.md": "x", "e.md": "---\ndraft: true\n---\nx\n",
    })  # fmt: skip
    articles, [note] = read_bytes("a.zip", data)
    assert [(article.id, article.title) for article in articles] == [
        ("a.zip/a/one.docx", "Template"), ("a.zip/a/two.csv#1", "Lamps"),
        ("a.zip/b.md", "Ropes"),
    ]  # fmt: skip
    assert all(SAID in article.prose for article in articles)
    assert note.severity == "note"
    assert note.message == "3 files skipped (.json without articles 1, .png 1, draft 1)"


def test_what_is_damaged_in_a_zip_is_an_error_of_that_member(read_bytes) -> None:
    articles, [problem] = read_bytes("a.zip", zipped({"a.docx": b"x", "b.txt": SAID}))
    assert [article.id for article in articles] == ["a.zip/b.txt"]
    assert problem.source.endswith("a.zip/a.docx")
    assert problem.severity == "warning"


def test_an_export_in_parts_is_a_zip_of_zips(read_bytes) -> None:
    inner = zipped({"Page 0123456789abcdef.md": f"# Ropes\n\n{SAID}\n"})
    articles, problems = read_bytes("a.zip", zipped({"Part-1.zip": inner}))
    assert [article.id for article in articles] == ["a.zip/Part-1.zip/Page 0123456789abcdef.md"]
    assert (articles[0].title, problems) == ("Ropes", [])


def test_zips_in_zips_share_one_limit(read_bytes) -> None:
    inner = zipped({"a.txt": "word " * (1 << 20)})
    data = zipped({f"{n}.zip": inner for n in range(9)})
    articles, [problem] = read_bytes("a.zip", data)
    assert len(articles) == 1
    assert "of text; expected at most 30 times the bytes of the file" in problem.message


def test_a_zip_that_was_found_in_a_folder_is_skipped(tmp_path: Path, read_bytes) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/a.zip").write_bytes(zipped({"a.txt": SAID}))
    notes: list[Diagnostic] = []
    assert not list(read(tmp_path / "site", on_problem=notes.append))
    assert notes[0].message == "1 file skipped (.zip 1)"


def test_of_an_export_with_a_folder_of_posts_only_those_are_read(read_bytes) -> None:
    page = (
        "<html><head><title>{}</title></head><body><article><p>{}</p></article></body></html>"
    )
    data = zipped({
        "posts/2024-05-06_Ropes-1a.html": page.format("Ropes", SAID),
        "posts/draft_Lamps-2b.html": page.format("Lamps", SAID),
        "claps/claps-0001.html": page.format("Claps", SAID), "README.html": "<p>Read me.</p>",
    })  # fmt: skip
    articles, [note] = read_bytes("a.zip", data)
    assert [article.title for article in articles] == ["Ropes"]
    assert note.message == "3 files skipped (beside the posts 2, draft 1)"
    assert len(read_bytes("a.zip", data, ReadOptions(drafts=True))[0]) == 2


def test_a_list_of_posts_has_their_titles_dates_and_status(read_bytes) -> None:
    listed = (
        "post_id,post_date,is_published,title,subtitle\n"
        "7.ropes,2024-05-06T07:08:09.000Z,true,Ropes & lamps,In short\n"
        "8.draft,,false,Not yet,\n"
    )
    data = zipped({
        "posts.csv": listed, "posts/7.ropes.html": f"<p>{SAID}</p>",
        "posts/8.draft.html": "<p>Not yet.</p>", "posts/7.opens.csv": "post_id,email\n7,a\n",
    })  # fmt: skip
    [article], [note] = read_bytes("a.zip", data)
    assert (article.title, article.prose.strip()) == ("Ropes & lamps", SAID)
    assert article.fields == {"date": "2024-05-06T07:08:09.000Z", "excerpt": "In short"}
    assert note.message == "3 files skipped (beside the posts 2, draft 1)"


GHOST = {"db": [{"meta": {}, "data": {
    "posts": [
        {"id": "a", "title": "Ropes", "slug": "ropes", "html": f"<p>{SAID}</p>", "locale": None,
         "status": "published", "type": "post", "published_at": "2024-05-06T07:08:09.000Z",
         "custom_excerpt": "In short"},
        {"id": "b", "title": "Lamps", "html": "<p>Not yet.</p>", "status": "draft"},
    ],
    "tags": [{"id": "t", "name": "Boats"}], "posts_tags": [{"post_id": "a", "tag_id": "t"}],
    "users": [{"id": "u", "name": "Ada L."}],
    "posts_authors": [{"post_id": "a", "author_id": "u"}],
}}]}  # fmt: skip


def test_a_post_of_ghost_is_an_article(read_bytes) -> None:
    [article], [note] = read_bytes("a.json", json.dumps(GHOST))
    assert (article.id, article.row, article.title) == ("a.json#a", 1, "Ropes")
    assert article.prose.strip() == SAID
    assert article.fields == {
        "url": "ropes", "author": "Ada L.", "date": "2024-05-06T07:08:09.000Z",
        "categories": "Boats", "excerpt": "In short", "status": "published", "type": "post",
    }  # fmt: skip
    assert (note.severity, note.message) == ("note", "1 draft not read")
    articles, problems = read_bytes("a.json", json.dumps(GHOST), ReadOptions(drafts=True))
    assert (len(articles), problems) == (2, [])


def test_an_item_of_a_json_feed_is_an_article(read_bytes) -> None:
    items = [
        {"id": "1", "url": "https://a.example/1", "title": "Ropes", "summary": "In short",
         "content_html": f"<p>{SAID}</p>", "authors": [{"name": "Ada L."}], "tags": ["Boats"]},
        {"id": "2", "content_text": SAID, "date_published": "2024-05-06"},
    ]  # fmt: skip
    feed = {"version": "https://jsonfeed.org/version/1.1", "language": "en-GB", "items": items}
    articles, problems = read_bytes("feed.json", json.dumps(feed))
    assert problems == []
    assert [article.prose.strip() for article in articles] == [SAID, SAID]
    assert articles[0].fields["author"] == "Ada L."
    assert (articles[0].language, articles[1].fields["date"]) == ("en", "2024-05-06")


@pytest.mark.parametrize("made", [ipc.new_file, ipc.new_stream])
def test_a_saved_data_set_is_read(made, tmp_path: Path) -> None:
    table = pa.table({"title": ["Ropes", "Lamps"], "text": [SAID, SAID]})
    folder = tmp_path / "train"
    folder.mkdir()
    with made(str(folder / "data-00000-of-00001.arrow"), table.schema) as writer:
        writer.write_table(table)
    (folder / "dataset_info.json").write_text('{"description": "A set.", "features": {}}')
    (folder / "state.json").write_text('{"_data_files": []}')
    problems: list[Diagnostic] = []
    articles = list(read(tmp_path, on_problem=problems.append))
    assert [article.title for article in articles] == ["Ropes", "Lamps"]
    assert [problem.message for problem in problems] == [
        "2 files skipped (.json without articles 2)"
    ]


def test_an_arrow_file_that_is_damaged_or_expands_too_far_is_refused(read_bytes) -> None:
    articles, [problem] = read_bytes("a.arrow", b"ARROW1 and nothing")
    assert articles == []
    assert problem.message.startswith("not Arrow, or damaged: ")
    stream = io.BytesIO()
    text = pa.array([SAID * 2000] * 200)
    with ipc.new_stream(stream, pa.schema([("text", pa.string())]),
                        options=ipc.IpcWriteOptions(compression="zstd")) as writer:  # fmt: skip
        writer.write_table(pa.table({"text": text}))
    articles, [problem] = read_bytes("a.arrow", stream.getvalue())
    assert articles == []
    assert "of text; expected at most 30 times the bytes" in problem.message


def archive(*, packed: bool) -> bytes:
    """Return an archive of three pages and the text of one."""
    page = f"<html lang='en'><head><title>Ropes</title></head><body><p>{SAID}</p></body></html>"
    responses = [
        ("200 OK", "text/html; charset=utf-8", page), ("404 Not Found", "text/html", page),
        ("200 OK", "image/png", "x"),
    ]  # fmt: skip
    records = [
        ("response", f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n{body}")
        for status, kind, body in responses
    ]
    data = b""
    for number, (kind, body) in enumerate([*records, ("conversion", SAID)]):
        record = (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://a.example/{number}\r\n"
            f"WARC-Date: 2024-05-06T07:08:09Z\r\nContent-Length: {len(body.encode())}\r\n"
            f"\r\n{body}\r\n\r\n"
        ).encode()
        data += gzip.compress(record) if packed else record
    return data


@pytest.mark.parametrize(("name", "packed"), [("a.warc", False), ("a.warc.gz", True)])
def test_a_page_of_a_crawl_is_an_article(name: str, packed: bool, read_bytes) -> None:
    articles, problems = read_bytes(name, archive(packed=packed))
    assert problems == []
    assert [(a.id.partition("#")[2], a.row, a.title) for a in articles] == [
        ("https://a.example/0", 1, "Ropes"), ("https://a.example/3", 4, ""),
    ]  # fmt: skip
    assert [article.prose.strip() for article in articles] == [SAID, SAID]


def test_a_crawl_that_is_damaged_or_too_large_is_reported(read_bytes) -> None:
    data = archive(packed=True)
    articles, [problem] = read_bytes("a.warc.gz", data[: len(data) // 3])
    assert articles == []
    assert problem.message.startswith("cannot be read to the end")
    articles, [problem] = read_bytes("a.warc", archive(packed=False)[:300])
    assert (articles, problem.row) == ([], 1)
    assert problem.message == "cut off in this record; the rest is missing"
    wrong = archive(packed=False).replace(b"Content-Length: 65", b"Content-Length: 60")
    assert [problem.message for problem in read_bytes("a.warc", wrong)[1]] == [
        "a record does not end where it says"
    ]
    assert read_bytes("a.warc", b"x" * 99)[1][0].message.startswith("not WARC, or damaged")
    options = ReadOptions(limits=Limits(article_bytes=20))
    articles, problems = read_bytes("a.warc", archive(packed=False), options)
    assert (articles, [problem.row for problem in problems]) == ([], [1, 4])


def test_without_warcio_the_extra_is_named(read_bytes, monkeypatch) -> None:
    monkeypatch.setattr("analyzer.readers.reader.find_spec", lambda _: None)
    [problem] = read_bytes("a.wet.gz", gzip.compress(b""))[1]
    assert problem.message == "WARC needs warcio: pip install 'analyzer[warc]'"
