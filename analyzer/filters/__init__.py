"""The published filters of training text: Gopher, C4 and FineWeb."""
