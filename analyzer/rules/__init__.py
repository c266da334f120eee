"""The rules: one file each, and what turns their measurements into findings."""
