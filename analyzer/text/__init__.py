"""Text alone: characters, words, languages, sentences, blocks, and what of a page is prose."""
