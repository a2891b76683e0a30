"""Phrases of web pages around an article: menus, strips, comment forms, footers."""

import re

from .menus import is_share_row


def _pattern(*alternatives: str) -> re.Pattern:
    return re.compile(rf"^[\W_]{{0,40}}(?:{'|'.join(alternatives)})[\s.!…»›→:*]*$", re.IGNORECASE)


ANYWHERE = _pattern(
    r"leave\s+a\s+(?:reply|comment)(?:\s+(?:to\s+.{1,60}|below(?:\s+and\s+.{1,60})?))?(?:\s*cancel\s+reply)?",
    r"cancel\s+reply",
    r"your\s+e-?mail\s+address\s+will\s+not\s+be\s+published\.?"
    r"(?:\s*required\s+fields\s+are\s+marked.{0,4})?",
    r"required\s+fields\s+are\s+marked.{0,4}",
    r"save\s+my\s+name,?\s+e-?mail,?\s+(?:address\s*,?\s*)?(?:and|&)\s+web\s?site\s+in\s+this\s+browser.*",
    r"post\s+comment",
    r"(?:join|follow)\s+(?:us|our)\b.{0,60}\b(?:whatsapp|telegram|channel|latest|updates|alerts)\b.{0,40}",
    r"(?:story|article|page)\s+saved",
    r"you\s+can\s+find\s+this\s+(?:story|article)\s+in\s+.{1,40}",
    r"did\s+you\s+find\s+this\s+(?:article\s+)?(?:helpful|useful)\?.{0,40}",
    r"catch\s+all\s+the\s+.{1,120}",
    r"please\s+enter\s+your\s+(?:comment|name|e-?mail)(?:\s+address)?(?:\s+here)?",
    r"you\s+have\s+entered\s+an\s+incorrect\s+e-?mail\s+address",
    r"submit\s+comment",
    r"this\s+site\s+uses\s+akismet.*",
    r"notify\s+me\s+of\s+(?:follow-?up\s+comments|new\s+(?:posts|comments)).*",
    r"you\s+(?:must|need\s+to)\s+(?:be\s+logged|log|sign)\s+in\s+to\s+(?:(?:post|leave)\s+a\s+)?comment.*",
    r"skip\s+to\s+(?:main\s+)?content",
    r"(?:©|\(c\)|copyright\b)\s*(?:©|\(c\))?.{0,80}\b(?:19|20)\d{2}\b.{0,160}",
    r"(?:©|\(c\)|copyright\b).{0,120}all\s+rights\s+reserved.{0,80}",
    r"all\s+rights\s+reserved",
    r"share\s+(?:the\s+)?full\s+(?:article|story)",
    r"(?:share|like)\s+this(?:\s+(?:article|story|post|page|entry))?(?:\s+on\s+.{1,60})?",
    r"share\s+on\s+(?:facebook|twitter|x|linkedin|whatsapp|pinterest|social\s+media)",
    r"advertisements?(?:\s*[–—-]\s*.{1,40})?",
    r"(?:scroll|article\s+continues)\s+(?:to\s+continue|below(?:\s+(?:this\s+)?.{1,30})?)(?:\s+reading)?",
    r"back\s+to\s+top",
    r"(?:do\s+you\s+know\s+more|(?:got|have)\s+a\s+(?:news\s+)?tip|do\s+you\s+have\s+a\s+(?:story|tip).{0,40})\?",
    r"proudly\s+powered\s+by\s+.{1,40}",
    r"powered\s+by\s+wordpress.*",
)
"""Never a part of an article, wherever it stands."""

EDGE = _pattern(
    r"(?:comment|name|e-?mail|e-?mail\s+address|web\s?site|url)(?:\s*\((?:required|optional)\))?\s*\*?",
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
    r"(?:get|receive)\s+.{1,80}\b(?:newsletter|(?:in|to)\s+your\s+inbox|by\s+e-?mail)\b.{0,40}",
    r"(?:join|get)\s+our\s+(?:mailing\s+list|newsletter)",
    r"newsletter(?:\s+sign-?up)?",
    r"sign\s+up\s+(?:for|to)\s+.{1,60}\bnewsletters?",
    r"(?:was|is|did\s+you\s+find)\s+this\s+(?:article|page|story|post|guide)\s+(?:helpful|useful|interesting)\W*",
    r"follow\s+.{1,60}\son\s+(?:facebook|twitter|x|instagram|linkedin|tiktok|youtube|threads|bluesky|google\s+news)",
    r"(?:print|save|bookmark|e-?mail|gift|report)\s+(?:this\s+)?(?:article|page|story|post|for\s+later)",
    r"(?:log|sign)\s+in\s+to\s+.{1,40}",
    r"(?:image|photo)\s+credits?",
    r"(?:(?:last\s+)?updated|published|posted)?\s*(?:\d{1,2}|an?|one|two|three)"
    r"\s+(?:min(?:ute)?|h(?:ou)?r|day|week|month)s?\s+ago",
    r"[\d.,]+\s*[km]?\s+followers",
    r"(?:follow|following|open\s+in\s+app|member-only\s+story)",
    r"thanks\s+for\s+your\s+feedback",
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
    r"did\s+you\s+(?:make|try|like|enjoy)\s+this\b.{0,40}\?",
    r"how\s+we\s+(?:reviewed|checked|wrote)\s+this\s+(?:article|page|story)",
    r"(?:republish|reuse|cite|download)\s+this\s+(?:article|page|content|story|work)",
    r"(?:filed|posted)\s+under",
    r"(?:posted|published|updated)\s+(?:at\s+)?\d{1,2}[:.]\d{2}\b.{0,20}",
    r"(?:office|opening)\s+hours\b.{0,60}",
    r"\d{1,5}[a-z]?\s+(?:[^\W\d_]+\s+){1,3}(?:street|st|road|rd|avenue|ave|lane|drive|square|quay|boulevard|blvd"
    r"|highway|place|plaza)\b\.?(?:,.{0,60})?",
    r"(?:resize|clip\s+this\s+(?:article|page)|print\s+this\s+(?:article|page)|listen\s+\(\d+\s+min\))",
    r"(?:yesterday|today),?\s+(?:at\s+)?\d{1,2}[:.]\d{2}(?:\s*[ap]\.?m\.?)?",
    r"(?:last\s+)?page\s+\d+\s+of\s+\d+",
    r"(?:tel|phone|telephone|call(?:\s+us)?|fax|mobile)[.:\s]+[+()\d][\d\s().+-]{5,}",
    r"\+?\(?\d[\d\s().-]{8,}\d",
    r"(?:facebook|twitter|instagram|linkedin|youtube|whatsapp|telegram|tiktok)",
    r"(?:https?://|www\.)\S+",
    r"@\w{2,30}",
    r"(?:full|author)\s+bio|(?:link\s+)?copied|read\s+later|have\s+your\s+say|feedback|update\s+history",
    r"report\s+a\s+problem.{0,40}|what\s+do\s+you\s+think\?",
    r"contact\s+for\s+(?:the\s+)?(?:media|press)",
    r"(?:enter|write|type|add)\s+(?:your|a)\s+comment.{0,20}",
    r"tagged(?:\s+(?:with|in|as))?\s*:?\s+.{1,80}",
    r"(?:media|press|editorial)\s+(?:contacts?|enquiries|inquiries)",
    r"#\s?#\s?#",
)
"""Furniture at the edges of a page; inside an article the same words may be its own."""

FRONT = _pattern(
    r"(?:view|open|read)\s+(?:this\s+(?:e-?mail|message)\s+)?(?:in|on)\s+(?:your\s+|the\s+)?(?:browser|web|app)",
    r"for\s+immediate\s+release",
    r"accessibility\s+(?:links|help|statement|menu)",
    r"(?:today['’]s\s+)?(?:e-?edition|e-?paper|paper|front\s+page)",
    r"(?:donate|give|join|subscribe|register|enrol|apply)\s+(?:now|today|here)",
    r"(?:live|watch|listen)(?:\s+(?:live|now|tv|radio|updates?|blog))?",
    r"jump\s+to\s+.{1,40}",
    r"(?:[^\W\d_][\w'’-]*\s+){0,3}[-−]?\d{1,3}\s?°\s?[cf]?\b.{0,40}",
    r"(?:weather|partly|mostly)\s+(?:[-−]?\d+\s?°.{0,30}|cloudy|sunny)",
    r"[a-z]{2}",
    r"(?:about|contact)\s+(?:me|us|the\s+.{1,40})",
    r"(?:issue|no\.?|vol(?:ume|\.)?|nr\.?)\s*#?\d+\b.{0,60}",
    r"(?:abo|anmelden|abonnieren|suche|menü|iniciar\s+sesión|suscr[ií]bete|buscar|se\s+connecter|s['’]abonner"
    r"|connexion|entrar|assine|accedi|abbonati)",
    r"(?:image|photo|picture|video)\s+(?:source|caption|credit)\s*[,:].{1,200}",
    r"breaking(?:\s+news)?(?:\s*:.{1,200})?",
    r"(?:yesterday|today|just\s+now)(?:,?\s+(?:at\s+)?\d{1,2}[:.]\d{2}(?:\s*[ap]\.?m\.?)?)?",
    r"\d{1,2}[:.]\d{2}(?:\s*[ap]\.?m\.?)?(?:\s*[|–—-])?\s+\S.{8,200}",
)
"""Of the page and not of the article, where it stands before the headline."""

READ_MORE = _pattern(
    r"(?:read|see|view)\s+(?:more|full\s+(?:story|article))", r"continue\s+reading"
)
"""Beneath the teaser of another story."""

HEADLINES = _pattern(
    r"(?:the\s+)?(?:recent|latest|more|top|breaking|other|related|popular|trending|featured|local|live)"
    r"\s+(?:news|stories|story|posts?|articles?|headlines|reads|updates)"
    r"(?:\s+(?:from|in|on)\s+.{1,40})?",
    r"(?:news|stories)\s+(?:headlines|updates)",
    r"headlines",
    r"trending(?:\s+(?:now|searches|topics|stories|today))?",
    r"related",
    r"(?:most\s+)?popular\s+(?:on|in|at)\s+.{1,40}",
    r"most\s+(?:read|popular|viewed|shared|commented)(?:\s+(?:stories|articles|news))?"
    r"(?:\s+(?:today|now|this\s+(?:week|month)))?",
    r"(?:popular|editor['’]?s['’]?)\s+(?:picks?|choice|now)",
    r"you\s+(?:may|might)\s+(?:also\s+)?(?:like|enjoy|be\s+interested\s+in)",
    r"(?:recommended|suggested|more)(?:\s+(?:for\s+you|stories|articles|from\s+(?:us|.{1,40})|like\s+this))",
    r"read\s+(?:also|next|this\s+next)",
    r"also\s+(?:read|interesting|of\s+interest|on\s+.{1,40})",
    r"(?:up\s+next|what\s+to\s+read\s+next|don['’]t\s+miss|in\s+other\s+news|in\s+case\s+you\s+missed\s+it)",
    r"recent\s+(?:comments|articles)",
    r"mehr\s+zum\s+thema|(?:das\s+)?könnte\s+(?:sie|dich)\s+auch\s+interessieren|también\s+te\s+puede\s+interesar"
    r"|lea\s+también|à\s+lire\s+aussi|lire\s+aussi|leia\s+(?:também|mais)|leggi\s+anche|lees\s+ook",
    r"recommended",
    r"(?:related\s+)?(?:tags|topics|keywords)|explore\s+more\s+on\s+these\s+topics",
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
    """The topics in a line “Tags: rivers, maps”; [] if it is a sentence."""
    match = TAGS_LINE.match(text)
    if not match or len(match[1]) >= 200 or match[1].endswith("."):
        return []
    return [tag.strip(" #") for tag in re.split(r"[,;|]", match[1]) if tag.strip(" #")]


# The look-behinds make the pattern try a run of dots or spaces once, not at each character.
_LEADERS_AND_PAGE = re.compile(
    r"(?:(?<!\s)\s*(?<!\.)\.{2,}\s*|(?<!\s)\s{2,}|\t)\d{1,3}$", re.IGNORECASE
)


def bare(text: str) -> str:
    """A line for comparison: lower case, without marks, leading numbers or repeated spaces."""
    text = re.sub(r"^[\W_]*(?:\d{1,2}(?:\.\d{1,2})*[.):]?\s+)?", "", text.lower())
    text = _LEADERS_AND_PAGE.sub("", text)
    return " ".join(re.sub(r"[^\w\s]", "", text).split())


_BESIDE_TIME = re.compile(r"\s*[|•·,]\s*")
_COUNTER = re.compile(
    r"^[\d.,]+\s*[km]?(?:\s*(?:views?|shares?|likes?|comments?|reads?|followers|claps?))?$"
    r"|^(?:(?:last\s+)?updated\s+|published\s+|posted\s+)?(?:\d{1,2}|an?|one|two|three)"
    r"\s+(?:min(?:ute)?|h(?:ou)?r|day|week|month)s?\s+ago$"
    r"|^(?:posted|published|updated)\s+(?:at\s+)?\d{1,2}[:.]\d{2}\b.{0,20}$"
    r"|^(?:yesterday|today),?\s+(?:at\s+)?\d{1,2}[:.]\d{2}(?:\s*[ap]\.?m\.?)?$",
    re.IGNORECASE,
)
_END_LABEL = re.compile(
    r"^(?:about\s+the\s+(?:authors?|writers?|reporters?)|disclosures?(?:\s+statement)?|disclaimer"
    r"|(?:conflicts?\s+of|competing|declaration\s+of)\s+interests?|author\s+bio(?:graphy)?"
    r"|editor['’]s\s+note|corrections?(?:\s+and\s+clarifications)?|acknowledge?ments?)\s*:?$",
    re.IGNORECASE,
)


def is_end_label(text: str) -> bool:
    """“About the author”: above the last lines of an article this is not a heading."""
    return bool(_END_LABEL.match(text))


_CALL = re.compile(
    r"^(?:apply|submit|book|browse|buy|compare|discover|donate|download|explore|find|join|learn|listen|more"
    r"|read|related|save|see|send|shop|show|view|watch|where\s+to\s+buy|write\s+to)(?:\s+[\w'’-]+){0,5}$",
    re.IGNORECASE,
)


def is_counter(text: str) -> bool:
    """“1.2K”, “34 shares”, “2 hours ago”: counters of a page."""
    return bool(_COUNTER.match(text))


def is_time_ago(text: str) -> bool:
    """“2 hours ago”, also next to a section: “2 hours ago | News”."""
    return any(part.endswith("ago") and is_counter(part) for part in _BESIDE_TIME.split(text))


def is_call(text: str) -> bool:
    """“Download the full report”: furniture as the last line of a page, a heading elsewhere."""
    return len(text) < 60 and bool(_CALL.match(text))


def is_front_label(text: str) -> bool:
    """A line of the page that precedes headlines and is not one."""
    return bool(FRONT.match(text) or TICKER.match(text))


TICKER = re.compile(
    r"^[\w/&.^ -]{2,24}\s+[$€£]?\d[\d,]*\.\d+\s*%?(?:\s+[▲▼+−-]?\s?[\d.,]+\s*%?){0,2}$"
)
"""An index and its value: “DAX 22,110.90 0.12%”."""


def is_edge_furniture(text: str) -> bool:
    """Whether a line at the edge of an article is certainly furniture."""
    return bool(
        ANYWHERE.match(text)
        or EDGE.match(text)
        or EMAIL_LINE.match(text)
        or BREADCRUMB.match(text)
        or is_share_row(text)
    )
