"""Keyword stuffing: what is flagged, what passes, and what must not move it."""

import re
import textwrap

import numpy as np
import pandas as pd
import pytest
from examples import PHRASED, SAID_TWICE
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rule_examples import flags
from samples import articles, document
from stuffed import MUST_FLAG, MUST_PASS, PHRASE, PLAIN, TITLE, opened, paragraphs

import analyzer
from analyzer import Article
from analyzer.phrases.repetition import (
    AGAINST,
    PHRASE_FEATURES,
    prose_tokens,
)
from analyzer.phrases.stuffing import likelihood, stuffing_model
from analyzer.phrases.stuffing_message import MIN_PROBABILITY
from analyzer.phrases.title_ngrams import RUN, title_ngrams
from analyzer.rules.keyword_stuffing import RULE
from analyzer.segmentation import build_corpus


def stuffing(text: str, title: str | None = "") -> float:
    corpus = build_corpus([Article("x", text, title=title)])
    return float(likelihood(corpus, stuffing_model()).joined[0])


def finding(text: str, title: str = "") -> pd.DataFrame:
    found = analyzer.analyze([Article("x", text, title=title)]).findings
    return found.query("rule == 'keyword-stuffing'")


@pytest.mark.parametrize("name", MUST_FLAG)
def test_a_stuffed_article_is_flagged(name: str) -> None:
    title, text = MUST_FLAG[name]
    assert stuffing(text, title) >= MIN_PROBABILITY
    assert len(finding(text, title))


@pytest.mark.parametrize("name", MUST_PASS)
def test_an_article_that_is_not_stuffed_passes(name: str) -> None:
    title, text = MUST_PASS[name]
    assert stuffing(text, title) < MIN_PROBABILITY
    assert not len(finding(text, title))


def test_words_count_alike_from_any_place_of_the_title() -> None:
    text = opened("Harbour rail links", 6, "and")
    first = stuffing(text, "Harbour rail links of the next ten years")
    last = stuffing(text, "A report on the next harbour rail links")
    assert first == last >= MIN_PROBABILITY


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("", True),
        ("\n\n    open --lamp\n", False),
        ("\n\nSee `a`.\n\nSee `b`.\n\nSee `c`.", False),
        ("\n\nSee GitHub, LinkedIn and YouTube.", True),
        ("\n\nSee `a`.", True),
    ],
)
def test_a_page_that_shows_code_repeats_the_word_for_it(code: str, *, expected: bool) -> None:
    kinds = [
        "small",
        "large",
        "cheap",
        "solid",
        "plain",
        "round",
        "green",
        "black",
        "white",
        "heavy",
        "light",
        "quick",
    ]
    text = " ".join(
        f"The {kind} scope, {kinds[at - 1]} as a scope is, {kinds[at - 5]}s one scope."
        for at, kind in enumerate(kinds)
    )
    article = analyzer.analyze([f"{text}{code}"], markup="markdown")
    likely = article.articles["stuffing_probability"].iloc[0]
    assert (likely >= MIN_PROBABILITY) == expected


def test_names_and_official_titles_are_not_stuffing() -> None:
    title, text = MUST_PASS["names and official titles"]
    assert stuffing(text, title) < 0.1


@pytest.mark.parametrize(("count", "least", "most"), [(4, 0.9, 1), (3, 0.5, 1), (1, 0, 0.1)])
def test_the_fewer_mentions_the_less_likely(count: int, least: float, most: float) -> None:
    assert least <= stuffing(opened(PHRASE, count), TITLE) <= most


def test_the_phrase_is_named_and_the_finding_says_why_and_what_to_do() -> None:
    found = finding(opened(PHRASE, 4), TITLE)
    assert set(found["group"]) == {PHRASE}
    message = found["message"].iloc[0]
    assert message.startswith(f'"{PHRASE}" appears 4 times, each time at the start')
    assert re.search(r"and in the title; rephrase \d of them\Z", message)


def test_the_terms_of_the_evidence_add_up_to_the_probability() -> None:
    corpus = build_corpus(articles(opened(PHRASE, 4)))
    found, model = likelihood(corpus, stuffing_model()), stuffing_model().untitled
    features = found.features[found.worst[0]]
    evidence = model.intercept + model.terms(features[None, :]).sum()
    odds = np.interp(evidence, *model.calibration)
    assert found.of_worst(0) == pytest.approx(1 / (1 + np.exp(-odds)))
    judged = analyzer.analyze([opened(PHRASE, 4)]).judged
    shown = next(one.detail for one in judged if one.rule == "keyword-stuffing")
    told = sum(float(value) for value in re.findall(r" ([+-]\d+\.\d)(?:,|$)", shown))
    assert told == pytest.approx(evidence - model.intercept, abs=0.5)


def rephrased(text: str, phrase: str, count: int) -> str:
    """Say otherwise the last openings of sentences with the phrase, so many."""
    others = (
        "Work went on",
        "Talks resumed",
        "Money was found",
        "Surveyors came",
        "Doubts grew",
        "Votes were counted",
        "Trains ran late",
        "Maps were redrawn",
    )
    for way in others[:count]:
        before, found, after = text.rpartition(phrase)
        assert found
        text = f"{before}{way}{after}"
    return text


@settings(max_examples=12, deadline=None)
@given(
    st.integers(3, 8),
    st.sampled_from(["Harbour rail link plans widen", "New quay lamps please walkers",
                     "Small coastal museums open early", "Old stone bridges need care"]),
    st.booleans(),
)  # fmt: skip
def test_the_edit_that_is_told_clears_the_finding(
    count: int, phrase: str, titled: bool
) -> None:
    title = f"{phrase} in the north" if titled else ""
    text = opened(phrase, count)
    found = finding(text, title)
    if not len(found):
        return
    edit = int(re.search(r"rephrase (\d+) of", found["message"].iloc[0])[1])
    assert 1 <= edit < count
    assert not len(finding(rephrased(text, phrase, edit), title))


def test_the_edit_that_is_told_is_the_smallest() -> None:
    text = opened(PHRASE, 6)
    edit = int(re.search(r"rephrase (\d+) of", finding(text)["message"].iloc[0])[1])
    assert len(finding(rephrased(text, PHRASE, edit - 1)))


@settings(max_examples=15, deadline=None)
@given(
    st.integers(0, 10_000), st.integers(12, 40), st.sampled_from(["sentence", "phrase", "last"])
)
@example(609, 21, "phrase")
@example(2142, 17, "last")
def test_another_copy_never_lowers_stuffing(seed: int, length: int, unit: str) -> None:
    blocks = document(seed, length, 0.3).split("\n\n")
    said = "Old harbour lamps glow"
    before = -1.0
    for copies in range(1 if unit != "phrase" else 2, 9):
        if unit == "phrase":
            text = "\n\n".join(
                f"{said} tonight. {block}" if at < copies else block
                for at, block in enumerate(blocks + list(PLAIN))
            )
        elif unit == "sentence":
            text = "\n\n".join([*blocks, *[f"{said} when the fog lifts."] * copies])
        else:
            text = "\n\n".join([*blocks, *[blocks[-1]] * copies])
        likely = likelihood(build_corpus([Article("x", text, title="")]), stuffing_model())
        # A phrase in front of a block may end a list of variants that the block began.
        variants = 0.0 if unit == "phrase" else likely.variants[0]
        phrase = max(likely.of_worst(0), likely.title[0])
        value = max(phrase, likely.density[0], variants)
        assert value >= before - 1e-12
        before = value


LAYOUTS = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "NBSP": lambda text: text.replace(" ", "\u00a0"),
    "narrow": lambda text: wrapped(text, 44),
    "wide": lambda text: wrapped(text, 90),
}


def wrapped(text: str, width: int) -> str:
    return "\n\n".join(
        textwrap.fill(block, width, break_long_words=False, break_on_hyphens=False)
        for block in text.split("\n\n")
    )


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", [*(n for n in MUST_FLAG), "plain", "said twice"])
def test_the_layout_changes_nothing(name: str, layout: str) -> None:
    title, text = (MUST_FLAG | MUST_PASS)[name]
    assert stuffing(LAYOUTS[layout](text), title) == stuffing(text, title)


def test_boilerplate_and_company_change_nothing() -> None:
    text = opened(PHRASE, 4)
    around = "Friday, 3 May 2021\n\n{}\n\nDate:\n\n{}\n\nShare post:\n\nPopular\n\nRelated\n"
    page = around.format(TITLE, text)
    bare = f"{TITLE}\n\n{text}"
    assert stuffing(page, None) == stuffing(bare, None)
    given_ = [Article(str(at), each) for at, each in enumerate([text, paragraphs(list(PLAIN))])]
    one = likelihood(build_corpus(given_), stuffing_model()).joined
    other = likelihood(build_corpus(given_[::-1]), stuffing_model()).joined
    assert one.tolist() == other[::-1].tolist()


def test_no_step_of_the_model_goes_the_wrong_way() -> None:
    model = stuffing_model()
    for phrases in (model.titled, model.untitled):
        for name, level in zip(PHRASE_FEATURES, phrases.level, strict=True):
            assert (np.diff(level) * (-1 if name in AGAINST else 1) >= 0).all(), name
        assert (np.diff(phrases.calibration, axis=1) > 0).all()
    assert model.density_weight > 0


@pytest.mark.parametrize(
    ("text", "running"),
    [
        ("The lamp is lit.", True),
        ("Is the lamp lit?”", True),
        ("「灯りがついた。」", False),  # in quotation marks
        ("灯りがついた。", True),
        ("Lamps of the pier", False),
        ("Run the following command:", False),
        ("- The lamp is lit.", True),
        ("Tags: lamp, pier, fog", False),
    ],
)
def test_running_prose_is_what_ends_with_a_mark(text: str, running: bool) -> None:
    corpus = build_corpus(articles(f"{text}\n\n{PLAIN[0]} {PLAIN[1]}"))
    n_words = len(build_corpus(articles(text)).token_id)
    assert prose_tokens(corpus)[:n_words].tolist() == [running] * n_words


def test_stop_words_of_the_title_that_recur_with_a_phrase_belong_to_it() -> None:
    text = opened("Bank holds its rates amid", 5, "as")
    assert set(finding(text, "Bank holds its rates amid floods")["group"]) == {
        "Bank holds its rates amid"
    }


def test_words_of_the_title_are_named_as_the_title_has_them() -> None:
    title = "Steel sell-off 'illegal' says court"
    found = finding(opened("Steel sell-off 'illegal'", 6), title)
    assert set(found["group"]) == {"Steel sell-off 'illegal"}


def test_below_the_limit_the_top_phrase_is_the_one_with_the_most_evidence() -> None:
    text = opened(PHRASE, 2)
    row = analyzer.analyze([Article("x", text, title=TITLE)]).articles.iloc[0]
    assert 0.1 <= row["stuffing_probability"] < MIN_PROBABILITY
    assert row["top_phrase"] == PHRASE


def test_an_official_name_is_no_stuffing_though_its_words_are_common() -> None:
    said = [
        f"On Sunday the National Day of Open Gates {rest[:1].lower()}{rest[1:]}"
        for rest in PLAIN
    ]
    text = paragraphs(said) + "\n\nA national holiday opens every gate for one day."
    assert stuffing(text, "Open gates") < MIN_PROBABILITY


def test_labels_of_speakers_are_no_stuffing() -> None:
    speakers = ("Night nurse", "The Gazette")
    talk = "\n\n".join(f"{speakers[at % 2]}: {said}" for at, said in enumerate(PLAIN))
    for title in ("", "Night nurse talks about fog", "An evening with the night nurse"):
        assert stuffing(talk, title) < 0.1


CITIES = ("Leeds", "York", "Hull", "Selby", "Ripon", "Whitby", "Malton", "Otley")


@pytest.mark.parametrize("bullets", [False, True])
def test_a_list_of_variants_of_one_keyword_is_flagged_and_the_edit_clears_it(
    bullets: bool,
) -> None:
    items = [f"baker {city}" for city in CITIES]

    def page(items: list[str]) -> str:
        told = "\n".join(f"- {one}" for one in items) if bullets else ", ".join(items) + "."
        return f"{paragraphs(list(PLAIN))}\n\n{told if bullets else 'We are: ' + told}"

    found = finding(page(items))
    assert set(found["group"]) == {"baker"}
    count = int(re.search(r"remove (\d+) of them", found["message"].iloc[0])[1])
    assert 1 <= count < len(found)
    assert not len(finding(page(items[:-count])))


@pytest.mark.parametrize(
    "items",
    [
        [f"{kind} chart" for kind in ("bar", "line", "pie", "area", "flow", "box", "tree")],
        ["Good sign"] * 12,
        [f"Gate {number}" for number in range(12)],
        [f"quay-{city}" for city in CITIES],
    ],
)
def test_other_lists_are_no_variants_of_a_keyword(items: list[str]) -> None:
    text = f"{paragraphs(list(PLAIN))}\n\nThere are: {', '.join(items)}."
    assert not (finding(text)["message"].str.startswith("a list has")).any()


def test_units_beside_numbers_are_no_evidence() -> None:
    priced = [f"{said[:-1]}, for {at + 3} mln dlrs." for at, said in enumerate(PLAIN)]
    worded = [f"{said[:-1]}, for mln dlrs." for said in PLAIN]
    assert stuffing(paragraphs(priced)) < 0.05
    assert stuffing(paragraphs(worded)) > 0.5


def test_sentences_with_code_are_no_evidence(tmp_path) -> None:
    sections = [
        f"## {name}\n\nThe `{name}()` method opens the harbour gate. Call it before `run()`."
        for name in ("red", "blue", "green", "pink", "grey", "teal", "gold", "plum")
    ]
    page = tmp_path / "page.md"
    page.write_text("# Gate\n\n" + "\n\n".join(sections))
    found = analyzer.analyze(analyzer.read([page])).articles
    assert found["stuffing_probability"].iloc[0] < 0.1


WORDS = st.lists(st.sampled_from(["lamp", "pier", "fog", "the", "of"]), max_size=30)


@settings(deadline=None)
@given(WORDS, WORDS)
def test_runs_of_a_title_are_found_as_a_slow_search_finds_them(title, body):
    body = ["zulu", *body]  # a body that begins with its title has it for a heading
    corpus = build_corpus([Article("x", " ".join(body), title=" ".join(title))])
    found = title_ngrams(corpus)
    first: dict[str, int] = {}
    for at, word in enumerate(title):
        first.setdefault(word, at)
    times: dict[int, int] = {}
    for at in range(len(body) - RUN + 1):
        words = body[at : at + RUN]
        start = first.get(words[0], -9)
        if [first.get(word) for word in words] == [start, start + 1, start + 2] and set(
            words
        ) - {"the", "of"}:
            times[start] = times.get(start, 0) + 1
    assert found.count[0] == max(times.values(), default=0)
    if times:
        best = min(at for at, n in times.items() if n == found.count[0])
        assert found.word[0] == best
        assert len(found.first) == times[best]


@pytest.mark.parametrize("text", [PHRASED])
def test_the_rule_flags(text: str) -> None:
    assert flags(RULE, text) == [True]


@pytest.mark.parametrize("text", ["\n\n".join(PLAIN), SAID_TWICE])
def test_the_rule_passes(text: str) -> None:
    assert flags(RULE, text) == [False]


def test_the_message_names_the_commonest_form_of_a_word_and_counts_all() -> None:
    _, text = MUST_FLAG["crowded"]
    one_form = finding(text)["message"].iloc[0]
    assert one_form.startswith('"hobby" appears 9 times')
    several = finding(text.replace("hobby", "hobbies", 2))["message"].iloc[0]
    assert several.startswith('"hobby" and its other forms appear 9 times')
