"""``analyzer`` and ``python -m analyzer``."""

# Until `run` handles signals, an interrupt ends the process without a traceback. This module
# is built in; `signal` is a file, and while it is loaded an interrupt would still print one.
_signal = __import__("_signal")
if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)

import os  # noqa: E402 - only now can an interrupt meet it
import sys  # noqa: E402


def run() -> None:
    """Run a command; signals are handled before anything else is loaded."""
    from analyzer.cli.signals import exit_at_once, exit_if_interrupted, handle

    handle(exit_at_once)
    # A closed stream is None, and what is opened next would get its number.
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115
    if sys.stdout is None:
        sys.stdout = open(os.devnull)  # noqa: PTH123, SIM115 - each write is an error
    # The threads of NumPy would take memory, and do nothing here.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from analyzer.cli.main import main

        main(prog_name="analyzer")
    except (ImportError, MemoryError, SystemError) as error:
        # A library that was interrupted while it was loaded cannot be loaded again.
        exit_if_interrupted()
        # Too little memory for a library, or a library that does not fit. Where memory
        # runs out, the interpreter may lose its error: that is a SystemError.
        known = "" if isinstance(error, SystemError) else " ".join(str(error).split())[-300:]
        cause = known or "too little memory"
        sys.stderr.write(f"error: cannot load the program: {cause}\n")
        os._exit(2)


if __name__ == "__main__":
    run()
