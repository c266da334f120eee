"""``python -m analyzer``."""

from analyzer.cli.main import main

main(prog_name="analyzer")
