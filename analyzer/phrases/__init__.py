"""How one article is worded: what it repeats, its key phrases, and what is stuffed."""
