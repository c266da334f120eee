"""near-duplicate-sentence: texts that it flags, texts that pass, and how severe it is."""

import pytest
from examples import LINES, PASTED, PLAIN, REFRAIN, SAID_TWICE
from hypothesis import given
from hypothesis import strategies as st
from rule_examples import flags

from analyzer.analysis import analyze
from analyzer.rules.near_duplicate_sentence import RULE
from analyzer.rules.sentence_differences import (
    decisive_words,
    difference,
)
from analyzer.rules.statements import is_declarative, is_reference
from analyzer.settings import Settings

KEEPER = (
    "The keeper of the lighthouse repairs his nets on the stairs every evening before dark."
)
ROAD = "The road along the cliff was closed to traffic on Tuesday because of fallen rocks."
SPANISH = "El camino de la costa fue cerrado al tráfico ayer por la caída de muchas rocas."


def found(text: str) -> list[tuple[int, str, str]]:
    """Return line, severity and message of each finding of the rule."""
    settings = Settings(select=(RULE.name,))
    rows = analyze([text], markup="markdown", settings=settings).findings
    return list(zip(rows["line"], rows["severity"], rows["message"], strict=True))


def in_two_paragraphs(first: str, second: str) -> str:
    return f"{LINES[0]} {first}\n\n{LINES[1]} {LINES[2]}\n\n{second} {LINES[3]}"


@pytest.mark.parametrize("text", [SAID_TWICE, PASTED])
def test_the_rule_flags(text: str) -> None:
    assert flags(RULE, text) == [True]


@pytest.mark.parametrize("text", [PLAIN, REFRAIN])
def test_the_rule_passes(text: str) -> None:
    assert flags(RULE, text) == [False]


@pytest.mark.parametrize(
    ("first", "second", "severity", "message"),
    [
        (KEEPER, KEEPER, "warning", "identical to a sentence in line 1"),
        (KEEPER, KEEPER.replace("nets", "boots"), "warning",
         "near-duplicate of line 1 (14 of 15 words shared)"),
        (ROAD, ROAD.replace("was closed", "was not closed"), "note",
         'near-duplicate of line 1, but for "not"'),
        (ROAD, ROAD.replace("Tuesday", "Friday"), "note",
         'near-duplicate of line 1, but for "tuesday" and "friday"'),
        (KEEPER, KEEPER.replace("before", "after"), "note",
         'near-duplicate of line 1, but for "before" and "after"'),
        ("Whoever finds a goat at the gate should look for the sheep behind the old mill.",
         "Whoever finds a sheep at the gate should look for the goat behind the old mill.",
         "note", 'near-duplicate of line 1, but for "goat" and "sheep"'),
        (ROAD, ROAD.replace("fallen rocks", "24 rocks"), "note",
         'near-duplicate of line 1, but for "24"'),
        (KEEPER, KEEPER.replace("lighthouse", "Fastnet"), "note",
         'near-duplicate of line 1, but for "fastnet"'),
        (KEEPER.replace("nets", "red nets"), KEEPER.replace("nets", "blue nets"), "note",
         'near-duplicate of line 1, but for "red" and "blue"'),
        (KEEPER.replace("nets", "litres"), KEEPER.replace("nets", "gallons"), "note",
         'near-duplicate of line 1, but for "litres" and "gallons"'),
        (SPANISH, SPANISH.replace("fue", "no fue"), "note",
         'near-duplicate of line 1, but for "no"'),
        ("The fog lifts at noon and boats return.",) * 2
        + ("note", "identical to a sentence in line 1"),
        (KEEPER.replace(".", "?"),) * 2 + ("note", "identical to a sentence in line 1"),
    ],
)  # fmt: skip
def test_a_pair_is_a_warning_where_both_state_the_same(
    first: str, second: str, severity: str, message: str
) -> None:
    assert found(in_two_paragraphs(first, second)) == [(5, severity, message)]


def test_parallel_statements_about_two_topics_are_a_note() -> None:
    pump = "The pump on the upper deck is checked twice by the crew in the course of a year."
    text = in_two_paragraphs(pump, pump.replace("pump", "winch"))
    assert [row[1] for row in found(text)] == ["warning"]
    topics = f"{text}\n\nA pump moves water.\n\nA winch moves boats."
    assert found(topics) == [
        (5, "note", 'near-duplicate of line 1, but for "pump" and "winch"')
    ]


def test_sentences_around_a_parallel_statement_are_repeated_on_purpose() -> None:
    block = f"{ROAD} {KEEPER}"
    text = f"{block}\n\n{PLAIN}\n\n{block.replace('Tuesday', 'Friday')}"
    assert [row[1] for row in found(text)] == ["note", "note"]


def test_a_refrain_is_a_note_at_each_later_sentence() -> None:
    text = "\n\n".join(f"{line} {KEEPER}" for line in LINES[:4])
    assert found(text) == [
        (line, "note", "identical to a sentence in line 1") for line in (3, 5, 7)
    ]


def test_an_article_that_repeats_many_short_sentences_is_a_reference() -> None:
    short = [" ".join(line.split()[:10]) + "." for line in LINES[4:10]]
    text = in_two_paragraphs(KEEPER, KEEPER)
    assert ("warning", "identical to a sentence in line 1") in [row[1:] for row in found(text)]
    severities = [row[1] for row in found("\n\n".join([text, *short, *short]))]
    assert set(severities) == {"note"}


def test_introductions_lists_and_links_are_notes() -> None:
    step = "Open the lid of the box and turn the small screw at the back to the left."
    cases = {
        f"{step}\n\n```\na\n```\n\n{PLAIN}\n\n{step}\n\n```\nb\n```": "note",
        f"- {step}\n- {LINES[1]}\n\n{PLAIN}\n\n- {step}\n- {LINES[2]}": "note",
        f"> {step}\n\n{PLAIN}\n\n> {step}": "note",
        "\n\n".join(f"{line} See [the long history of the old mill and of all its "
                    "keepers](a.md) for some more details." for line in LINES[3:5]): "note",
        f"{step}\n\n{PLAIN}\n\n{step}": "warning",
    }  # fmt: skip
    for text, severity in cases.items():
        severities = {row[1] for row in found(text)}
        assert severity in severities, text


@pytest.mark.parametrize(
    ("pier", "mill", "expected"),
    [
        (f"{LINES[0]} {KEEPER} {LINES[1]}", f"{LINES[2]} {KEEPER} {LINES[3]}", "warning"),
        (KEEPER, KEEPER, "note"),
        (f"{KEEPER} {LINES[0]}", f"{KEEPER} {LINES[1]}", "note"),
        (f"{LINES[0]} {KEEPER} {LINES[3]} {ROAD}",
         f"{LINES[1]} {KEEPER} {LINES[4]} {ROAD}", "note"),
        (f"{LINES[0]} {KEEPER} {ROAD}", f"{LINES[1]} {KEEPER} {ROAD}", "warning"),
        (f"{LINES[0]} {KEEPER} {ROAD}", f"{LINES[1]}\n\n{KEEPER} {ROAD}", "note"),
        (f"{LINES[0]} {KEEPER} {LINES[1]}", f"{KEEPER} {LINES[3]}", "warning"),
    ],
    ids=["one among others", "a paragraph", "both open", "two places", "two sentences in a row",
         "a paragraph of two", "one opens"],
)  # fmt: skip
def test_what_parallel_sections_share_is_a_note(pier: str, mill: str, expected: str) -> None:
    text = f"## The pier\n\n{pier}\n\n## The mill\n\n{mill}"
    assert {row[1] for row in found(text)} == {expected}
    below_one_heading = f"{pier}\n\n{mill}"
    assert {row[1] for row in found(below_one_heading)} == {"warning"}


def test_a_long_passage_in_two_sections_is_a_warning() -> None:
    passage = " ".join(f"{KEEPER.replace('nets', what)}" for what in ("nets", "oars"))
    passage = f"{ROAD} {passage} {' '.join(LINES[3:8])}"
    text = f"## The pier\n\n{LINES[0]} {passage}\n\n## The mill\n\n{LINES[1]} {passage}"
    assert "warning" in {row[1] for row in found(text)}


def test_a_paragraph_that_was_pasted_into_another_section_is_a_warning() -> None:
    pasted = f"{KEEPER} {ROAD} {LINES[9]}"
    text = f"{LINES[0]}\n\n## The pier\n\n{LINES[1]}\n\n{pasted}\n\n## The mill\n\n{LINES[2]}"
    message = "3 sentences are identical to those from line 7 on"
    assert found(f"{text}\n\n{pasted}\n\n{LINES[3]}") == [(13, "warning", message)]
    short = f"{text}\n\n{KEEPER} {LINES[9]}\n\n{LINES[3]}"
    assert {row[1] for row in found(short)} == {"note"}
    with_code = f"{text}\n\n{pasted}\n\n```\nlift()\n```"
    assert [row[1] for row in found(with_code)] == ["note"]


def test_a_short_sentence_beside_a_pasted_one_is_part_of_its_finding() -> None:
    pasted = f"The tide was low. {KEEPER} {LINES[8]} See [the tide table](tides.md)."
    text = f"{LINES[0]} {pasted}\n\n{LINES[1]}\n\n{LINES[2]} {pasted}"
    (row,) = found(text)
    assert row[1:] == ("warning", "2 sentences are identical to those from line 1 on")


ASKED = "Who repairs the nets of the lighthouse on the stairs every evening before it is dark?"


@pytest.mark.parametrize(
    ("first", "second", "severity"),
    [
        (f"{LINES[0]} {ASKED}", f"{LINES[1]} {ASKED} {LINES[2]}", "warning"),
        (f"{ASKED} {LINES[0]}", f"{LINES[1]} {ASKED}", "note"),
        (f"{LINES[0]} {ASKED}", ASKED, "note"),
    ],
    ids=["within both", "opens one", "stands alone"],
)
def test_a_question_is_a_warning_only_within_paragraphs(
    first: str, second: str, severity: str
) -> None:
    assert [row[1] for row in found(f"{first}\n\n{LINES[5]}\n\n{second}")] == [severity]


@pytest.mark.parametrize("quote", ["**{}**", "“{}”", "<aside>{}</aside>", "> {}"])
def test_a_pull_quote_is_a_note(quote: str) -> None:
    text = f"{LINES[0]} {KEEPER} {LINES[1]}\n\n{quote.format(KEEPER)}\n\n{LINES[2]}"
    assert [row[1] for row in found(text)] == ["note"]


def test_another_copy_never_raises_quality_nor_adds_a_second_finding_to_a_sentence() -> None:
    quality = []
    for copies in range(1, 6):
        text = "\n\n".join([*(f"{line} {KEEPER}" for line in LINES[:copies]), *LINES[6:]])
        analysis = analyze([text], settings=Settings(select=(RULE.name,)))
        assert len(analysis.findings) == copies - 1
        quality.append(float(analysis.articles["quality"].iloc[0]))
    assert quality == [100, 98, 98, 98, 98]


WORDS = st.lists(
    st.sampled_from(["tide", "boat", "not", "lamp", "7", "bell", "rope"]), max_size=9
)


@given(WORDS, WORDS)
def test_differing_words_are_those_of_one_sentence_only(one: list[str], two: list[str]) -> None:
    result = difference(one, two)
    assert sorted([*two, *result.removed]) == sorted([*one, *result.added])
    assert not set(result.removed) & set(result.added)
    assert result.is_identical == (one == two)
    decisive = set(decisive_words(result, "en"))
    changed = {*result.removed, *result.added}
    assert decisive == (set(result.exchanged) or changed & {"not", "7"})
    assert not (result.exchanged and changed)


@pytest.mark.parametrize(
    ("one", "two", "language", "expected"),
    [
        ("it is supported", "it is unsupported", "en", ("supported", "unsupported")),
        ("turn it on", "turn it off", "en", ("on", "off")),
        ("the first row", "the last row", "en", ("first", "last")),
        ("it will rain", "it lantern rain", "en", ()),
        ("it will rain", "it may rain", "en", ("will", "may")),
        ("es ist sicher", "es ist nicht sicher", "de", ("nicht",)),
        ("hopeful news", "hopeless news", "en", ("hopeful", "hopeless")),
        ("the oak boat", "the elm boat", "en", ()),
        ("the red boat", "the blue boat", "en", ("red", "blue")),
        ("twelve boats", "fifteen boats", "en", ("twelve", "fifteen")),
        ("a pound of nails", "a tonne of nails", "en", ("pound", "tonne")),
        (
            "it closed because of rain",
            "it closed despite of rain",
            "en",
            ("because", "despite"),
        ),
        ("it passed", "it failed", "en", ("passed", "failed")),
        ("la gare ouvre lundi", "la gare ouvre jeudi", "fr", ("lundi", "jeudi")),
        ("el museo está abierto", "el museo está cerrado", "es", ("abierto", "cerrado")),
        ("der Preis steigt", "der Preis sinkt", "de", ("steigt", "sinkt")),
    ],
)
def test_words_that_change_a_statement(
    one: str, two: str, language: str, expected: tuple[str, ...]
) -> None:
    assert decisive_words(difference(one.split(), two.split()), language) == expected


def test_kinds_of_sentences() -> None:
    assert is_declarative("每天傍晚灯塔的看守人都在楼梯上修补他的渔网。")
    assert is_declarative("The fog (of which more is written below) lifts at noon.")
    for text in (
        "Copy these lines:",
        "Who came?",
        "*(By the keeper).*",
        "Keepers of the light",
    ):
        assert not is_declarative(text)
    assert is_reference("Read the history of the mill.", has_link=True)
    assert not is_reference("Read the history of the mill.", has_link=False)


def test_the_severity_does_not_depend_on_the_article_before() -> None:
    text = f"{KEEPER} {LINES[0]}\n\n## The pier\n\n{KEEPER} {LINES[1]}"
    settings = Settings(select=(RULE.name,))
    after = analyze([PLAIN, text], markup="markdown", settings=settings).findings
    assert [row[1] for row in found(text)] == list(after["severity"]) == ["note"]


def test_a_sentence_that_links_elsewhere_is_not_repeated() -> None:
    linked = "If you want to help with this, write to us on [the page of this goal]({}) in May."
    for address, severity in (("a.md", "warning"), ("b.md", "note")):
        text = in_two_paragraphs(linked.format("a.md"), linked.format(address))
        assert [row[1] for row in found(text)] == [severity]


def test_a_speaker_may_repeat_what_was_said() -> None:
    lines = [f"**Keeper:** {line}" for line in LINES[4:6]]
    lines += [f"**Keeper:** {line} {KEEPER}" for line in LINES[:2]]
    text = "\n\n".join(lines)
    assert [row[1] for row in found(text)] == ["note"]
    assert [row[1] for row in found(text.replace("**Keeper:** ", ""))] == ["warning"]


def test_a_sentence_beside_a_parallel_one_is_a_note() -> None:
    beside = "The northern quay has room for forty boats and for the ferry to the islands."
    other = "The southern quay has room for ninety boats and for the ferry in winter."
    text = in_two_paragraphs(f"{beside} {KEEPER}", f"{other} {KEEPER}")
    assert [row[1] for row in found(text)] == ["note"]
    text = in_two_paragraphs(f"{LINES[4]} {KEEPER}", f"{other} {KEEPER}")
    assert [row[1] for row in found(text)] == ["warning"]


@pytest.mark.parametrize(
    ("one", "other", "severity"),
    [
        ("-Force", "Description", "note"),
        ("`openLamp()`", "`closeLamp()`", "note"),
        ("Example 1", "Example 2: a list", "note"),
        ("The pier", "The mill", "warning"),
    ],
)
def test_entries_of_a_reference_are_read_alone(one: str, other: str, severity: str) -> None:
    first, second = f"{LINES[0]} {KEEPER}", f"{LINES[1]} {KEEPER}"
    text = f"{LINES[2]}\n\n## {one}\n\n{first}\n\n## {other}\n\n{second}"
    assert [row[1] for row in found(text)] == [severity]


def test_the_first_sentence_of_two_sections_may_follow_a_list() -> None:
    section = "# {0}\n\n- Author: {0}\n- Mentor: {0}\n\n" + KEEPER + " {1}"
    text = f"{section.format('Pier', LINES[0])}\n\n{section.format('Mill', LINES[1])}"
    assert [row[1] for row in found(text)] == ["note"]


def test_sentences_that_repeat_others_in_a_row_are_one_finding() -> None:
    pasted = found(in_two_paragraphs(f"{KEEPER} {ROAD}", f"{KEEPER} {ROAD}"))
    assert pasted == [(5, "warning", "2 sentences are identical to those from line 1 on")]
    edited = found(
        in_two_paragraphs(f"{KEEPER} {ROAD}", f"{KEEPER.replace('nets', 'boots')} {ROAD}")
    )
    assert edited == [(5, "warning", "2 sentences are near-duplicates of those from line 1 on")]


def test_sentences_in_another_order_or_severity_are_findings_of_their_own() -> None:
    apart = found(in_two_paragraphs(f"{KEEPER} {ROAD}", f"{ROAD} {KEEPER}"))
    assert [message for _, _, message in apart] == ["identical to a sentence in line 1"] * 2
    denied = ROAD.replace("was closed", "was not closed")
    mixed = found(in_two_paragraphs(f"{KEEPER} {ROAD}", f"{KEEPER} {denied}"))
    assert len(mixed) == 2


def test_a_run_takes_the_points_of_its_sentences() -> None:
    settings = Settings(select=(RULE.name,))
    text = in_two_paragraphs(f"{KEEPER} {ROAD}", f"{KEEPER} {ROAD}")
    result = analyze([text], markup="markdown", settings=settings)
    assert result.findings["points"].tolist() == [4.0]
    assert result.articles["near_duplicate_sentences"].tolist() == [2]
