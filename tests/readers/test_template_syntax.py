"""Template syntax is overwritten letter by letter, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.readers.template_syntax import mask_templates

MASKED = [
    ("a {{ b }} c", "a ------- c"),
    ("a{{{ b }}}c", "a---------c"),
    ("{{< b >}}c{{< /b >}}", "---------c----------"),
    ("{% if a > b %}c{% endif %}", "--------------c-----------"),
    ("{{- /* a }} b */ -}}c", "--------------------c"),
    ("{{!-- a }} b --}}c", "-----------------c"),
    ("{# a #}b{#c}", "-------b{#c}"),
    ("<% a\n\nb %>c", "----\n\n----c"),
    ("<?php a > b ?>c<?= d ?>", "--------------c--------"),
    ("{% trans 'a b' %}", "----------a b----"),
    ('{% translate "a b" context "c" %}', "--------------a b----------------"),
    ('{{ _("a b") }}', "------a b-----"),
    ('{% trans "a b" as c %}', "----------------------"),
    ("{% blocktrans %}a{% endblocktrans %}", "----------------a-------------------"),
    ("{% comment %}a\n\nb{% endcomment %}c", "--------------\n\n-----------------c"),
    ("{% raw %}{{ a }}{% endraw %}", "---------{{ a }}------------"),
    ("{% verbatim %}{% a %}{% endverbatim %}", "--------------{% a %}-----------------"),
    ("{{< highlight go >}}a{{< / highlight >}}b", "-" * 40 + "b"),
    ("{% highlight go %}a", "------------------a"),
    ("{% codeblock a.py %}a{% endcodeblock %}b", "-" * 39 + "b"),
    ("{% style-guide %}a{% endstyle-guide %}", "-" * 17 + "a" + "-" * 20),
]
KEPT = ["{{ a", "a }} b", "{{ a\n\nb }}", "{% a\n\n%}", "<% a", "{a}", "{ { a } }", "<?xml a?>"]


@pytest.mark.parametrize(("text", "masked"), MASKED)
def test_tags_and_expressions_are_overwritten(text: str, masked: str) -> None:
    assert mask_templates(text, filler="-") == masked


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_tag_stays(text: str) -> None:
    assert mask_templates(text) == text


def test_a_tag_that_begins_in_a_spared_span_stays() -> None:
    assert mask_templates("{{ a }} {{ b }}", [(0, 7)], "-") == "{{ a }} -------"


PARTS = [
    "{{",
    "}}",
    "{%",
    "%}",
    " raw ",
    "endraw",
    "highlight",
    "a",
    "\n",
    "<%",
    "%>",
    "/*",
    "*/",
]


@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
def test_the_length_and_the_line_ends_stay(text: str) -> None:
    masked = mask_templates(text, filler="-")
    assert len(masked) == len(text)
    for letter, written in zip(masked, text, strict=True):
        assert letter == written or (letter == "-" and written != "\n")
