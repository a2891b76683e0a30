"""Articles, sections, authors and topics in the vocabulary of https://schema.org.

All values come from the methods that the templates use. core.structured defines the output format.
"""

from core.blocks import plain_text
from core.media.pictures import picture
from core.structured import (
    ORGANISATION,
    About,
    Node,
    breadcrumbs,
    moment,
    node,
    publisher,
    web_page,
)

# Keyed by ArticlePage.Kind; schema.org has no types for the other kinds.
TYPES = {
    "explainer": "BackgroundNewsArticle",
    "analysis": "AnalysisNewsArticle",
    "opinion": "OpinionNewsArticle",
    "review": "ReviewNewsArticle",
}


def article(page, about: About) -> list[Node]:
    """The article, its breadcrumb, and its questions if it answers any."""
    url = about.full(page.get_url(about.request))
    trail = [(each.title, each.get_url(about.request)) for each in page.sections]
    nodes = [
        news_article(page, about, url),
        breadcrumbs(about, [*trail, (page.title, url)]),
    ]
    questions = page.questions()
    return [*nodes, faq(questions, url)] if questions else nodes


def news_article(page, about: About, url: str) -> Node:
    published, modified = page.published_at, page.modified_at
    wrote = [credit for credit in page.signed_by if credit.role in credit.BYLINE_ROLES]
    edited = [credit for credit in page.signed_by if credit.role == credit.Role.EDITING]
    return node(
        TYPES.get(page.kind, "NewsArticle"),
        {
            "mainEntityOfPage": url,
            "url": url,
            "headline": page.title,
            "description": page.social_description,
            "image": about.image(page),
            "datePublished": moment(published),
            "dateModified": moment(max(published, modified) if published else None),
            "author": people(wrote, about) or [organisation(about)],
            "editor": people(edited, about),
            "publisher": publisher(about),
            "articleSection": page.kicker,
            "keywords": [topic.name for topic in page.current_topics],
            "wordCount": page.word_count,
            "inLanguage": page.language_tag or about.language,
            "isAccessibleForFree": True,
            "citation": [citation(child.value) for child in page.sources],
            "correction": [
                correction(value) for value in page.dated_corrections() if value.is_correction
            ],
        },
    )


def people(credits, about: About) -> list[Node]:
    """Each person once, whatever the number of their roles."""
    authors = dict.fromkeys(credit.author for credit in credits)
    return [person(author, about) for author in authors]


def person(author, about: About) -> Node:
    properties = {"name": author.name, "url": about.full(author.url), "jobTitle": author.role}
    return node("Person", properties)


def organisation(about: About) -> Node:
    """The publication in short form. It is also the author of unsigned articles."""
    return node(ORGANISATION, {"name": about.publication.name, "url": about.full("/")})


def citation(source) -> Node:
    properties = {"name": source.get("title"), "url": source.get("url")}
    if source.get("publisher"):
        properties["author"] = source["publisher"]
    return node("CreativeWork", properties)


def correction(value) -> Node:
    date = value.get("date")
    properties = {"text": plain_text(value["text"]), "datePublished": str(date) if date else ""}
    return node("CorrectionComment", properties)


def faq(questions, url: str) -> Node:
    return node(
        "FAQPage",
        {
            "mainEntity": [
                node(
                    "Question",
                    {
                        "url": f"{url}#{question.anchor}",
                        "name": question.heading,
                        "acceptedAnswer": node("Answer", {"text": question.text}),
                    },
                )
                for question in questions
            ],
        },
    )


def section(index, about: About) -> list[Node]:
    url = about.full(index.get_url(about.request))
    trail = [(each.title, each.get_url(about.request)) for each in index.sections]
    return [web_page("CollectionPage", about, url, index), breadcrumbs(about, trail)]


def topic(subject, about: About) -> list[Node]:
    return [web_page("CollectionPage", about, about.full(subject.url), subject)]


def profile(author, about: About) -> list[Node]:
    """The page of an author. The author's e-mail address is never published."""
    page = web_page("ProfilePage", about, about.full(author.url), author)
    portrait = picture(author.portrait, author.share_shape)
    who = {
        **person(author, about),
        **node(
            "Person",
            {
                "description": author.social_description,
                "image": about.full(portrait.main.src) if portrait else None,
                "sameAs": [child.value["url"] for child in author.links],
                "worksFor": organisation(about),
            },
        ),
    }
    return [{**page, "mainEntity": who}]
