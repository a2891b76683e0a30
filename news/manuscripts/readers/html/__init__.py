"""HTML: an `<article>` or a whole page, with the metadata in its head."""

from dataclasses import replace

from ...anchoring import assign_anchors
from ...front_matter import FrontMatter
from ...header import Header, split_header
from ...language import guess_of, is_contradicted
from ...model import Manuscript
from ...report import Report
from ...rich.assemble import assemble
from ...rich.blocks import Walker
from ...rich.critic import count_comments
from ...titles import supply_title
from ..markdown import inline_rich_text
from .container import find_article, running_text, warn_of_little
from .front import standfirst_from_head, take_credits, take_standfirst, take_title
from .furniture import drop_inside, drop_outside
from .head import HtmlHead
from .looks import settle_styles
from .remarks import drop_remarks
from .sections import drop_furniture_sections, take_takeaways
from .tree import parse_page
from .visibility import read_page_visibility
from .word import settle_word_lists


def read_html(text: str, name: str = "") -> Manuscript:
    """The article in an HTML text. Raises ManuscriptError if the text contains no words."""
    report = Report()
    manuscript = Manuscript()
    header = split_header(text, name) if text.startswith(("---", "+++")) else Header(text)
    FrontMatter(report, header.line_of, inline_rich_text).fill(manuscript, header.data)
    given = replace(manuscript, authors=list(manuscript.authors))
    page = parse_page(header.body)
    head = HtmlHead(page)
    read_page_visibility(page, head, manuscript.visibility)
    settle_styles(page)
    drop_remarks(page, report)
    settle_word_lists(page)
    whole = running_text(page)
    article = find_article(page, head.title())
    walker = Walker(report, lambda element: element.sourceline)
    drop_outside(page, article, report)
    drop_inside(article, report)
    count_comments(article, report)
    warn_of_little(article, whole, manuscript, report)
    manuscript.title = take_title(page, article, head, report)
    take_credits(article, head, manuscript, report)
    manuscript.standfirst = take_standfirst(article, walker)
    manuscript.topics = head.topics()
    manuscript.seo.description = head.description()
    assemble(manuscript, walker.read(article), report)
    drop_furniture_sections(manuscript, report)
    take_takeaways(manuscript)
    standfirst_from_head(manuscript, head)
    _prefer(given, manuscript)
    manuscript.language = manuscript.language or language_of(article, page)
    if is_contradicted(manuscript.language, guess_of(manuscript)):
        report.lose(f"the text is not in the language that the page names: {manuscript.language}")
        manuscript.language = ""
    supply_title(manuscript, report)
    assign_anchors(manuscript, report)
    manuscript.dropped, manuscript.losses = report.dropped, report.losses
    return manuscript


def language_of(article, page) -> str:
    """The declared language of the article, or else of its nearest ancestor or the page."""
    around = [article, *article.iterancestors(), page]
    found = (each.get("lang") or each.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
             for each in around)  # fmt: skip
    return next((declared.strip() for declared in found if declared.strip()), "")


def _prefer(given: Manuscript, manuscript: Manuscript) -> None:
    """Values from front matter override values that were found in the page."""
    for name in ("title", "standfirst", "authors", "date", "updated", "topics", "takeaways"):
        if getattr(given, name):
            setattr(manuscript, name, getattr(given, name))
