"""Articles for a scratch repository; no two share a sentence, except on purpose."""

VALLEY = """# The valley in winter

The ferry leaves at nine and takes an hour to the island, where two families stay all year.

Rain delayed the harvest, yet the cider was better than last year's and sold by Christmas.

An archivist reads letters aloud every Friday to whoever comes up the narrow stairs.
"""
MILL = """# What became of the mill

Nobody had counted the herons before the reserve was fenced, and nobody counts them now.

The council bought the mill because the roof had begun to leak into the grain store.

Seven pupils drew maps of the brook, coloured them and hung them in the town hall.
"""
SAID = "Every summer the orchestra plays Brahms in the old quarry when the light fades."
QUARRY = f"""# Music in the quarry

{SAID}

Tickets are drawn by lot, since the ledges hold four hundred people and no more.

{SAID}

On the third day a goat was found asleep behind the stage and given a seat.
"""
PHRASE = "Green harbour electric ferry timetable"
STUFFED = f"""# {PHRASE}

{PHRASE} changes are here for everyone who travels.

Read the {PHRASE} before you travel, because the {PHRASE} helps.

{PHRASE} news: the {PHRASE} is out. Get the {PHRASE} today.

Our {PHRASE} is the best {PHRASE} that you will find.

{PHRASE} changes are here for everyone who travels.

The {PHRASE} is free. Share the {PHRASE} with your friends.

{PHRASE} changes are here for everyone who travels.
"""
PASSAGE = (
    "The lamps on the eastern pier were made by a smith who could not read, and who signed "
    "each of them with a small fish scratched below the rim. Nineteen are left. The others "
    "went down with the coal barge in the gale of the second winter, or were sold to hotels "
    "along the coast, where guests still ask what the little fish is for. One hangs in the "
    "chapel, and is lit for every boat that is late."
)
PIER = f"# Lamps of the pier\n\n{PASSAGE}\n\nA museum has asked for two of them on loan.\n"
HOTEL = (
    f"# A fish below the rim\n\nWe walked in from the rain.\n\n{PASSAGE}\n\nSupper was late.\n"
)
COPYIST = (
    f"# Coast notes\n\nThe bus takes forty minutes.\n\n{PASSAGE}\n\nBring a coat with you.\n"
)
BROKEN = "---\ntitle: [never closed\n---\n\nA text that is there all the same.\n"
CONTENT = {
    "valley.md": VALLEY,
    "mill.md": MILL,
    "quarry.md": QUARRY,
    "pier.md": PIER,
    "hotel.md": HOTEL,
}
