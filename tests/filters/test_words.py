"""Words as the filters of training text count them."""

import pytest

from analyzer.filters.words import n_sentences, sentence_terminals, split_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don't say it's late.", "Do n't say it 's late ."),
        ("well-known (and 7-day) trips", "well - known ( and 7 - day ) trips"),
        ("see U.S. law, by Dr. Orr", "see U.S. law , by Dr. Orr"),
        ("wait... or …stop", "wait ... or … stop"),
        ("from 3.5 to 1,000 at 2:55", "from 3.5 to 1,000 at 2:55"),
        ("$5 or 5% of 10km", "$ 5 or 5 % of 10 km"),
        ("run tar -c /mnt", "run tar -c /mnt"),
        ("_word_ over.Then", "_ word _ over . Then"),
        ('say "yes" (no).', 'say " yes " ( no ) .'),
        ("at https://a.org/b-c?d=e, or a@b.org.", "at https://a.org/b-c?d=e , or a@b.org ."),
        ("!!!", "! ! !"),
        ("", ""),
    ],
)  # fmt: skip
def test_marks_are_words_and_contractions_are_two(text: str, words: str) -> None:
    assert split_words(text) == words.split()


def test_words_without_spaces_are_found_by_dictionary() -> None:
    assert split_words("渡し船は正午に出る。") == ["渡し船", "は", "正午", "に", "出る", "。"]


def test_no_character_is_lost() -> None:
    text = "«A-b» c'd, “e.F” (g/h) i_j ~k @l 50% #m _n_ ... -- 渡し船、o's"
    assert "".join(split_words(text)) == text.replace(" ", "")


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("", 0),
        ("...", 0),
        ("No end", 1),
        ("One. Two!", 2),
        ('He said "Go." Then he left?!', 2),
        ("It is 3.5 km to the U.S. border.", 1),
        ("正午に出る。雨が降る。", 2),
    ],
)
def test_a_sentence_ends_with_a_run_of_marks(line: str, number: int) -> None:
    assert n_sentences(split_words(line)) == number


def test_marks_of_other_scripts_end_sentences() -> None:
    assert sentence_terminals() >= set(".!?。؟।")
    assert not sentence_terminals() & set(",;:…")
