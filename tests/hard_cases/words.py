"""The texts of the hard cases."""

NAMES = {
    "name-4": "Quay",
    "name-17": "Fenland Chronicle",
    "name-31": "The Upper Valley Morning Ledger",
    "name-60": "The Register and Weekly Intelligence of the Southern Fenland",
    "name-capitals": "WOMEN OF THE MOUNTAIN WEEKLY MAGAZINE",
    "name-one-word": "Nordfriesischesinselnachrichtenblatt",
    "name-greek": "Η Καθημερινή του Λιμανιού",
    "name-japanese": "北港新聞",
}
LOGO_NAME = "Fen Gazette"

SECTIONS = ["Town", "River", "Work", "Games", "Stage"]
EMPTY_SECTION = "Weather"
MORE_SECTIONS = [
    "Schools and training", "Market prices", "Letters", "Fields and farms", "Courts",
    "Remembered", "Long reads",
]  # fmt: skip

LONG_SECTIONS = [
    "Landeshauptstadt", "Wissenschaftspolitik", "Verkehrsgerichtstag", "Gesundheitsversorgung",
    "Landwirtschaft und Fischerei", "Hochschulnachrichten", "Leserbriefe", "Wochenendbeilage",
]  # fmt: skip
LONG_NAME = "Allgemeine Rundschau und Wochenblatt für das südliche Moorland"

WRITERS = [
    ("Asta Vinter", "Town hall"),
    ("Kwame Boadu", "River and weather"),
    ("Rosa Iturbe", "Numbers"),
    ("Piotr Zając", "Courts"),
    ("Hana Kobayashi", "Schools"),
    ("Maria-Antonietta Guglielminetti", "Markets"),
    ("Ó Súilleabháin Donncha", "Fields"),
    ("Nguyễn Thị Bích Ngọc", "Pictures"),
    ("Yusuf Demirtaş", "Games"),
    ("Ida Brandt", "Letters"),
    ("Léa Fournier", "Stage"),
    ("Þórdís Gunnarsdóttir", "Night desk"),
]

OPENER = (
    "Two boats left the lower lock at six, one with the tide and one against it. The pilot of the "
    "first had worked the river for thirty years, the pilot of the second for nine days, and both "
    "say that the light on the far bank was out when they passed beneath the bridge."
)
LONG_OPENER = (
    f"{OPENER} Nobody aboard thought it worth a line in the log. The lamp had failed before, and a "
    "crew that knows the bend steers by the shape of the poplars in any case. It was the dredger, "
    "an hour behind them and low in the water, that found the bank where the river should have "
    "been. What followed took eleven minutes, three tugs and most of a summer to set right."
)
PARAGRAPHS = [
    "The gauge is a brass rule screwed to an oak post, and it has been read at eight every morning "
    "since the post was new. The figures fill a shelf of ledgers in the lock house. Until this "
    "spring nobody had asked to see more than one of them at a time.",
    "A flood leaves two kinds of mark. One is the tide line on a wall, which everybody "
    "photographs. The other is a note in a margin, in pencil, that the reading was taken by boat.",
    "Put side by side, the ledgers disagree with the map by the width of a barn. The map is newer. "
    "The barn is still standing, and its owner has a view on which of the two to trust.",
    "The committee heard from a hydrologist, a farmer and the man who oils the sluice. They were "
    "asked the same four questions. Only the third answer was the same from all of them.",
    "It costs less to move a bank than to raise it, and less again to leave the field behind it to "
    "the water for a week each winter. The argument is about who owns that week.",
    "“I never said that it was safe,” the engineer told the meeting. “I said that it had held.” "
    "The sentence is in the minutes twice, because the clerk thought she had misheard it.",
    "By the end of the month the readings had stopped being news. The post was painted, the lamp "
    "was replaced, and the ledger went back to a single line a day.",
    "There is a second gauge, upstream, that no report mentions. It belongs to a rowing club, and "
    "it has been right on every date on which the official one was wrong.",
]
HEADINGS = [
    "What the gauge is for", "Who reads it", "The first ledger", "The year without a summer",
    "A bend that moved", "How a lamp is tended", "The poplars", "What the pilots saw",
    "Six minutes past six", "The dredger Constance", "Aground", "Three tugs and a rope",
    "What the insurers asked", "The map of 1911", "The map that replaced it",
    "Where the two differ", "A barn in the river", "The owner of the barn",
    "What a flood remembers", "Marks on a wall", "Notes in a margin", "The missing fortnight",
    "The committee sits", "Four questions", "The man who oils the sluice",
    "What the hydrologist would not say, and why she was asked again",
    "Minutes, first version", "Minutes, second version", "What it costs to raise a bank",
    "What it costs to move one", "A week each winter", "Who owns the water",
    "The rowing club’s gauge", "Right on the wrong days", "A letter from the ministry",
    "An answer from the lock house", "The lamp, replaced", "The post, painted",
    "What was not decided", "Eight in the morning",
]  # fmt: skip

HEADLINE_200 = (
    "What the inquest into the grounding of the dredger Constance heard from forty-one witnesses "
    "in nine days, why the lower lamp stayed dark for so long, and what the river board has "
    "promised to mend by spring"
)
HEADLINE_140 = (
    "The lock keeper’s ledgers go back a hundred and forty years, and for the first time somebody "
    "has read every one of them from end to end"
)
HEADLINE_100 = (
    "Why the river gauge and the new flood map disagree by the width of a barn, and which is right"
)
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänswitwe wins appeal"

# What a sail came back without.
LOST = ["a boat", "a mast", "its crew", "a word", "wind", "a log"]
