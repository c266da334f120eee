"""The notebooks run from top to bottom, and are notebooks."""

import runpy
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.py"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, monkeypatch, capsys):
    matplotlib = pytest.importorskip("matplotlib")
    pytest.importorskip("tqdm")
    monkeypatch.setattr(matplotlib, "use", matplotlib.use)
    matplotlib.use("agg")
    runpy.run_path(str(path))
    assert capsys.readouterr().out
    from matplotlib import pyplot

    pyplot.close("all")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_jupytext_reads_it_as_cells(path):
    jupytext = pytest.importorskip("jupytext")
    cells = jupytext.read(path).cells
    assert cells[0].cell_type == "markdown"
    assert cells[0].source.startswith("# ")
    assert {cell.cell_type for cell in cells} == {"markdown", "code"}


def test_there_are_three():
    assert [path.stem for path in NOTEBOOKS] == ["classifier", "first_look", "thousands"]
