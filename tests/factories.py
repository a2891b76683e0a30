"""Objects for tests. Pages are added beneath `parent` and are live unless told otherwise."""

import io

import factory
from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image as PillowImage

from core.models import EditorialImage
from home.models import ContactPage, HomePage, StandardPage
from news.comments import digests
from news.models import ArticleAuthor, ArticlePage, Author, Comment, NewsIndex, Topic


class PageFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, parent=None, publish=True, **kwargs):
        """Adds the page; `publish` also leaves it as publishing does, without saving it twice."""
        kwargs.setdefault("live", publish)
        page = cls.drafted(model_class, **kwargs)
        (parent or HomePage.objects.get()).add_child(instance=page)
        revision = page.save_revision(clean=False)
        if publish:
            now = revision.created_at
            model_class.objects.filter(pk=page.pk).update(
                live_revision=revision,
                has_unpublished_changes=False,
                first_published_at=now,
                last_published_at=now,
            )
        return model_class.objects.get(pk=page.pk)

    @classmethod
    def drafted(cls, model_class, **kwargs):
        """The page with the rows that belong to it, not saved yet."""
        return model_class(**kwargs)


class NewsIndexFactory(PageFactory):
    class Meta:
        model = NewsIndex

    title = factory.Sequence(lambda n: f"Section {n}")
    show_in_menus = True


class StandardPageFactory(PageFactory):
    class Meta:
        model = StandardPage

    title = factory.Sequence(lambda n: f"Standard page {n}")


class ContactPageFactory(PageFactory):
    class Meta:
        model = ContactPage

    title = "Contact"
    slug = "contact"
    to_address = "desk@masthead.example"
    subject = "A reader writes"


class AuthorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Author

    name = factory.Sequence(lambda n: f"Ada Writer {n}")
    role = "Reporter"
    email = factory.Sequence(lambda n: f"private-{n}@newsroom.example")


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic

    name = factory.Sequence(lambda n: f"Topic {n}")


class ImageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EditorialImage

    title = factory.Sequence(lambda n: f"Picture {n}")
    description = "A red square"
    caption = "A square, painted red."
    credit = "Studio"

    @factory.lazy_attribute
    def file(self):
        buffer = io.BytesIO()
        PillowImage.new("RGB", (640, 400), "#ca3735").save(buffer, "PNG")
        return ImageFile(buffer, name="red.png")


class ArticlePageFactory(PageFactory):
    class Meta:
        model = ArticlePage

    title = factory.Sequence(lambda n: f"Article {n}")
    standfirst = "What happened, and what it means."
    published_at = factory.LazyFunction(timezone.now)

    @classmethod
    def drafted(cls, model_class, authors=(), topics=(), **kwargs):
        page = model_class(**kwargs)
        page.article_authors = [
            ArticleAuthor(author=author, sort_order=order) for order, author in enumerate(authors)
        ]
        page.tag(topics)
        return page


def publish_article(parent, **kwargs) -> ArticlePage:
    """A new article, published as an editor does it, with all that follows from that."""
    draft = ArticlePageFactory(parent=parent, publish=False, **kwargs)
    draft.latest_revision.publish()
    return ArticlePage.objects.get(pk=draft.pk)


def section(heading: str, *content, **value) -> dict:
    """A raw section block; `content` are raw blocks, or strings for paragraphs."""
    return {
        "type": "section",
        "value": {"heading": heading, "content": [as_block(part) for part in content], **value},
    }


def faq(*pairs, title: str = "Questions and answers", **value) -> dict:
    """A raw FAQ block of (question, answer) pairs."""
    questions = [
        {"type": "question", "value": {"question": question, "answer": f"<p>{answer}</p>"}}
        for question, answer in pairs
    ]
    return {"type": "faq", "value": {"title": title, "questions": questions, **value}}


def as_block(part) -> dict:
    return part if isinstance(part, dict) else {"type": "paragraph", "value": f"<p>{part}</p>"}


class CommentFactory(factory.django.DjangoModelFactory):
    """A published comment beneath `article`, from a sender of its own."""

    class Meta:
        model = Comment

    name = factory.Sequence(lambda n: f"Reader {n}")
    email = factory.Sequence(lambda n: f"reader-{n}@mail.example")
    text = factory.Sequence(lambda n: f"What I think, for the {n}th time.")
    status = Comment.Status.APPROVED
    email_digest = factory.LazyAttribute(lambda comment: digests.of_email(comment.email))
    network_digest = factory.Sequence(lambda n: digests.digest("network", f"2001:db8:{n:x}::/64"))
    text_digest = factory.Sequence(lambda n: digests.digest("text", str(n)))
