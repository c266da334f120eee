"""Text: characters, words, languages, sentences, blocks, and the body of a page."""
