"""CSV, JSON, Parquet and Excel: records, their ids, and what is wrong with them."""

import csv
import gzip
import io
import json
import time
import tracemalloc
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.analysis import analyze
from analyzer.article import Article
from analyzer.errors import Diagnostic, ReadError
from analyzer.readers import ReadOptions, read
from analyzer.readers.byte_lines import read_lines, read_text_lines
from analyzer.readers.limits import Limits
from analyzer.readers.records import choose_columns
from analyzer.readers.shared_language import AT_A_TIME
from analyzer.segmentation import build_corpus

DEFAULT = ReadOptions()
SMALL = ReadOptions(limits=Limits(article_bytes=1 << 20))
Outcome = tuple[list[Article], list[tuple[int | None, str]]]


@pytest.fixture
def read_bytes(tmp_path: Path) -> Callable[..., Outcome]:
    """Read bytes as a file of a name; return articles, and rows and texts of problems."""

    def run(name: str, data: bytes, options: ReadOptions = DEFAULT) -> Outcome:
        (tmp_path / name).write_bytes(data)
        problems: list[Diagnostic] = []
        articles = list(read(tmp_path / name, options=options, on_problem=problems.append))
        return articles, [(problem.row, problem.message) for problem in problems]

    return run


def ids_and_texts(articles: list[Article]) -> list[tuple[str, str]]:
    return [(article.id, article.text) for article in articles]


TABLES = [
    ("a.csv", "text\nbeans\n", [("1", "beans")]),
    ("a.csv", "id,text\nx,beans\ny,peas", [("x", "beans"), ("y", "peas")]),
    ("a.csv", "ID;Body;Date\r\nx;beans, dried;2024\r\n", [("x", "beans, dried")]),
    ("a.csv", 'text,id\n"warm\r\nsoil, ""black""",x\n', [("x", 'warm\r\nsoil, "black"')]),
    ("a.csv", "\ufefftext\nbeans\n", [("1", "beans")]),
    ("a.csv", "Article Body|title\nbeans|\n", [("1", "beans")]),
    ("a.csv", "text\rbeans\rpeas\r", [("1", "beans"), ("2", "peas")]),
    ("a.csv", "id,text\n\nx,beans\n\n\ny,peas\n", [("x", "beans"), ("y", "peas")]),
    ("a.csv", "id,text\n,beans\n", [("1", "beans")]),
    ("a.csv", "id,text\nx,\n", [("x", "")]),
    ("a.csv", "id,text\nx,beans,,\n", [("x", "beans")]),
    ("a.csv", "id,text,text\nx,beans,peas\n", [("x", "beans")]),
    ("a.tsv", "id\ttext\nx\tbeans, peas; soil\n", [("x", "beans, peas; soil")]),
    ("a.jsonl", '{"text": "beans"}\n\n{"body": "peas"}', [("1", "beans"), ("3", "peas")]),
    ("a.ndjson", '\ufeff{"text": "beans", "id": 7}\r\n', [("7", "beans")]),
    ("a.jsonl", '{"text": "a\\ud800", "n": NaN}', [("1", "a\ud800")]),
    ("a.jsonl", '{"text": "\u2028 and \x85"}', [("1", "\u2028 and \x85")]),
    ("a.json", '[{"text": "beans"}, {"text": "peas"}]', [("1", "beans"), ("2", "peas")]),
    ("a.json", ' {"text": "beans",\n "id": "x"}\n', [("x", "beans")]),
    ("a.json", '{"text": "beans"}\n{"text": "peas"}\n', [("1", "beans"), ("2", "peas")]),
    ("a.json", "[]", []),
    ("a.jsonl", "", []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "expected"), TABLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_records_are_read(
    name: str, text: str, expected: list[tuple[str, str]], encoding: str, read_bytes
) -> None:
    if encoding == "utf-16":
        text = text.removeprefix("\ufeff")
    articles, problems = read_bytes(name, text.encode(encoding) if text else b"")
    assert ids_and_texts(articles) == [(f"{name}#{key}", text) for key, text in expected]
    assert problems == []


@pytest.mark.parametrize("name", ["a.csv.gz", "a.jsonl.gz", "a.json.gz"])
def test_compressed_records_are_read_like_plain_ones(name: str, read_bytes) -> None:
    text = "text\nbeans\n" if "csv" in name else '{"text": "beans"}\n'
    articles, problems = read_bytes(name, gzip.compress(text.encode()))
    assert ids_and_texts(articles) == [(f"{name}#1", "beans")]
    assert problems == []


def test_the_other_columns_are_fields(read_bytes) -> None:
    text = "slug,Headline,lang,text,author,url\nx, Warm  soil ,en-GB,beans,A. Digger,u\n"
    [article], _ = read_bytes("a.csv", text.encode())
    assert article.title == "Warm soil"
    assert article.language == "en"
    assert article.fields == {"author": "A. Digger", "url": "u"}
    assert (article.row, article.markup) == (1, None)


def test_named_columns_come_before_known_ones(read_bytes) -> None:
    options = ReadOptions(text_column="summary", title_column="text", id_column="n")
    articles, _ = read_bytes("a.csv", b"id,n,text,summary\nx,9,Beans,They grow\n", options)
    assert [(a.id, a.title, a.text) for a in articles] == [("a.csv#9", "Beans", "They grow")]


FAULTS = [
    ("a.csv", "id,words\nx,beans\n", [], [(None, "found 'id', 'words'")]),
    ("a.csv", "", [], [(None, "no header row")]),
    ("a.csv", "id,text\nx\ny,peas\n", ["y"], [(1, "1 cells in a table of 2 columns")]),
    ("a.csv", "id,text\nx,a,b\ny,peas\n", ["y"], [(1, "3 cells in a table of 2 columns")]),
    ("a.csv", 'id,text\nx,"a"b\ny,peas\n', ["y"], [(1, "expected after")]),
    ("a.csv", 'id,text\nx,"a\ny,peas\nz,beans\n', ["y", "z"], [(1, "unexpected end of data")]),
    ("a.csv", 'id,text\nx,"a\ny,"peas"\nz,beans\n', ["y", "z"], [(1, "expected after")]),
    ("a.csv", "id,text\nx,a\0b\ny,peas\n", ["x", "y"], [(1, "zero byte")]),
    ("a.csv", "id,text\nx,a\nx,b\ny,c\n", ["x", "2", "y"], [(2, "'x' is there already")]),
    ("a.jsonl", '{"text": "a"}\n{"text": "b', ["1"], [(2, "not JSON")]),
    ("a.jsonl", '[1]\n"a"\n{"text": "a"}', ["3"], [(1, "a list"), (2, "a text")]),
    ("a.jsonl", '{"text": null}\n{"text": 3}\n', [], [(1, "not null"), (2, "a number")]),
    ("a.jsonl", '{"words": "a"}\n{}\n', [], [(1, "found 'words'"), (2, "found none")]),
    ("a.jsonl", '{"x": ' + "[" * 200_000 + '\n{"text": "a"}', ["2"], [(1, "nested")]),
    ("a.json", '[{"text": "a"}, {"text": "b"', ["1"], [(2, "not JSON from here on")]),
    ("a.json", '[{"text": "a"}, 5, {"text": "b"}]', ["1", "3"], [(2, "a number")]),
    ("a.json", '[{"text": "a"}] and', ["1"], [(1, "not JSON from here on")]),
    ("a.json", '{"text": "a"', [], [(None, "not JSON")]),
    ("a.json", "beans", [], [(1, "not JSON")]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "ids", "told"), FAULTS)
def test_a_damaged_record_is_told_with_its_row_and_the_rest_is_read(
    name: str, text: str, ids: list[str], told: list[tuple[int | None, str]], read_bytes
) -> None:
    articles, problems = read_bytes(name, text.encode())
    assert [article.id for article in articles] == [f"{name}#{key}" for key in ids]
    assert [row for row, _ in problems] == [row for row, _ in told]
    for (_, message), (_, part) in zip(problems, told, strict=True):
        assert part in message


def test_a_column_that_is_named_but_missing_is_told_with_those_there_are(read_bytes) -> None:
    articles, problems = read_bytes("a.csv", b"id,text\nx,a\n", ReadOptions(text_column="body"))
    assert articles == []
    message = "no column 'body' for the text; found 'id', 'text'"
    searched = "the first 10 lines were searched for the header"
    assert problems == [(None, f"{message}; {searched}")]


@pytest.mark.parametrize("name", ["a.csv.gz", "a.jsonl.gz"])
def test_of_a_truncated_archive_what_was_read_is_kept(name: str, read_bytes) -> None:
    row = "x" * 40 if "csv" in name else '{"text": "' + "x" * 30 + '"}'
    lines = "".join(f"{row[:-2]}{at:05}{row[-2:]}\n" for at in range(20_000))
    whole = gzip.compress((("text\n" if "csv" in name else "") + lines).encode())
    articles, problems = read_bytes(name, whole[: len(whole) * 3 // 4])
    assert 5_000 < len(articles) < 20_000
    assert "cannot be read to the end" in problems[-1][1]


@given(st.lists(st.sampled_from(["1", "2", "3", "2-2", "x", ""]), max_size=12))
def test_no_two_records_have_the_same_id_and_none_is_lost(given: list[str]) -> None:
    text = "".join(json.dumps({"text": "a", "id": key}) + "\n" for key in given)
    problems: list[Diagnostic] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        options = ReadOptions(stdin_filename="a.jsonl")
        articles = list(read("-", options=options, on_problem=problems.append))
    assert len({article.id for article in articles}) == len(given)
    repeats = [row for row, key in enumerate(given, 1) if key and key in given[: row - 1]]
    assert [problem.row for problem in problems] == repeats


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=6), st.sampled_from(",;\t|"), st.data())
def test_what_csv_writes_is_read(
    rows: list[tuple[str, str]], delimiter: str, data: st.DataObject
) -> None:
    stream = io.StringIO(newline="")
    end = data.draw(st.sampled_from(["\n", "\r\n"]))
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([("text", "note"), *rows])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stream.getvalue().encode())))
        articles = list(read("-", options=ReadOptions(stdin_filename="a.csv")))
    assert [(article.text, article.fields["note"]) for article in articles] == rows


class Trickle(io.BytesIO):
    """A stream that hands out a few bytes at a time."""

    def read1(self, size: int | None = -1, /) -> bytes:
        return super().read1(3)


@given(st.binary(max_size=40) | st.text("ab\n\r€", max_size=40).map(str.encode))
def test_lines_do_not_depend_on_the_size_of_the_pieces(data: bytes) -> None:
    whole = list(read_lines(io.BytesIO(data), 1000))
    assert list(read_lines(Trickle(data), 1000)) == whole
    if not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        assert b"\n".join(line or b"" for _, line in whole) == data.removesuffix(b"\n")


@given(st.text("ab\n\r€", max_size=40))
def test_lines_of_text_end_as_python_has_them(text: str) -> None:
    expected = list(io.StringIO(text, newline=""))
    assert list(read_text_lines(Trickle(text.encode()), 1000)) == expected


def test_a_line_without_end_is_not_held_in_memory() -> None:
    class Endless(io.RawIOBase):
        left = 64 << 20

        def read1(self, size: int) -> bytes:
            part = b"x" * min(size, self.left)
            self.left -= len(part)
            return part

    tracemalloc.start()
    assert list(read_lines(Endless(), 1 << 20)) == [(1, None)]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 << 20


def test_a_line_beyond_the_limit_is_told_and_not_held(read_bytes) -> None:
    text = '{"text": "' + "x" * 3_000_000 + '"}\n{"text": "a"}\n'
    articles, problems = read_bytes("a.jsonl", text.encode(), SMALL)
    assert ids_and_texts(articles) == [("a.jsonl#2", "a")]
    assert problems == [(1, "a line of more than 1 MB (limits.article-bytes)")]
    _, problems = read_bytes("a.csv", b"text\n" + b"x" * 3_000_000, SMALL)
    assert "a line of more than 1 MB" in problems[0][1]


def test_a_long_title_is_told_and_left_out(read_bytes) -> None:
    [article], [(row, message)] = read_bytes(
        "a.jsonl", json.dumps({"text": "a", "title": "x" * 1_000_000}).encode()
    )
    assert (article.title, row) == ("", 1)
    assert "a title of 1000000 characters" in message


def test_a_column_that_is_not_utf_8_is_read_by_one_guess_told_once(read_bytes) -> None:
    rows = "Die Böden sind für Bohnen überall zu kühl,Grüße\nKönnen Käfer Möhren mögen?,Öl\n"
    articles, problems = read_bytes("a.csv", b"text,note\n" + rows.encode("cp1252"))
    assert [a.text for a in articles] == [row.split(",")[0] for row in rows.split("\n")[:2]]
    assert [a.fields["note"] for a in articles] == ["Grüße", "Öl"]
    assert len(problems) == 1
    assert "not UTF-8" in problems[0][1]


@pytest.mark.parametrize("row", ['a","x\n', 'x,"a\n', '"\n', '"a"b\n', "a,b,c\n"])
def test_quotes_that_never_close_take_linear_time(row: str, read_bytes) -> None:
    start = time.process_time()
    read_bytes("a.csv", b"id,text\n" + b'x,"' + row.encode() * 30_000)
    assert time.process_time() - start < 20


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_sheet_is_read_like_a_table(read_bytes) -> None:
    data = workbook(
        {
            "Notes": [["a", "b"], [1, 2]],
            "Articles": [
                ["ID", "Title", "Text", "Date"],
                [1, "Warm soil", "Beans grow.", date(2024, 2, 1)],
                [],
                [2, None, None, None],
                [3, "x", 7, None],
            ],
            "More": [["text"], ["never read"]],
        }
    )
    articles, problems = read_bytes("a.xlsx", data)
    assert ids_and_texts(articles) == [("a.xlsx#1", "Beans grow."), ("a.xlsx#2", "")]
    assert (articles[0].title, articles[0].fields) == ("Warm soil", {"Date": "2024-02-01"})
    assert problems == [
        (None, "the sheet 'More' was not read; only the first with a text is"),
        (4, "'Text' must be a text, not a number"),
    ]


@pytest.mark.parametrize(
    ("name", "limit"), [("a.xlsx", "workbook-bytes"), ("a.json", "json-bytes")]
)
def test_what_would_not_fit_into_memory_is_refused(name: str, limit: str, read_bytes) -> None:
    limits = Limits(workbook_bytes=50, json_bytes=100)
    data = workbook({"A": [["text"], ["x"]]}) if name == "a.xlsx" else b"[" + b" " * 100 + b"]"
    articles, [(_, message)] = read_bytes(name, data, ReadOptions(limits=limits))
    assert articles == []
    assert (
        f"100 bytes{' when unpacked' if name == 'a.xlsx' else ''} (limits.{limit})" in message
    )


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_binary_records_are_told(name: str, read_bytes) -> None:
    _, [(_, message)] = read_bytes(name, bytes(range(32)) * 9)
    assert "binary data" in message


def test_a_sheet_without_a_text_names_its_columns(read_bytes) -> None:
    _, [(_, message)] = read_bytes("a.xlsx", workbook({"Notes": [["a", "b"], [1, 2]]}))
    assert "found 'a', 'b'" in message


def parquet(**columns: list[object]) -> bytes:
    stream = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), stream)
    return stream.getvalue()


def test_parquet_is_read_like_a_table(read_bytes) -> None:
    when = datetime(2024, 2, 1, 12)
    data = parquet(id=["x", "y", "x"], text=["a", None, "c"], when=[when] * 3, n=[1.5, 2, 3])
    articles, problems = read_bytes("a.parquet", data)
    assert ids_and_texts(articles) == [("a.parquet#x", "a"), ("a.parquet#3", "c")]
    assert articles[0].fields == {"when": "2024-02-01T12:00:00", "n": 1.5}
    assert [row for row, _ in problems] == [2, 3]


def test_parquet_that_is_not_utf_8_is_read_by_a_guess(read_bytes) -> None:
    data = parquet(text=["Kühle Böden", "warm"]).replace("ü".encode(), b"\xe9\xe9")
    articles, problems = read_bytes("a.parquet", data)
    assert [article.text[:5] for article in articles][1:] == ["warm"]
    assert "not UTF-8" in problems[0][1]


def test_parquet_without_a_text_names_its_columns(read_bytes) -> None:
    _, [(_, message)] = read_bytes("a.parquet", parquet(id=["x"], words=["a"]))
    assert "found 'id', 'words'" in message


@pytest.mark.parametrize("name", ["a.parquet", "a.xlsx", "a.xls", "a.ods"])
@pytest.mark.parametrize("data", [b"", b"beans", b"PAR1PAR1", b"PK\3\4" + bytes(100)])
def test_a_damaged_file_of_a_library_is_told(name: str, data: bytes, read_bytes) -> None:
    articles, [(_, message)] = read_bytes(name, data)
    assert articles == []
    assert "not Parquet" in message or "not a workbook" in message


@pytest.mark.parametrize(
    ("name", "module", "extra"),
    [("a.parquet", "pyarrow", "parquet"), ("a.xlsx", "python_calamine", "excel")],
)
def test_a_format_without_its_extra_names_it(
    name: str, module: str, extra: str, read_bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, module, None)
    _, [(_, message)] = read_bytes(name, b"")
    assert f"pip install 'analyzer[{extra}]'" in message


def test_a_page_in_a_record_without_the_extra_names_it(
    read_bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "trafilatura", None)
    text = '{"text": "<!doctype html><p>a</p>"}\n{"text": "<p>b</p>"}\n'
    articles, [(row, message)] = read_bytes("a.jsonl", text.encode())
    assert [article.prose.strip() for article in articles] == ["b"]
    assert (row, "analyzer[html]" in message) == (1, True)


def test_known_names_of_columns_win_by_rank_not_by_place() -> None:
    columns = choose_columns(("description", "Name", "Post-Content", "URL", "Title"), DEFAULT)
    assert (columns.text, columns.title, columns.id) == ("Post-Content", "Title", "URL")


HEADERS = [
    ("a.csv", "sep=;\nid;text\nx;beans, dried\n", [("x", "beans, dried")]),
    ("a.csv", '"sep=|"\r\nid|text\r\nx|beans; dried\r\n', [("x", "beans; dried")]),
    ("a.csv", "Report of March\n\nid;text\nx;beans\n", [("x", "beans")]),
    ("a.csv", "Report, by us,\nid,text,\nx,beans,\n", [("x", "beans")]),
    ("a.csv", "id,text\nx,text\n", [("x", "text")]),
]


@pytest.mark.parametrize(("name", "data", "expected"), HEADERS)
def test_the_header_is_found_below_a_separator_line_or_a_title(
    read_bytes: Callable[..., Outcome], name: str, data: str, expected: list[tuple[str, str]]
) -> None:
    articles, problems = read_bytes(name, data.encode())
    assert [(a.id.partition("#")[2], a.text) for a in articles] == expected
    assert problems == []


def test_the_header_of_a_sheet_is_found_below_a_title(
    read_bytes: Callable[..., Outcome],
) -> None:
    rows = [["Report of March", None], [None, None], ["id", "text"], ["x", "Beans grow."]]
    articles, problems = read_bytes("a.xlsx", workbook({"March": rows}))
    assert ids_and_texts(articles) == [("a.xlsx#x", "Beans grow.")]
    assert problems == []


def test_where_the_header_was_searched_for_is_in_the_message(
    read_bytes: Callable[..., Outcome],
) -> None:
    for name, data in (
        ("a.csv", b"Report\nday,tide\n1,2\n"),
        ("a.xlsx", workbook({"A": [["Report"], ["day", "tide"]]})),
    ):
        articles, [(_, message)] = read_bytes(name, data)
        assert articles == []
        assert "the first 10" in message
        assert "searched for the header" in message


GOODS = [
    "Roter Kessel mit Deckel.",
    "Baumwollhemd, blau",
    "Lampe in 24 Stunden.",
    "Nur heute und nicht morgen.",
    "Das Haus am Fluss",
    "Gartenstuhl",
]


def spoken(texts: list[str], name: str, read_bytes: Callable[..., Outcome]) -> dict[str, str]:
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    content = "text\n" + "".join(f'"{text}"\n' for text in texts)
    articles, _ = read_bytes(name, (lines if name.endswith("jsonl") else content).encode())
    corpus = build_corpus(articles)
    return {
        article.text: language
        for article, language in zip(articles, corpus.languages, strict=True)
    }


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_short_rows_share_the_language_of_their_file_in_any_order(
    read_bytes: Callable[..., Outcome], name: str
) -> None:
    found = spoken(GOODS, name, read_bytes)
    assert set(found.values()) == {"de"}
    assert spoken(GOODS[::-1], name, read_bytes) == found
    many = [f"{text} {at}" for at in range(1 + AT_A_TIME // len(GOODS)) for text in GOODS]
    assert set(spoken(many, name, read_bytes).values()) == {"de"}


PRICE_LISTS = {
    "es": ["Camisa de lino", "Sartén con tapa", "Jarra azul", "Cuchillo de cocina", "Estera"],
    "pt": ["Camisa de linho", "Panela com tampa", "Jarro azul", "Faca de cozinha", "Esteira"],
    "fr": ["Chemise en lin", "Casserole avec couvercle", "Cruche bleue", "Natte", "Bougie"],
    "sv": ["Linneskjorta", "Gryta med lock", "Blå kanna", "Kniv av stål", "Halmmatta"],
    "fi": ["Pellavapaita", "Kattila ja kansi", "Sininen kannu", "Keittiöveitsi", "Matto"],
    "tr": ["Keten gömlek", "Kapaklı tencere", "Mavi sürahi", "Mutfak bıçağı", "Hasır ve mum"],
    "uk": ["Лляна сорочка", "Каструля з кришкою", "Синій глечик", "Кухонний ніж", "Свічка"],
    "bg": ["Ленена риза", "Тенджера с капак", "Синя кана", "Нож за хляб", "Свещ от восък"],
    "ja": ["麻のシャツ", "蓋付き鍋", "青い水差し", "包丁", "蝋燭"],
    "zh": ["亚麻衬衫", "带盖的锅", "蓝色水壶", "菜刀", "蜡烛"],
}


@pytest.mark.parametrize("language", PRICE_LISTS)
def test_lines_of_a_price_list_are_in_its_language(
    read_bytes: Callable[..., Outcome], language: str
) -> None:
    found = spoken(PRICE_LISTS[language], "a.csv", read_bytes)
    assert set(found.values()) == {language}


def test_a_word_that_is_in_names_is_not_the_language_of_a_file(
    read_bytes: Callable[..., Outcome],
) -> None:
    names = ["Kettle X200", "Zumo 3", "Ferro Max", "Norda Mini", "Lumo Pro 5"]
    found = spoken(names, "a.csv", read_bytes)
    assert {found[name] for name in names[:-1]} == {"en"}


def test_a_row_with_words_of_another_language_keeps_its_own(
    read_bytes: Callable[..., Outcome],
) -> None:
    english = "The lamp that is on the table was there when they came and it is not for sale."
    russian = "Красный чайник"
    found = spoken([*GOODS, english, russian], "a.csv", read_bytes)
    assert (found[english], found[russian], found["Gartenstuhl"]) == ("en", "ru", "de")


def test_rows_in_several_languages_have_no_language_in_common(
    read_bytes: Callable[..., Outcome],
) -> None:
    lines = [
        "Das ist nicht neu und wird es auch nicht.",
        "Ceci est pour les enfants de la ville.",
    ]
    lines += ["Questo è il libro che non hanno.", "Det är inte som de hade sagt att det var."]
    found = spoken([*lines, "Lamp"], "a.csv", read_bytes)
    assert [found[line] for line in lines] == ["de", "fr", "it", "sv"]
    assert found["Lamp"] == "en"


def test_a_language_option_holds_for_rows_that_declare_none(
    read_bytes: Callable[..., Outcome],
) -> None:
    options = ReadOptions(language="nl")
    articles, _ = read_bytes("a.csv", b"text,lang\nbeans,\npeas,fr-FR\n", options)
    assert [article.language for article in articles] == ["nl", "fr"]


def test_frames_and_lists_share_a_language_as_files_do() -> None:
    assert set(analyze(GOODS).articles["language"]) == {"de"}
    assert set(analyze(pd.DataFrame({"body": GOODS})).articles["language"]) == {"de"}


def test_a_table_in_a_folder_whose_first_row_has_no_text_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text("city,sold\nHull,3\n")
    (tmp_path / "log.jsonl").write_text('{"at": 1}\n{"at": 2}\n')
    (tmp_path / "news.csv").write_text("text\nThe ferry is late.\n")
    problems: list[Diagnostic] = []
    articles = list(read([tmp_path], on_problem=problems.append))
    assert [article.id for article in articles] == ["news.csv#1"]
    expected = "2 files skipped (.csv without articles 1, .jsonl without articles 1)"
    assert [(one.severity, one.message) for one in problems] == [("note", expected)]
    named: list[Diagnostic] = []
    assert not list(read([tmp_path / "sales.csv"], on_problem=named.append))
    assert "no column is known to hold the text" in named[0].message


def test_rows_with_the_same_unknown_columns_are_one_problem(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{"a": 1}, {"text": "Rain."}, {"b": 1}, {"a": 2}, {"a": 3}]
    source = tmp_path / "odd.jsonl"
    source.write_text("\n".join(map(json.dumps, rows)))
    problems: list[Diagnostic] = []
    assert [one.row for one in read([source], on_problem=problems.append)] == [2]
    said = [(one.row, one.message.partition("found ")[2]) for one in problems]
    assert said == [(1, "'a'; 3 rows have these columns"), (3, "'b'")]
    with pytest.raises(ReadError, match="--text-column"):
        list(read([source]))


def test_many_kinds_of_unknown_columns_are_reported_up_to_the_limit(tmp_path: Path) -> None:
    source = tmp_path / "odd.jsonl"
    source.write_text("\n".join(json.dumps({f"c{n}": 1}) for n in range(300)))
    problems: list[Diagnostic] = []
    assert not list(read([source], on_problem=problems.append))
    assert len(problems) == 101
