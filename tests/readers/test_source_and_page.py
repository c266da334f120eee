"""The Markdown of a page and the HTML that a generator builds from it have the same words."""

import re

import numpy as np
import pytest

from analyzer.article import Block, Markup
from analyzer.readers.html import parse_fragment, parse_page
from analyzer.readers.markdown import parse

PAIRS = [
    (
        "Beans grow[^1] here.\n\n[^1]: Slowly.",
        '<p>Beans grow<sup id="fnref:1"><a href="#fn:1" class="footnote-ref" '
        'role="doc-noteref">1</a></sup> here.</p>\n<div class="footnotes" '
        'role="doc-endnotes"><hr><ol><li id="fn:1"><p>Slowly.&#160;<a href="#fnref:1" '
        'class="footnote-backref" role="doc-backlink">&#x21a9;&#xfe0e;</a></p></li></ol></div>',
    ),
    (
        "Beans grow[^1].\n\n[^1]: Slowly.",
        '<p>Beans grow<sup role="doc-noteref"><a href="#fn:1" class="footnote" '
        'rel="footnote">1</a></sup>.</p><ol><li><p>Slowly. <a href="#fnref:1" '
        'class="reversefootnote">&#8617;</a></p></li></ol>',
    ),
    (
        '{{< figure src="b.png" alt="hidden" title="Bees" caption="**Young** bee" >}}\n\nDone.',
        '<figure><img src="bee.png" alt="hidden"><figcaption><h4>Bees</h4><p><strong>Young'
        "</strong> bee</p></figcaption></figure><p>Done.</p>",
    ),
    (
        '<div>\n{{< figure src="b.png" caption="A bee" attr="Ann" >}}\n</div>\n\nDone.',
        "<div><figure><img src='b.png'><figcaption>A bee <a href='x'>Ann</a></figcaption>"
        "</figure></div><p>Done.</p>",
    ),
    (
        '{% include figure.html src="bee.png" caption="A bee" %}\n\nDone.',
        "<figure><img src='bee.png'><figcaption>A bee</figcaption></figure>\n<p>Done.</p>",
    ),
    (
        "So $x_1 = y$ holds; pay $5 or $10.\n\n$$\nE = m c^2\n$$",
        "<p>So $x_1 = y$ holds; pay $5 or $10.</p>\n<p>$$\nE = m c^2\n$$</p>",
    ),
    (
        "So \\\\(a = b\\\\) holds.\n\n\\\\[ a < b \\\\]",
        "<p>So \\(a = b\\) holds.</p>\n<p>\\[ a &lt; b \\]</p>",
    ),
    ("Run `$a_1$` or $x$.", "<p>Run <code>$a_1$</code> or $x$.</p>"),
    (
        "- [x] Dig\n- [ ] Sow",
        '<ul><li><input checked="" disabled="" type="checkbox"> Dig</li>'
        '<li><input disabled="" type="checkbox"> Sow</li></ul>',
    ),
    ("Bean\n: A seed.", "<dl><dt>Bean</dt><dd>A seed.</dd></dl>"),
    (
        '{{% note "hidden" %}}\nDig *first*.\n{{% /note %}}',
        '<div class="note">\n<p>Dig <em>first</em>.</p>\n</div>',
    ),
]


def words(markup: Markup) -> list[str]:
    blocks = zip(markup.block_start, markup.block_end, markup.block_kind, strict=True)
    text = "\n".join(markup.prose[a:b] for a, b, kind in blocks if kind != Block.TITLE)
    return re.findall(r"\w+", text)


@pytest.mark.parametrize(("source", "built"), PAIRS)
def test_a_construct_has_the_words_of_what_is_built_from_it(source: str, built: str) -> None:
    own = words(parse(source)[0])
    assert own
    assert "hidden" not in own
    assert own == words(parse_fragment(built).markup)


def test_captions_of_figures_are_captions_in_place() -> None:
    text = '{{< figure src="bee.png" title="Bees" caption="A *young* bee" >}}\n\nDone.'
    markup = parse(text)[0]
    blocks = zip(markup.block_start, markup.block_end, markup.block_kind, strict=True)
    assert [(Block(kind).name, markup.prose[a:b]) for a, b, kind in blocks] == [
        ("HEADING", "Bees"),
        ("CAPTION", "A young bee"),
        ("PARAGRAPH", "Done."),
    ]
    found = [match.span() for match in re.finditer(r"\w+", markup.prose)]
    begin, finish = markup.locate(*np.array(found, np.int64).T)
    assert [text[a:b] for a, b in zip(begin, finish, strict=True)] == words(markup)


TEXT = "The {} in the garden waits for rain, and nobody waters it before the evening comes."
ARTICLE = f"""<!doctype html><html><head><title>Beans</title></head><body>
<nav><a href="/">Home</a></nav><main><article><h1>Beans</h1><div class="content">
<p>{TEXT.format("bean")}</p>
<p>{TEXT.format("pea")}</p>
<div class="callout"><p>{TEXT.format("leek")} Dig first</p></div>
<p>{TEXT.format("kale")}</p>
<div class="card"><div><a href="/more"><p>Ten tools that nobody who digs ever needs.</p></a>
</div></div>
<p>{TEXT.format("chard")}</p>
<div class="footnotes"><ol><li>Or so they say.</li></ol></div>
</div></article></main><footer>All rights reserved.</footer></body></html>"""


def test_framed_text_and_notes_are_part_of_the_article_and_cards_are_not() -> None:
    prose = parse_page(ARTICLE).markup.prose
    for word in ("bean", "pea", "leek", "kale", "chard", "Or so they say."):
        assert word in prose
    assert "tools" not in prose
    assert "rights" not in prose
