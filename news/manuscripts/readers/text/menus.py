"""Names of sections, menu entries and words of share bars."""

import re

SECTION_NAMES = frozenset(
    [
        "home",
        "homepage",
        "news",
        "latest",
        "health",
        "politics",
        "sport",
        "sports",
        "culture",
        "business",
        "entertainment",
        "world",
        "opinion",
        "opinions",
        "technology",
        "tech",
        "science",
        "lifestyle",
        "life",
        "travel",
        "education",
        "local",
        "national",
        "international",
        "economy",
        "finance",
        "money",
        "markets",
        "weather",
        "video",
        "videos",
        "photos",
        "gallery",
        "galleries",
        "podcast",
        "podcasts",
        "arts",
        "art",
        "food",
        "fashion",
        "music",
        "movies",
        "film",
        "books",
        "tv",
        "style",
        "environment",
        "climate",
        "crime",
        "africa",
        "europe",
        "asia",
        "us",
        "usa",
        "uk",
        "americas",
        "features",
        "feature",
        "editorial",
        "editorials",
        "investigations",
        "magazine",
        "community",
        "events",
        "jobs",
        "classifieds",
        "obituaries",
        "property",
        "motoring",
        "cars",
        "gaming",
        "wellness",
        "fitness",
        "metro",
        "regional",
        "country",
        "nation",
        "top",
        "family",
        "parenting",
        "cities",
        "media",
        "football",
        "cricket",
        "rugby",
        "tennis",
        "golf",
        "society",
        "law",
        "energy",
        "farming",
        "agriculture",
        "transport",
        "women",
        "youth",
        "letters",
        "column",
        "columns",
        "columnists",
        "analysis",
        "explainers",
        "explainer",
        "interviews",
        "reviews",
        "recipes",
        "puzzles",
        "crossword",
        "shopping",
        "deals",
        "outdoors",
        "pets",
        "elections",
        "defence",
        "defense",
        "innovation",
        "startups",
        "careers",
        "longreads",
        "investigation",
        "services",
        "laptops",
        "phones",
        "cycling",
        "running",
        "fixtures",
        "results",
        "stories",
        "farm",
        "garden",
        "home & garden",
        "real estate",
        "explore",
        "learn",
        "visit",
        "join",
        "guides",
        "tools",
        "watchlist",
        "destinations",
        "funerals",
        "scores",
        "tables",
        "transfers",
        "ideas",
        "state",
        "city",
        "traffic",
        "horoscopes",
        "puzzles & games",
        "games",
        "nutrition",
    ]
)
MENU_PHRASES = frozenset(
    {
        "about",
        "about us",
        "account",
        "advertise",
        "advertise with us",
        "archive",
        "archives",
        "arts & culture",
        "business & finance",
        "careers",
        "close",
        "close menu",
        "contact",
        "contact us",
        "donate",
        "e-paper",
        "epaper",
        "health & wellness",
        "help",
        "log in",
        "login",
        "log out",
        "main menu",
        "main navigation",
        "menu",
        "more",
        "my account",
        "newsletter",
        "newsletters",
        "open menu",
        "our team",
        "primary menu",
        "privacy",
        "privacy policy",
        "cookie policy",
        "register",
        "rss",
        "search",
        "sections",
        "shop",
        "sign in",
        "sign up",
        "sitemap",
        "site map",
        "subscribe",
        "support us",
        "terms",
        "terms & conditions",
        "terms and conditions",
        "terms of service",
        "terms of use",
        "toggle navigation",
        "top stories",
        "us & canada",
        "accessibility",
        "disclaimer",
        "skip to navigation",
        "breaking news",
        "live",
        "live tv",
        "apple podcasts",
        "spotify",
        "google podcasts",
        "apple news",
        "web stories",
        "web story",
        "kontakt",
        "impressum",
        "datenschutz",
        "startseite",
        "contacto",
        "quiénes somos",
        "inicio",
        "accueil",
        "mentions légales",
        "multimedia",
        "start here",
        "courses",
        "subjects",
        "what's on",
        "council",
        "schools",
        "corrections",
        "donate now",
        "what we do",
        "who we are",
        "our work",
        "get involved",
        "resources",
        "publications",
        "topics",
    }
)
SHARE_WORDS = frozenset(
    [
        "share",
        "facebook",
        "twitter",
        "x",
        "linkedin",
        "whatsapp",
        "telegram",
        "reddit",
        "pinterest",
        "email",
        "e-mail",
        "print",
        "tweet",
        "pin",
        "instagram",
        "youtube",
        "tiktok",
        "threads",
        "bluesky",
        "mastodon",
        "messenger",
        "flipboard",
        "mail",
        "sms",
        "snapchat",
        "viber",
        "tumblr",
        "mix",
        "pocket",
        "copy",
        "link",
        "save",
        "bookmark",
        "sharelines",
        "comment",
    ]
)

MIN_ROW = 3
MAX_ROW_LENGTH = 160
_BARS = re.compile(r"\s[|•·]\s")
_ROW_SEPARATORS = re.compile(r"\s*(?:[|•·›»>/,]|\s[–—-]\s)\s*")


def is_menu_word(text: str) -> bool:
    """Whether a line is the name of a section or another entry of a site's menu."""
    name = " ".join(text.lower().replace(" and ", " & ").split()).strip(" :|•·»›>+▾▼")
    return name in SECTION_NAMES or name in MENU_PHRASES or name.replace("&", "and") in MENU_PHRASES


def is_menu_row(text: str) -> bool:
    """Several menu entries on one line, with any separator."""
    parts = [part for part in _ROW_SEPARATORS.split(text) if part]
    if len(parts) >= MIN_ROW and _BARS.search(text) and len(text) <= MAX_ROW_LENGTH:
        # A row with bars is a menu if all entries are short and one of them is a known entry.
        short = all(len(part.split()) <= 2 for part in parts)
        return short and any(map(_is_entry, parts))
    if len(parts) > 1:
        return all(_is_entry(part) or is_menu_row(part) for part in parts)
    words = text.split()
    if len(words) >= MIN_ROW and words[0].lower() == "home" and text.istitle():
        return sum(map(_is_entry, words)) >= len(words) / 2
    return len(words) > 1 and _is_menu_sequence(words)


def _is_entry(text: str) -> bool:
    # Alone on a line “FAQs” introduces questions; in a row it is a menu entry.
    return is_menu_word(text) or text.lower() in ("faq", "faqs")


def _is_menu_sequence(words: list[str]) -> bool:
    index = 0
    while index < len(words):
        for length in (3, 2, 1):
            if index + length <= len(words) and _is_entry(" ".join(words[index : index + length])):
                index += length
                break
        else:
            return False
    return True


def is_share_row(text: str) -> bool:
    words = re.findall(r"[\w-]+", text.lower())
    return len(words) > 1 and all(word in SHARE_WORDS or word == "on" for word in words)


def is_share_word(text: str) -> bool:
    return text.lower().strip(" .:!") in SHARE_WORDS or is_share_row(text)


def is_menu(text: str) -> bool:
    return is_menu_word(text) or is_menu_row(text)
