"""The fuzz targets with inputs of hypothesis, and every input that broke one."""

import fuzz_structure
import pytest
from fuzz_targets import TARGETS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structures import MAKERS

pytestmark = pytest.mark.slow

# What formats are made of, so that most inputs go deeper than the first byte.
PIECES = [
    b"\n", b"\r\n", b"\r", b"\n\n", b" ", b"  ", b"\t", b"\0", b"\x1b[31m", b"\xff",
    b"\xed\xa0\x80", b"\xef\xbb\xbf", b"word", b"An ordinary sentence stands here.",
    b"Mr. Smith ", b"\xe6\xbc\xa2", "e\u0301".encode(), "👩‍🔬".encode(), "\u202e".encode(),
    b"'", b'"', b"`", b"```", b"*", b"**", b"_", b"# ", b"- ", b"1. ", b"> ", b"|", b"|-|",
    b"[a](b)", b"![", b"]", b"(", b")", b"<", b">", b"</", b"<div>", b"</div>", b"<p>",
    b"<b>", b"</b>", b"<!--", b"-->", b"<script>", b"</script>", b"&amp;", b"&#0;",
    b"&#x110000;", b"&", b"<br/>", b"<td>", b"---\n", b"+++\n", b"title: x\n", b"{", b"}",
    b"[", b'{"text": "', b'"}', b'"title": ', b",", b":", b"=", b"text,title\n",
    b"id\ttext\n", b"{{<", b"{%", b"analyzer-disable", b"analyzer-ignore", b"hard-to-read",
    b"[tool.analyzer]\n", b"[[overrides]]\n", b"select = [", b"min-quality = ", b"1e999",
    b"-1", b"]]>", b"::error", b"\\ud800", b"\\", b"PK\x03\x04", b"PAR1", b"\x1f\x8b",
    b"import x", b"<A b={", b"$$", b"...", b"?!", b"\xc2\xa0", b"https://x.y/z",
    b"<?xml version='1.0'?>", b"<rss xmlns:wp='http://wordpress.org/export/'>", b"<channel>",
    b"<item>", b"</item>", b"<content:encoded>", b"<![CDATA[", b"<!DOCTYPE a [",
    b"<!ENTITY b 'c'>", b"<feed><entry><title>",
]  # fmt: skip
INPUTS = st.lists(st.sampled_from(PIECES) | st.binary(max_size=4), max_size=24).map(b"".join)
COSTLY = {
    "reader .xlsx": 20, "reader .pdf": 8, "reports": 8, "checks": 20, "configuration": 40,
    "join": 40,
}  # fmt: skip


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_handles_any_input(name: str) -> None:
    @settings(
        max_examples=min(COSTLY.get(name, 80), settings.default.max_examples),
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(INPUTS)
    def holds(data: bytes) -> None:
        TARGETS[name](data)

    holds()


@pytest.mark.parametrize("kind", [*MAKERS, "git"])
def test_inputs_of_nearly_the_right_structure_are_handled(kind: str) -> None:
    assert (
        fuzz_structure.run(kind, 5 if kind in ("git", "workbook", "pdf") else 60, seed=1) == 0
    )


CRASHES = [
    ("checks", b"\x80"),  # half of a surrogate pair in a path, in SARIF
    ("reader .md", b"select = [\xde"),  # a mark that is a letter and no word
    ("stored", b"\xd7\x03\xd5\x01\xa7,\xff\x10\x00\x8f"),  # an array of no kind
    ("checks", b"\x1b[31m\x1b[31m\x1b[31m"),  # a terminal's command in a path
    ("reader .html", b"ht\xe5tps://x.y/z"),  # a word that runs into an address
    ("reader .txt", b"\x81:https://x.y/z"),  # a word with a colon that does
    ("reader .md", b"+https://x.y/z"),  # an address in markup alone
]


@pytest.mark.parametrize(("name", "data"), CRASHES)
def test_inputs_that_broke_a_target_are_handled(name: str, data: bytes) -> None:
    TARGETS[name](data)
