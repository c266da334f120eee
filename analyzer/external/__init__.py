"""Memory outside: arrays and records on disk, read a piece at a time."""
