"""Two runs never write into one folder at the same time."""

from pathlib import Path

import pytest

from analyzer.errors import WriteError
from analyzer.reports.output import Output


def test_a_second_report_into_a_folder_is_refused_until_the_first_is_done(
    tmp_path: Path,
) -> None:
    first = Output(tmp_path / "out")
    first.write("a.csv", [b"a"])
    with pytest.raises(WriteError, match="another run is writing its report here"):
        Output(tmp_path / "out")
    assert (first.staging / "a.csv").read_bytes() == b"a"
    Output(tmp_path / "other").discard()
    first.discard()
    Output(tmp_path / "out").discard()
