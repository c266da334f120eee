"""The notebooks run from top to bottom and are valid for jupytext."""

import runpy
from pathlib import Path

import jupytext
import matplotlib
import pytest
from matplotlib import pyplot

pytestmark = pytest.mark.slow

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.py"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, capsys):
    matplotlib.use("agg")
    runpy.run_path(str(path))
    assert capsys.readouterr().out
    pyplot.close("all")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_jupytext_reads_it_as_cells(path):
    cells = jupytext.read(path).cells
    assert cells[0].cell_type == "markdown"
    assert cells[0].source.startswith("# ")
    assert {cell.cell_type for cell in cells} == {"markdown", "code"}


def test_every_notebook_is_listed():
    assert [path.stem for path in NOTEBOOKS] == ["classifier", "first_look", "large_corpus"]
