"""The language server in real editors, with the settings that docs/editors.md shows.

They need tmux, Neovim, and Emacs with Eglot; `pytest -m editor` runs them.
"""

import re
from pathlib import Path

import pytest
from screens import HOME, screen
from stories import PIER, SAID

pytestmark = pytest.mark.editor
PAGE = Path(__file__).parents[2] / "docs" / "editors.md"
SENTENCE = "near-duplicate-sentence"
QUIET = "(setq make-backup-files nil auto-save-default nil warning-minimum-level :error)\n"
COMMENT = f"<!-- analyzer-disable-next-line {SENTENCE} -- give the reason -->"


@pytest.fixture
def site(repository: Path) -> Path:
    """A repository of articles, the current folder."""
    return repository


def settings(editor: str, language: str) -> str:
    """Return the first settings that the page shows for an editor."""
    section = PAGE.read_text("utf-8").partition(f"\n## {editor}\n")[2]
    found = re.search(rf"```{language}\n(.*?)```", section, re.DOTALL)
    assert found is not None
    return found[1]


def initialize_emacs(site: Path) -> None:
    folder = site / HOME / ".emacs.d"
    folder.mkdir(parents=True)
    (folder / "init.el").write_text(QUIET + settings("Emacs", "elisp"))


def test_neovim_shows_suppresses_and_follows_findings(site: Path) -> None:
    (site / "init.lua").write_text(settings("Neovim", "lua"))
    with screen(site, "nvim", "-u", "init.lua", "-n", "content/quarry.md") as neovim:
        assert f"W {SAID}" in neovim.until("identical to a sentence")
        neovim.type("7G", "K")
        neovim.until(f"{SENTENCE} (warning)", "What it measures")
        neovim.type("Escape", "g", "a")
        neovim.until(f"1: Suppress {SENTENCE} here, with a reason")
        neovim.type("1", "Enter")
        neovim.until(COMMENT)
        neovim.type("Escape", ":e! content/pier.md", "Enter")
        neovim.until("W The lamps on the eastern pier")
        neovim.type("3G", "g", "d")
        neovim.until("A fish below the rim", "content/hotel.md")


def test_neovim_checks_what_one_types(site: Path) -> None:
    (site / "init.lua").write_text(settings("Neovim", "lua"))
    with screen(site, "nvim", "-u", "init.lua", "-n", "content/new.md") as neovim:
        neovim.until("content/new.md")
        neovim.type("i", f"# New {SAID}", "Enter", "Enter", SAID, "Enter", "Enter")
        neovim.type("The bus was late.", "Enter", "Enter", SAID, "Escape")
        shown = neovim.until("identical to a sentence")
        assert f"W {SAID}" in shown


def test_emacs_shows_and_suppresses_findings(site: Path) -> None:
    initialize_emacs(site)
    with screen(site, "emacs", "-nw", "content/quarry.md") as emacs:
        emacs.until("[eglot:", "Flymake[0 1]")
        emacs.type("M-g", "g", "7", "Enter")
        emacs.until(f"{SENTENCE} (warning): identical to a sentence in line 3")
        emacs.type("M-x", "eglot-code-actions", "Enter")
        emacs.until("Suppress")
        emacs.type(f"Suppress {SENTENCE} here, with a reason", "Enter")
        emacs.until(COMMENT, "Flymake[0 0]")


def test_emacs_follows_a_copy(site: Path) -> None:
    initialize_emacs(site)
    with screen(site, "emacs", "-nw", "content/pier.md") as emacs:
        emacs.until("[eglot:", "Flymake[0 1]", PIER.split("\n")[0])
        emacs.type("M-g", "g", "3", "Enter", "M-.")
        emacs.until("A fish below the rim")
