"""Every damaged byte of an archive is noticed, or changes nothing."""

from pathlib import Path

import pytest
from archives import CONTAINMENT, STORY, made
from examples import LINES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.archive import add, look_up, open_archive, rebuild
from analyzer.archive.checksum import MOST_SUMMED, check_sum
from analyzer.archive.delete import remove
from analyzer.archive.schema import article_features
from analyzer.errors import ArchiveError


def answer(path: Path) -> object:
    with open_archive(path) as archive:
        return repr(look_up(archive, article_features([STORY]), CONTAINMENT)), archive.info()


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "a"
    made(path, [*LINES, STORY.text]).close()
    return path


@given(st.data())
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_a_damaged_byte_is_noticed_or_harmless(
    archived: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = archived.read_bytes()
    at = data.draw(st.integers(0, 199) | st.integers(0, len(whole) - 1))
    kind = data.draw(st.sampled_from(["flip", "cut", "zeros"]))
    damaged = bytearray(whole)
    if kind == "flip":
        damaged[at] ^= data.draw(st.integers(1, 255))
    elif kind == "cut":
        del damaged[at:]
    else:
        damaged[at : at + 512] = bytes(len(damaged[at : at + 512]))
    path = tmp_path_factory.mktemp("damaged") / "a"
    path.write_bytes(damaged)
    try:
        found = answer(path)
    except ArchiveError:
        return
    assert found == answer(archived)


def test_the_checksum_is_right_after_every_kind_of_writing(tmp_path: Path) -> None:
    path = tmp_path / "a"

    def is_summed() -> bool:
        check_sum(path)
        return path.read_bytes()[60:64] != bytes(4)

    made(path, LINES).close()
    assert is_summed()
    with open_archive(path) as archive:
        add(archive, [STORY])
    assert is_summed()
    with open_archive(path) as archive:
        remove(archive, [STORY.id])
    assert is_summed()
    rebuild(path, [STORY])
    assert is_summed()
    assert path.stat().st_size < MOST_SUMMED


def test_a_damaged_archive_can_be_made_again(tmp_path: Path) -> None:
    path = tmp_path / "a"
    made(path, LINES).close()
    data = bytearray(path.read_bytes())
    data[-50] ^= 1
    path.write_bytes(data)
    with pytest.raises(ArchiveError, match="damaged, as its checksum is not that of the file"):
        open_archive(path)
    rebuild(path, [STORY])
    answer(path)


def test_an_archive_without_a_checksum_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a"
    made(path, LINES).close()
    data = bytearray(path.read_bytes())
    data[60:64] = bytes(4)
    path.write_bytes(data)
    answer(path)
