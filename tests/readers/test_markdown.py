"""Markdown: what is prose, of which kind, and where it stands in the source."""

import re
import time

import numpy as np
import pytest
from growth import assert_linear
from hypothesis import given
from hypothesis import strategies as st

from analyzer.article import Block, Markup, Span, line_columns
from analyzer.readers.front_matter import FrontMatter, read_front_matter
from analyzer.readers.markdown import parse
from analyzer.readers.markup_builder import code_point_offsets


def blocks(markup: Markup) -> list[tuple[str, str]]:
    return [
        (Block(kind).name, markup.prose[start:end])
        for start, end, kind in zip(
            markup.block_start, markup.block_end, markup.block_kind, strict=True
        )
    ]


def located(markup: Markup, text: str) -> list[tuple[str, str]]:
    """Each word of the prose, and what stands at its place in the source."""
    found = list(re.finditer(r"\w+", markup.prose))
    start = np.array([match.start() for match in found], np.int64)
    end = np.array([match.end() for match in found], np.int64)
    begin, finish = markup.locate(start, end)
    return [
        (match[0], text[first:last])
        for match, first, last in zip(found, begin, finish, strict=True)
    ]


KINDS = [
    ("One line\nand the next", [("PARAGRAPH", "One line and the next")]),
    ("One line  \nand the next", [("PARAGRAPH", "One line\nand the next")]),
    ("One\r\ntwo\r\n\r\nthree", [("PARAGRAPH", "One two"), ("PARAGRAPH", "three")]),
    ("## Sowing\n\nBeans.", [("HEADING", "Sowing"), ("PARAGRAPH", "Beans.")]),
    ("- beans\n- *broad* beans", [("LIST_ITEM", "beans"), ("LIST_ITEM", "broad beans")]),
    ("- beans\n\n  and peas", [("LIST_ITEM", "beans"), ("LIST_ITEM", "and peas")]),
    ("- [x] sown\n- [ ] dug", [("LIST_ITEM", "sown"), ("LIST_ITEM", "dug")]),
    ("> He sowed.\n> She dug.", [("QUOTE", "He sowed. She dug.")]),
    ("> [!NOTE]\n> Dig first.", [("QUOTE", "Dig first.")]),
    ("| a | b |\n|---|---|\n| c | `d` |", [("TABLE", letter) for letter in "abcd"]),
    ("```sh\nmake it\n```\nDone.", [("CODE", "make it"), ("PARAGRAPH", "Done.")]),
    ("Run:\n\n    make it\n", [("PARAGRAPH", "Run:"), ("CODE", "make it")]),
    (
        "Beans[^1] grow.\n\n[^1]: Slowly.",
        [("PARAGRAPH", "Beans grow."), ("PARAGRAPH", "Slowly.")],
    ),
    ("Bean\n: a seed", [("LIST_ITEM", "Bean"), ("LIST_ITEM", "a seed")]),
    ("Run `make  it` now", [("PARAGRAPH", "Run make  it now")]),
    ("One\n\n---\n\ntwo", [("PARAGRAPH", "One"), ("PARAGRAPH", "two")]),
    ("Salt &amp; pepper &#8212; \\*both\\*", [("PARAGRAPH", "Salt & pepper — *both*")]),
    ("It costs $5-$10 or $x$.", [("PARAGRAPH", "It costs $5-$10 or $x$.")]),
    ("> `make\n>   it now`", [("QUOTE", "make   it now")]),
    ("| `a\\|b` |\n|---|\n| `c \\| d` |", [("TABLE", "a|b"), ("TABLE", "c | d")]),
    ("<div>\n<p>Warm<br>soil</p>\n</div>", [("PARAGRAPH", "Warm\nsoil")]),
    (
        "<details>\n<summary>Soil</summary>\nWarm.\n</details>",
        [("PARAGRAPH", "Soil"), ("PARAGRAPH", "Warm.")],
    ),
    (
        "<blockquote>\n\nShe *dug*.\n\n</blockquote>\n\nBeans.",
        [("QUOTE", "She dug."), ("PARAGRAPH", "Beans.")],
    ),
    (
        "<table><tr><td>a<td>b</table>\n\nc",
        [("TABLE", "a"), ("TABLE", "b"), ("PARAGRAPH", "c")],
    ),
    (
        "<ul>\n<li>beans\n<li>peas &amp; kale\n</ul>",
        [("LIST_ITEM", "beans"), ("LIST_ITEM", "peas & kale")],
    ),
    ("<figure><img src=x><figcaption>Beans.</figcaption></figure>", [("CAPTION", "Beans.")]),
    ('[caption width="1"]<img src=x> Beans.[/caption]', [("CAPTION", "Beans.")]),
    ("![a](x)\n*Beans by **Ada**.*", [("CAPTION", "Beans by Ada.")]),
    ("[![a](x)](y) ![b](z) _Beans._", [("CAPTION", "Beans.")]),
    ("![a](x) *Beans* grow.", [("PARAGRAPH", "Beans grow.")]),
    ("*Beans* grow ![a](x)\n\n*Peas.*", [("PARAGRAPH", "Beans grow"), ("PARAGRAPH", "Peas.")]),
    ("<p><img src=x><br><em>Beans.</em></p>", [("CAPTION", "Beans.")]),
    ("<aside>Dig first.</aside>", [("QUOTE", "Dig first.")]),
    ("One<br><br>two", [("PARAGRAPH", "One"), ("PARAGRAPH", "two")]),
    (
        "{% highlight go %}\na {{ b }}\n\nc\n{% endhighlight %}\nDone.",
        [("CODE", "a {{ b }}\n\nc"), ("PARAGRAPH", "Done.")],
    ),
    (
        "{{< highlight go >}}\na `b\n{{< /highlight >}}\n`Done` {{ x }}.",
        [("CODE", "a `b"), ("PARAGRAPH", "Done .")],
    ),
    (
        '!!! note "Warm *soil*"\n    Dig.\n\n        make it\n\nBeans.',
        [
            ("HEADING", "Warm soil"),
            ("PARAGRAPH", "Dig."),
            ("CODE", "make it"),
            ("PARAGRAPH", "Beans."),
        ],
    ),
    (
        "::: tip Warm soil\nDig.\n:::\nBeans.",
        [("HEADING", "Warm soil"), ("PARAGRAPH", "Dig."), ("PARAGRAPH", "Beans.")],
    ),
    (":::tip[Warm soil]\nDig.\n:::", [("HEADING", "Warm soil"), ("PARAGRAPH", "Dig.")]),
    (
        "```{note} Warm soil\nDig.\n```\nBeans.",
        [("HEADING", "Warm soil"), ("PARAGRAPH", "Dig."), ("PARAGRAPH", "Beans.")],
    ),
    ("```{code-block} sh\nmake it\n```", [("CODE", "make it")]),
    ('=== "Warm"\n    - beans', [("HEADING", "Warm"), ("LIST_ITEM", "beans")]),
    ("> [!tip] Warm soil\n> Dig.", [("HEADING", "Warm soil"), ("QUOTE", "Dig.")]),
    ("Beans {% if a %}\n{% endif %}\npeas.", [("PARAGRAPH", "Beans"), ("PARAGRAPH", "peas.")]),
    ("So $a_1 = \\frac{1}{2}$ holds.", [("PARAGRAPH", "So  holds.")]),
    ("[Warm soil]{.red} is dug.", [("PARAGRAPH", "Warm soil is dug.")]),
    ("[beans]{: .red}\n\n[beans]: /b", [("PARAGRAPH", "beans")]),
    ("Dig.^[Not [too](x) deep.] Sow.", [("PARAGRAPH", "Dig. (Not too deep.) Sow.")]),
    (
        "Half of it, 50 % or 5%, grew by 10% more%.",
        [("PARAGRAPH", "Half of it, 50 % or 5%, grew by 10% more%.")],
    ),
    (
        "{{< mermaid >}}\na-->b\n{{< /mermaid >}}\nDone.",
        [("CODE", "a-->b"), ("PARAGRAPH", "Done.")],
    ),
    ("<ruby>土<rp>(</rp><rt>つち</rt><rp>)</rp></ruby>を掘る", [("PARAGRAPH", "土を掘る")]),
    (
        "<Video>Beans.</Video>\n\n<Video />\n\nPeas.",
        [("PARAGRAPH", "Beans."), ("PARAGRAPH", "Peas.")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), KINDS)
def test_every_construct_becomes_the_block_a_person_sees(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert blocks(parse(text)[0]) == expected


NOT_PROSE = [
    "![a hidden picture](hidden.png)",
    "![a ![hidden](x) one](hidden.png)",
    "![a\nhidden ![b](x)\nhidden](hidden.png)",
    "<!-- hidden -->",
    "<div class='hidden'>\nseen\n</div>",
    "<div hidden>\n\nhidden\n\n</div>",
    "<div>\nseen\n<p style='display: none'>hidden</p>\n</div>",
    "<script>\n\nhidden\n\n</script>",
    "<svg viewBox='0 0 1 1'>\n<text>hidden</text>\n\n<text>hidden</text>\n</svg>",
    "<template>\n\nhidden\n\n</template>",
    "seen <span hidden>hidden <b>hidden</b></span>",
    "seen <!-- hidden --> <img src='hidden.png' alt='hidden'>",
    "<span title='hidden'></span>",
    "[seen](https://hidden.example 'hidden')",
    "[seen][hidden]\n\n[hidden]: https://hidden.example",
    "[^hidden]\n\n[^hidden]: seen",
    "{{< figure src='hidden' >}}",
    "{{% hidden %}}",
    "{% include hidden.html %}",
    "{{ hidden.url }}",
    "seen{% highlight ruby %}hidden{% endhighlight %}",
    '[seen]({{ hidden.url }}/hidden "hidden")',
    "[seen]({% link hidden.md %})",
    "<% hidden %> seen <%= hidden(1) %>",
    "<?php if ($hidden > 1): ?>seen<?php endif ?>",
    "{{#if hidden}}seen{{/if}}",
    "{{!-- hidden }} hidden --}} seen",
    "{{/* hidden */}}",
    "{# hidden #}",
    "{% comment %} hidden {% endcomment %}",
    "[seen](x){:target='hidden'}",
    "`seen`{.hidden}",
    "{: .hidden}",
    "::: {.hidden}\nseen\n:::",
    ":::hidden\nseen\n:::",
    ':::image type="hidden" source="hidden.png":::',
    "!!! hidden\n    seen",
    "??? hidden\n    seen",
    "> [!hidden]- \n> seen",
    "```{note}\n:class: hidden\nseen\n```",
    "````{tip}\n```{warning}\n---\nclass: hidden\n---\nseen\n```\n````",
    ":::{admonition}\n:class: hidden\nseen\n:::",
    "```\ncode\n```\n{hidden=true hidden-version=1.3}",
    'seen\n{style="hidden"}',
    '![](x.png){width=25}{type="hidden"} seen',
    '# Sowing {collapsible="hidden"}',
    "{:hidden: .hidden #hidden}",
    "(hidden)=\n## Sowing",
    "{hidden}`seen`",
    "[[hidden|seen]]",
    "![[hidden.png]] seen",
    "seen :hidden: :+1:",
    "seen [@hidden2001, p. 3; @hidden]",
    "*[hidden]: hidden hidden",
    "[//]: # (hidden)",
    '[hidden size="big"]seen[/hidden]',
    "[hidden]seen[/hidden]",
    '[hidden ids="1,2"]',
    '[caption width="1"]seen[/caption]',
    '--8<-- "hidden.md"',
    "[[toc]]",
    "{::comment}\nhidden\n{:/comment}",
    "{::comment}hidden{:/} seen",
    "seen %%hidden%%",
    "%%\nhidden\n%%",
    "seen ^hidden-1",
    "Use %hidden%, seen",
    "% hidden\n% hidden",
    'seen\n\n+++ {"hidden": 1}',
    "::: hidden.module.Hidden",
    "<video src='hidden'>hidden</video> seen",
    "<Tabs>\n\nseen\n\n</Tabs>\n\n<style>\n\n.hidden {}\n</style>",
    "```{figure} hidden.png\n:name: hidden\nseen\n```",
    "# Sowing {#hidden}",
    "<var name='hidden' value='hidden'/>\n\nseen",
    "<link-summary>hidden</link-summary>\n\nseen\n\n<web-summary>hidden</web-summary>",
    "\\begin{align*}\nhidden &= 1\n\\end{align*}",
    "seen \\cite[p. 3]{hidden} and \\autoref{fig:hidden}",
    "seen {math}`hidden^2` and {numref}`hidden` and {cite:p}`hidden`",
    "@[hidden](hidden)",
    "seen\n\n@include(./hidden.md)",
]


@pytest.mark.parametrize("text", NOT_PROSE)
def test_what_is_not_seen_is_not_prose(text: str) -> None:
    prose = parse(f"First.\n\n{text}\n\nLast.")[0].prose
    assert "hidden" not in prose
    assert prose.startswith("First.")
    assert prose.rstrip().endswith("Last.")
    assert ("seen" in text) == ("seen" in prose)


KEPT = [
    "Two {{ braces that never close",
    "A set {1, 2} of numbers",
    "`{{< shown >}}` is how a shortcode is written",
    "Text with {% that goes on\n\nand ends here %} later",
    "Three ::: colons within a line",
    "Half past 10:30:45 and std::vec::Vec",
    "He wrote [sic] and [name] in brackets",
    "Ask @anna or anna@soil.example",
    "A remark {/* with a comment */} in it",
    "`[button size=1]` and `:tada:` and `{: .x}`",
    "A page about [[ -f file ]]",
]


@pytest.mark.parametrize("text", KEPT)
def test_braces_that_are_no_shortcode_stay(text: str) -> None:
    prose = parse(text)[0].prose
    assert re.findall(r"\w+", prose) == re.findall(r"\w+", text)


MDX = """import Tabs from "./tabs"
export const hidden = 1

# Sowing {/* hidden */}

<Tabs of={plant => { return "<hidden>" }} label="hidden > hidden">

Beans *like* warm soil {props.hidden} and 3 < 4 frosts.

</Tabs>

import duties on beans rose.
"""


def test_the_scripting_of_mdx_is_not_prose() -> None:
    markup, title = parse(MDX, mdx=True)
    assert title == "Sowing"
    assert blocks(markup) == [
        ("TITLE", "Sowing"),
        ("PARAGRAPH", "Beans like warm soil  and 3 < 4 frosts."),
        ("PARAGRAPH", "import duties on beans rose."),
    ]


def test_elements_of_html_in_mdx_have_their_kinds_and_their_text_is_markdown() -> None:
    text = (
        "<blockquote style={{color: a > b}}>\n\nBeans *like*<br/>soil.\n\n</blockquote>\n\n"
        "<Tabs>\n  <Tab>\n\n    So do **peas**.\n\n  </Tab>\n</Tabs>\n\n"
        "<ul><li>Dig.</li></ul>\n<div hidden>\nNever.\n</div>\n\nSee <https://soil.example>."
    )
    assert blocks(parse(text, mdx=True)[0]) == [
        ("QUOTE", "Beans like\nsoil."),
        ("PARAGRAPH", "So do peas."),
        ("LIST_ITEM", "Dig."),
        ("PARAGRAPH", "See https://soil.example."),
    ]


def test_a_string_in_braces_is_text_in_mdx() -> None:
    text = "Dig {\"first\"}{' '}{`of all`} {a + 'b'}<Tip title={'hidden'}>.</Tip>"
    assert blocks(parse(text, mdx=True)[0]) == [("PARAGRAPH", "Dig first of all .")]


def test_a_reference_shows_its_text_and_not_its_target() -> None:
    text = "See {ref}`the beds <hidden>` and {doc}`peas`.\n\n```\n{ref}`a <b>`\n```"
    assert blocks(parse(text)[0]) == [
        ("PARAGRAPH", "See the beds and peas."),
        ("CODE", "{ref}`a <b>`"),
    ]


def test_an_export_reaches_to_the_end_of_its_template() -> None:
    text = "export const form = `\nRow one\n\nRow two`\n\nBeans grow."
    assert parse(text, mdx=True)[0].prose.strip() == "Beans grow."


def test_an_export_reaches_to_where_its_brackets_are_closed() -> None:
    text = "export const a = {\n  b: 1,\n\n  c: 2,\n}\n\nBeans."
    assert blocks(parse(text, mdx=True)[0]) == [("PARAGRAPH", "Beans.")]


@pytest.mark.parametrize(
    "text", ['import A from "./a"\n\nBeans {a}.', "<Tabs>\n\nBeans {a}.\n\n</Tabs>"]
)
def test_markdown_that_imports_or_uses_components_is_read_as_mdx(text: str) -> None:
    assert blocks(parse(text)[0]) == [("PARAGRAPH", "Beans .")]


SPANS = [
    ("Dig [*warm* soil](x) now", [("LINK", "warm soil"), ("EMPHASIS", "warm")]),
    ("See <https://soil.example/a>.", [("ADDRESS", "https://soil.example/a")]),
    ("Ask a@soil.example, or b.", [("ADDRESS", "a@soil.example")]),
    ("Run `make it`", [("CODE", "make it")]),
    ("Press <kbd>Esc</kbd>", [("CODE", "Esc")]),
    ("- **Anna:** why?", [("EMPHASIS", "Anna:"), ("LABEL", "Anna:")]),
    ("*Anna*: why?", [("EMPHASIS", "Anna"), ("LABEL", "Anna:")]),
    ("**Warm soil.** Dig.", [("EMPHASIS", "Warm soil."), ("LABEL", "Warm soil.")]),
    ("**She has warm soil.** Dig.", [("EMPHASIS", "She has warm soil.")]),
    ("**Warm soil.**", [("EMPHASIS", "Warm soil.")]),
    ("See {ref}`the beds <hidden>` now.", []),
    ("`{ref}`a <c>` now", [("CODE", "{ref}")]),
    ("See [[soil|warm soil]]", [("LINK", "warm soil")]),
    ("<div><b>Warm</b> <a href='x'>soil</a></div>", [("EMPHASIS", "Warm"), ("LINK", "soil")]),
]


@pytest.mark.parametrize(("text", "expected"), SPANS)
def test_inline_spans(text: str, expected: list[tuple[str, str]]) -> None:
    markup = parse(text)[0]
    found = {
        (Span(kind).name, markup.prose[start:end])
        for start, end, kind in zip(
            markup.span_start, markup.span_end, markup.span_kind, strict=True
        )
    }
    assert set(expected) <= found
    assert {kind for kind, _ in found} - {"LINK"} <= {kind for kind, _ in expected}


def test_the_first_heading_of_level_one_is_the_title() -> None:
    markup, title = parse("# ![logo](x)\n\nIntro.\n\n# Warm *soil*\n\n# Beans\n")
    assert title == "Warm soil"
    assert [kind for kind, _ in blocks(markup)] == ["PARAGRAPH", "TITLE", "HEADING"]


def test_a_heading_that_repeats_the_front_matter_is_the_title() -> None:
    assert blocks(parse("# Warm SOIL\n", title="Warm soil")[0]) == [("TITLE", "Warm SOIL")]
    assert blocks(parse("# Cold soil\n", title="Warm soil")[0]) == [("HEADING", "Cold soil")]


def test_an_entity_stands_for_the_whole_of_its_source() -> None:
    text = "Caf&eacute; noir"
    markup = parse(text)[0]
    start, end = markup.locate(np.array([0, 3, 5]), np.array([4, 4, 9]))
    assert [text[a:b] for a, b in zip(start, end, strict=True)] == [
        "Caf&eacute;",
        "&eacute;",
        "noir",
    ]


WORDS = st.sampled_from(
    ["bean", "Ötzi", "naïve", "北京", "मूंग", "co-op", "it's", "3.14", "ส้ม", "🫘pod", "e\u0301t"]
)
LINE = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
INLINE = st.one_of(
    LINE,
    LINE.map(lambda line: f"*{line}*"),
    LINE.map(lambda line: f"**{line}** &amp; \\_"),
    LINE.map(lambda line: f"`` {line} ``"),
    LINE.map(lambda line: f"[{line}](https://zzz.example/zzz)"),
    LINE.map(lambda line: f"<b>{line}</b>"),
    LINE.map(lambda line: f"{line} {{{{< zzz zzz >}}}}"),
    LINE.map(lambda line: f"~~{line}~~ ![zzz](zzz)"),
)
SENTENCE = st.lists(INLINE, min_size=1, max_size=4).map(" ".join)
WRAPPED = st.lists(SENTENCE, min_size=1, max_size=3).map("\n".join)
PARAGRAPH = st.one_of(
    WRAPPED,
    SENTENCE.map(lambda line: f"## {line}"),
    WRAPPED.map(lambda text: "- " + text.replace("\n", "\n  ")),
    WRAPPED.map(lambda text: "> " + text.replace("\n", "\n> ")),
    WRAPPED.map(lambda text: "> - " + text.replace("\n", "\n>   ")),
    st.lists(LINE, min_size=2, max_size=2).map(
        lambda cells: "| {} | `{}` |\n|--|--|\n".format(*cells)
    ),
    LINE.map(lambda line: f"```\n{line}\n\t{line}\n```"),
    st.just("<div hidden>\nzzz\n</div>"),
    LINE.map(lambda line: f"<blockquote class='zzz'>\n<p>{line}<br>{line}</p>\n</blockquote>"),
    WRAPPED.map(lambda text: '!!! zzz "Ωmega"\n    ' + text.replace("\n", "\n    ")),
    WRAPPED.map(lambda text: f"```{{note}}\n:zzz: zzz\n{text}\n```"),
    WRAPPED.map(lambda text: f'::: zzz\n{text}\n{{zzz="zzz"}}\n:::'),
    LINE.map(lambda line: f"> <p align='zzz'>{line}</p>\n> <ul><li>{line}\n> </ul>"),
)
DOCUMENT = st.builds(
    lambda front, parts, end: (front + "\n\n".join(parts)).replace("\n", end),
    st.sampled_from(["", "---\nzzz: zzz\n---\n"]),
    st.lists(PARAGRAPH, max_size=6),
    st.sampled_from(["\n", "\r\n", "\r"]),
)


@given(DOCUMENT)
def test_every_word_of_the_prose_is_the_word_at_its_place_in_the_source(text: str) -> None:
    front = read_front_matter(text)
    markup = parse(text, front.end)[0]
    for word, source in located(markup, text):
        assert word == source


@given(DOCUMENT)
def test_all_that_is_seen_is_prose_and_nothing_else(text: str) -> None:
    front = read_front_matter(text)
    markup = parse(text, front.end)[0]
    visible = re.sub(r"https?://\S+?(?=\))|<[^<>\n]*>|\bzzz\b|\{note\}|&amp;", " ", text)
    assert re.findall(r"\w+", markup.prose) == re.findall(r"\w+", visible)


@given(DOCUMENT)
def test_blocks_are_in_order_and_a_blank_line_lies_between_them(text: str) -> None:
    markup = parse(text)[0]
    for end, start in zip(markup.block_end[:-1], markup.block_start[1:], strict=True):
        assert re.search(r"\n[ \t]*\n", markup.prose[end:start])
    for _, block in blocks(markup):
        assert block == block.strip() != ""


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_read_and_its_runs_stay_inside_it(text: str) -> None:
    markup = parse(text, mdx=True)[0]
    assert np.all(markup.run_start <= markup.run_end)
    assert np.all(markup.run_start[1:] >= markup.run_end[:-1])
    assert not len(markup.run_end) or markup.run_end[-1] <= len(text)
    assert np.all(np.diff(markup.run_prose) > 0)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_code_points_are_those_of_the_decoded_bytes(text: str) -> None:
    points = code_point_offsets(text.encode())
    if points is None:
        assert text.isascii()
        return
    at = 0
    for index, letter in enumerate(text):
        assert points[at] == index
        at += len(letter.encode())
    assert points[at] == len(text)


FRONT_MATTER = [
    ("---\ntitle: Warm soil\n---\nText", "Warm soil", "Text"),
    ("---\r\ntitle: Warm soil\r\n---\r\nText", "Warm soil", "Text"),
    ("+++\ntitle = 'Warm soil'\n+++\nText", "Warm soil", "Text"),
    ('{"title": "Warm soil"}\nText', "Warm soil", "Text"),
    ("---\ntitle: 1984\n...\nText", "1984", "Text"),
    ("[//]: # (title: Warm soil)\n\nText", "Warm soil", "Text"),
    ("---js\n{ title: soil() }\n---\nText", "", "Text"),
    ('---json\n{"title": "Warm soil"}\n---\nText', "Warm soil", "Text"),
    ("---toml\ntitle = 'Warm soil'\n---\nText", "Warm soil", "Text"),
    ("% Warm soil\n% Ada Lund; Ben Hill\n% 3 May\n\nText", "Warm soil", "Text"),
    ("% Warm\n  soil\n%\n% 3 May\n\nText", "Warm soil", "Text"),
    ("% Warm soil is what we need\nText", "", "% Warm soil is what we need\nText"),
    ("---\nTitle: >\n  Warm\n  soil\n---\nText", "Warm soil", "Text"),
    ("---\n# nothing\n---\nText", "", "Text"),
    ("---\n\nText between rules\n\n---\n", "", "---\n\nText between rules\n\n---"),
    ("---\nText under a rule", "", "---\nText under a rule"),
    ("Text\n---\ntitle: no\n---\n", "", "Text\n---\ntitle: no\n---"),
    ("{braces} to begin with", "", "{braces} to begin with"),
]


@pytest.mark.parametrize(("text", "title", "rest"), FRONT_MATTER)
def test_front_matter_gives_the_title(text: str, title: str, rest: str) -> None:
    front = read_front_matter(text)
    assert front.title == title
    assert text[front.end :].strip() == rest


def test_front_matter_gives_language_and_plain_fields() -> None:
    text = "---\nlang: pt-BR\ndate: 2024-02-01\ntags: [soil, beans]\nnested: {a: {b: 1}}\n---\n"
    front = read_front_matter(text)
    assert front.language == "pt"
    assert front.fields == {"lang": "pt-BR", "date": "2024-02-01", "tags": "soil, beans"}


BROKEN = [
    ("---\ntitle: Warm: soil\n---\nText", 2),
    ("---\na: 1\nb: [1, 2\n---\nText", 4),
    ("---\n- a\n- b\n---\nText", 1),
    ("---\ndate: 2024-13-45\n---\nText", 2),
    ("---\na: !!python/object:os.system x\n---\nText", 2),
    ("---\na: *nowhere\n---\nText", 2),
    ("---\na: !!bool perhaps\n---\nText", 2),
    ("---\na: !!int {b: 1}\n---\nText", 2),
    ("---\na: !!timestamp soon\n---\nText", 2),
    ("---\na: " + "[" * 5_000 + "\n---\nText", 2),
    ("---\n" + "- " * 10_000 + "a\n---\nText", 2),
    ("---\na: " + "x" * 70_000 + "\n---\nText", 1),
    ("+++\na = 1\nb = \n+++\nText", 3),
    ("+++\na = 1\na = 2\n+++\nText", 3),
]


@pytest.mark.parametrize(("text", "line"), BROKEN, ids=range(len(BROKEN)))
def test_broken_front_matter_is_an_error_at_its_line_and_the_text_is_read(
    text: str, line: int
) -> None:
    front = read_front_matter(text)
    assert text[front.end :].strip() == "Text"
    [(start, end, message)] = front.errors
    assert "front matter" in message
    assert line_columns(text, [start]) == [(line, 1)]
    assert text[start:end].splitlines() == text.splitlines()[line - 1 : line]


@pytest.mark.parametrize("text", ["---\ntitle: Warm\n\nText", "+++\nText", '{"a": 1,\n\nText'])
def test_front_matter_that_never_ends_is_an_error_and_nothing_is_lost(text: str) -> None:
    front = read_front_matter(text)
    assert front == FrontMatter(errors=front.errors)
    assert len(front.errors) == 1


def test_front_matter_that_is_not_broken_has_no_error() -> None:
    assert [text for text, *_ in FRONT_MATTER if read_front_matter(text).errors] == []
    text = "---\na: &a [soil]\nb: *a\nc: !!str 5\nd: a! *b*\n---\n"
    assert read_front_matter(text).fields == {"a": "soil", "b": "soil", "c": "5", "d": "a! *b*"}


LEVELS = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 20))
MERGES = "\n".join(f"l{n}: &l{n} {{<<: [*l{n - 1}, *l{n - 1}]}}" for n in range(1, 40))


@pytest.mark.parametrize(
    "content",
    [
        f"l0: &l0 [lol]\n{LEVELS}",
        f"l0: &l0 {{a: 1}}\n{MERGES}",
        f"a: &a {'x' * 30_000}\nb: [{', '.join(['*a'] * 5_000)}]\nc: soil",
        f"a: &a [{', '.join('b' * 9_000)}]\n" + "".join(f"k{n}: *a\n" for n in range(3_000)),
    ],
    ids=["lists", "merges", "one list", "many keys"],
)
def test_aliases_that_multiply_the_text_are_refused(content: str) -> None:
    begun = time.process_time()
    front = read_front_matter(f"---\n{content}\n---\nText")
    assert time.process_time() - begun < 2
    [(_, _, message)] = front.errors
    assert "aliases that expand to more than 262144 characters" in message
    assert front.fields == {}


@pytest.mark.parametrize("digits", [30, 5_000, 60_000])
def test_a_huge_integer_harms_nothing(digits: int) -> None:
    for text in (
        f"---\na: {'9' * digits}\nb: 1\n---\n",
        f"---\na: 0x{'f' * digits}\nb: 1\n---\n",
        f"+++\na = 0x{'f' * digits}\nb = 1\n+++\n",
        f"+++\na = {'9' * digits}\nb = 1\n+++\n",
        f'{{"a": {"9" * digits}, "b": 1}}\n',
    ):
        front = read_front_matter(text)
        assert front.errors or front.fields["b"] == 1
        assert isinstance(front.fields.get("a", ""), str)


def test_a_title_of_front_matter_that_is_too_long_is_an_error() -> None:
    front = read_front_matter(f"---\ntitle: {'a' * 20_000}\n---\nText")
    assert front.title == ""
    assert "at most 10000 are read" in front.errors[0][2]


HOSTILE = [
    "{{<",
    "{{< x",
    "{% highlight x %}",
    "<a ",
    "{",
    "import a from",
    ">",
    "- ",
    "*a ",
    "[",
    "`",
    "![",
    "{:",
    "&amp;",
    "<!--",
    "|",
]


@pytest.mark.parametrize("part", HOSTILE)
@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_hostile_text_takes_linear_time(part: str, end: str) -> None:
    assert_linear(lambda size: parse((part + end) * (size // len(part)), mdx=True), 20_000)
