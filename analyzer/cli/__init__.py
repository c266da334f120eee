"""The command line: it parses, calls the library, and sets the exit status."""
