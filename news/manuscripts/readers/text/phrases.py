"""The phrases of web pages that surround an article: menus, strips, comment forms, footers."""

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
        "fixtures",
        "results",
        "stories",
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
        "copy",
        "link",
        "save",
        "bookmark",
        "comment",
    ]
)

_ROW_SEPARATORS = re.compile(r"\s*(?:[|•·›»>/,]|\s[–—-]\s)\s*")


def _pattern(*alternatives: str) -> re.Pattern:
    return re.compile(rf"^[\W_]*(?:{'|'.join(alternatives)})[\s.!…»›→:*]*$", re.IGNORECASE)


ANYWHERE = _pattern(
    r"leave\s+a\s+(?:reply|comment)(?:\s+(?:to\s+.{1,60}|below))?(?:\s*cancel\s+reply)?",
    r"cancel\s+reply",
    r"your\s+e-?mail\s+address\s+will\s+not\s+be\s+published\.?"
    r"(?:\s*required\s+fields\s+are\s+marked.{0,4})?",
    r"required\s+fields\s+are\s+marked.{0,4}",
    r"save\s+my\s+name,?\s+e-?mail,?\s+(?:address\s*,?\s*)?(?:and|&)\s+web\s?site\s+in\s+this\s+browser.*",
    r"post\s+comment",
    r"submit\s+comment",
    r"this\s+site\s+uses\s+akismet.*",
    r"notify\s+me\s+of\s+(?:follow-?up\s+comments|new\s+(?:posts|comments)).*",
    r"you\s+must\s+be\s+logged\s+in\s+to\s+(?:post|leave)\s+a\s+comment.*",
    r"skip\s+to\s+(?:main\s+)?content",
    r"(?:©|\(c\)|copyright\b)\s*(?:©|\(c\))?.{0,80}\b(?:19|20)\d{2}\b.{0,160}",
    r"(?:©|\(c\)|copyright\b).{0,120}all\s+rights\s+reserved.{0,80}",
    r"all\s+rights\s+reserved",
    r"(?:share|like)\s+this(?:\s+(?:article|story|post|page|entry))?(?:\s+on\s+.{1,60})?",
    r"share\s+on\s+(?:facebook|twitter|x|linkedin|whatsapp|pinterest|social\s+media)",
    r"advertisements?",
    r"back\s+to\s+top",
    r"proudly\s+powered\s+by\s+.{1,40}",
    r"powered\s+by\s+wordpress.*",
)
"""Never a part of an article, wherever it stands."""

EDGE = _pattern(
    r"(?:comment|name|e-?mail|e-?mail\s+address|web\s?site|url)\s*\*?",
    r"(?:your\s+(?:name|e-?mail|comment|message)|full\s+name)\s*\*?",
    r"(?:no|\d+)\s+(?:comments?|replies|responses?|thoughts)(?:\s+(?:on|to|yet)\b.*)?",
    r"comments?(?:\s+(?:\(\d+\)|are\s+closed|closed|section))?",
    r"be\s+the\s+first\s+to\s+comment",
    r"join\s+the\s+(?:conversation|discussion)",
    r"logged\s+in\s+as\s+.{1,60}",
    r"(?:reply|submit|send|search|search\s+for|search\s+this\s+site|go)",
    r"follow\s+us(?:\s+on\s+.{1,80})?",
    r"(?:share|tweet|pin\s+it|print|e-?mail\s+this(?:\s+article)?|copy\s+link|sharing)",
    r"(?:we|this\s+(?:web)?site|our\s+(?:web)?site)\s+uses?\s+cookies\b.*",
    r"by\s+(?:continuing|clicking|using)\b.{0,120}\bcookies\b.*",
    r"(?:accept|reject|allow|decline)(?:\s+all)?(?:\s+cookies)?",
    r"(?:cookie|privacy)\s+(?:settings|preferences|policy|notice)",
    r"manage\s+(?:cookies|preferences|consent)",
    r"subscribe(?:\s+(?:now|today|here))?",
    r"subscribe\s+to\s+(?:our|the|get|receive)\b.{0,80}\b(?:newsletter|updates|alerts|channel|e-?mails?|list|inbox)\b.{0,40}",
    r"sign\s+up\s+(?:for|to)\s+(?:our|the|get|receive)\b.{0,100}(?:newsletter|inbox|updates|alerts).{0,40}",
    r"(?:get|receive)\s+(?:the\s+latest|our|breaking)\b.{0,80}(?:newsletter|inbox|e-?mail).{0,40}",
    r"(?:join|get)\s+our\s+(?:mailing\s+list|newsletter)",
    r"newsletter(?:\s+sign-?up)?",
    r"sign\s+up\s+(?:for|to)\s+.{1,60}\bnewsletters?",
    r"(?:was|did\s+you\s+find)\s+this\s+(?:article|page|story|post|guide)\s+(?:helpful|useful|interesting)\W*",
    r"follow\s+.{1,60}\son\s+(?:facebook|twitter|x|instagram|linkedin|tiktok|youtube|threads|bluesky|google\s+news)",
    r"(?:print|save|bookmark|e-?mail|gift|report)\s+(?:this\s+)?(?:article|page|story|post|for\s+later)",
    r"(?:log|sign)\s+in\s+to\s+.{1,40}",
    r"(?:image|photo)\s+credits?",
    r"enter\s+your\s+e-?mail.{0,60}",
    r"(?:powered|designed|developed|built|theme|website)\s+by\s*:?\s+.{1,60}",
    r"(?:previous|next|older|newer)(?:\s+(?:posts?|articles?|story|stories|page)\b.{0,120})?",
    r"(?:advertise\s+with\s+us|sponsored(?:\s+(?:content|post))?|promoted)",
    r"(?:read|see|view|show|load)\s+(?:more|all|full\s+story)(?:\s+(?:news|stories|articles|posts|comments))?",
    r"continue\s+reading",
    r"click\s+(?:here\s+)?to\s+(?:subscribe|comment|share|print|e-?mail|enlarge|join)\b.{0,60}",
    r"(?:est\.?\s*|reading\s+time\s*:?\s*)?\d+\s*-?\s*min(?:ute)?s?(?:\s+read(?:ing)?(?:\s+time)?)?",
    r"reading\s+time.{0,30}",
    r"[\d.,]+\s*[km]?\s+(?:views?|shares?|likes?|comments?|reads?)",
    r"(?:posted\s+in|filed\s+under)\s*:?\s+.{1,80}",
    r"listen(?:\s+to\s+this\s+(?:article|story))?",
    r"(?:image|video)\s+gallery",
    r"(?:last\s+)?page\s+\d+\s+of\s+\d+",
    r"(?:tel|phone|telephone|call(?:\s+us)?|fax|mobile)[.:\s]+[+()\d][\d\s().+-]{5,}",
    r"\+?\(?\d[\d\s().-]{8,}\d",
    r"(?:facebook|twitter|instagram|linkedin|youtube|whatsapp|telegram|tiktok)",
    r"(?:https?://|www\.)\S+",
    r"@\w{2,30}",
)
"""Furniture at the edges of a page; inside an article the same words may be its own."""

HEADLINES = _pattern(
    r"(?:the\s+)?(?:recent|latest|more|top|breaking|other|related|popular|trending|featured|local)"
    r"\s+(?:news|stories|posts?|articles?|headlines|reads|updates)"
    r"(?:\s+(?:from|in|on)\s+.{1,40})?",
    r"(?:news|stories)\s+(?:headlines|updates)",
    r"headlines",
    r"trending(?:\s+now)?",
    r"related",
    r"most\s+(?:read|popular|viewed|shared|commented)(?:\s+(?:stories|articles|news))?",
    r"(?:popular|editor['’]?s['’]?)\s+(?:picks?|choice|now)",
    r"you\s+(?:may|might)\s+(?:also\s+)?(?:like|enjoy|be\s+interested\s+in)",
    r"(?:recommended|suggested|more)(?:\s+(?:for\s+you|stories|articles|from\s+(?:us|.{1,40})|like\s+this))",
    r"read\s+(?:also|next|this\s+next)",
    r"also\s+(?:read|on\s+.{1,40})",
    r"(?:up\s+next|what\s+to\s+read\s+next|don['’]t\s+miss|in\s+other\s+news|in\s+case\s+you\s+missed\s+it)",
    r"recent\s+(?:comments|articles)",
    r"recommended",
    r"more(?:\s+(?:on|about)\s+this(?:\s+(?:story|topic|subject))?|\s+(?:in|from)\s+.{1,40})",
    r"(?:related|recommended)\s+(?:topics|content|links|reading|coverage)",
    r"(?:readers\s+also\s+(?:read|liked)|keep\s+reading|must\s+reads?|top\s+picks|around\s+the\s+web)",
)
"""Labels over a strip of other articles' headlines."""

EMAIL_LINE = re.compile(
    r"^(?:(?:e-?mail|contact|write|send|news|tips?|newsroom|editors?|editorial|advertis\w+|press|media|info"
    r"|feedback|enquiries|inquiries|us|to|at|your|our|the|a)\b[\s:–—|-]*){0,6}"
    r"(?:mailto:)?[\w.+-]+\s?(?:@|\[at\]|\(at\))\s?[\w-]+(?:\.[\w-]+)+$",
    re.IGNORECASE,
)
TAGS_LINE = re.compile(r"^(?:tags?|topics?|keywords?)\s*:\s*(.+)$", re.IGNORECASE)
BREADCRUMB = re.compile(
    r"^(?:home|news|you\s+are\s+here:?.*?)\s*(?:[›»>/]|::)\s*\S.*$", re.IGNORECASE
)


def topics_of(text: str) -> list[str]:
    """The topics in a line “Tags: rivers, maps”; [] when it is a sentence."""
    match = TAGS_LINE.match(text)
    if not match or len(match[1]) >= 200 or match[1].endswith("."):
        return []
    return [tag.strip(" #") for tag in re.split(r"[,;|]", match[1]) if tag.strip(" #")]


# The look-behinds let a run of dots or spaces be tried once, and not from each sign in it.
_LEADERS_AND_PAGE = re.compile(
    r"(?:(?<!\s)\s*(?<!\.)\.{2,}\s*|(?<!\s)\s{2,}|\t)\d{1,3}$", re.IGNORECASE
)


def bare(text: str) -> str:
    """A line for comparison: lower case, without marks, numbers before it, or repeated spaces."""
    text = re.sub(r"^[\W_]*(?:\d{1,2}(?:\.\d{1,2})*[.):]?\s+)?", "", text.lower())
    text = _LEADERS_AND_PAGE.sub("", text)
    return " ".join(re.sub(r"[^\w\s]", "", text).split())


def is_menu_word(text: str) -> bool:
    """Whether a line is the name of a section or another entry of a site's menu."""
    name = " ".join(text.lower().replace(" and ", " & ").split()).strip(" :|•·»›>+▾▼")
    return name in SECTION_NAMES or name in MENU_PHRASES or name.replace("&", "and") in MENU_PHRASES


def is_menu_row(text: str) -> bool:
    """Several menu entries on one line, whatever parts them."""
    parts = [part for part in _ROW_SEPARATORS.split(text) if part]
    if len(parts) > 1:
        return all(_is_entry(part) or is_menu_row(part) for part in parts)
    words = text.split()
    return len(words) > 1 and _is_menu_sequence(words)


def _is_entry(text: str) -> bool:
    # Alone on a line “FAQs” announces questions; in a row it is an entry of the menu.
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


def is_edge_furniture(text: str) -> bool:
    """Furniture for certain, if it stands at the edge of an article."""
    return bool(
        ANYWHERE.match(text)
        or EDGE.match(text)
        or EMAIL_LINE.match(text)
        or BREADCRUMB.match(text)
        or is_share_row(text)
    )
