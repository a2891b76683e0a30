"""HTML: an `<article>` or a whole page, with what its head says of the article."""

from ...anchoring import assign_anchors
from ...model import Manuscript
from ...rich.assemble import assemble
from ...rich.blocks import Walker
from ...rich.notes import Report
from ...titles import supply_title
from .container import drop_inside, drop_outside, find_article
from .front import standfirst_from_head, take_credits, take_standfirst, take_title
from .head import Head
from .sections import drop_furniture_sections, take_takeaways
from .tree import parse_page


def read_html(text: str, name: str = "") -> Manuscript:
    """The article in an HTML text. Raises ManuscriptError when there are no words in it."""
    page = parse_page(text)
    report = Report()
    manuscript = Manuscript()
    head = Head(page)
    article = find_article(page)
    walker = Walker(report, lambda element: element.sourceline)
    drop_outside(page, article, report)
    drop_inside(article, report)
    manuscript.title = take_title(page, article, head, report)
    take_credits(article, head, manuscript, report)
    manuscript.standfirst = take_standfirst(article, walker)
    manuscript.topics = head.topics()
    manuscript.seo.description = head.description()
    assemble(manuscript, walker.read(article), report)
    drop_furniture_sections(manuscript, report)
    take_takeaways(manuscript)
    standfirst_from_head(manuscript, head)
    supply_title(manuscript, report)
    assign_anchors(manuscript, report)
    manuscript.dropped, manuscript.losses = report.dropped, report.losses
    return manuscript
