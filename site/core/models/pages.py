"""The base of every page: what listings, share cards and search engines need.

BasePage is abstract on purpose (ADR 0002): Wagtail's swappable base page is experimental.
"""

from functools import cache

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import post_delete
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from modelsearch.signal_handlers import post_delete_signal_handler, post_save_signal_handler
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import COMMENTS_RELATION_NAME, Page, PageViewRestriction
from wagtail.search import index
from wagtail.signals import page_unpublished

from core import structured
from core.compat import references_updated_once
from core.forms.moments import MomentField, SchedulePanel
from core.forms.pages import DraftForm
from core.models.alias import AliasMixin
from core.models.autosave import AutosaveMixin
from core.models.change import publishing, site_changed
from core.models.embargo import EmbargoMixin, latest_ahead
from core.models.published import PublishedModel, names_of
from core.moments import in_words
from core.sharing import ARTICLES, EVERYTHING

# First path segments that belong to views, not to pages.
RESERVED_ROOT_SLUGS = frozenset(
    {
        "admin", "api", "apple-touch-icon.png", "archive", "authors", "comments", "documents",
        "favicon.ico", "feed", "healthz", "media", "news-sitemap.xml", "robots.txt", "search",
        "share", "site.webmanifest", "sitemap.xml", "static", "styleguide", "topics", "_util",
    }
)  # fmt: skip


# What publishing writes to the row of a page.
PUBLICATION = (
    "live",
    "live_revision_id",
    "first_published_at",
    "last_published_at",
    "has_unpublished_changes",
)


# Where the page is in the tree.
PLACE = ("path", "depth", "numchild", "url_path")


# What drafts write to it.
UNSEEN = frozenset(
    {
        COMMENTS_RELATION_NAME,
        "draft_title",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
    }
)


class ListingFieldsMixin(models.Model):
    """How a page looks where it is listed. Empty fields fall back to the page's own words."""

    promo_title = models.CharField(
        _("short headline"),
        max_length=120,
        blank=True,
        help_text=_("Used on the front page and in lists. Empty: the headline."),
    )
    promo_summary = models.CharField(
        _("short summary"),
        max_length=255,
        blank=True,
        help_text=_("Used on the front page and in lists. Empty: the standfirst."),
    )
    promo_image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("small picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Used where pictures are small. Empty: the main picture."),
    )

    listing_panels = [
        MultiFieldPanel(
            [
                FieldPanel("promo_title"),
                FieldPanel("promo_summary"),
                FieldPanel("promo_image"),
            ],
            heading=_("In lists"),
        )
    ]

    class Meta:
        abstract = True

    @property
    def listing_title(self) -> str:
        return self.promo_title or self.title

    @property
    def listing_summary(self) -> str:
        return self.promo_summary or self.search_description

    @property
    def listing_image(self):
        return self.promo_image


class SocialFieldsMixin(models.Model):
    """What a shared link shows, and whether search engines may list the page."""

    social_image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("share picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown when the page is shared. Empty: the main picture."),
    )
    hide_from_search_engines = models.BooleanField(_("hide from search engines"), default=False)

    social_panels = [FieldPanel("social_image"), FieldPanel("hide_from_search_engines")]

    class Meta:
        abstract = True

    @property
    def social_title(self) -> str:
        return self.seo_title or self.title

    @property
    def share_picture(self):
        """The picture of a shared link: its own, or else the one that listings show."""
        return self.social_image or self.listing_image

    @property
    def share_alt(self) -> str:
        return self.share_picture.description if self.share_picture else ""

    # The line above the title, and whether the page has a card where it has no picture.
    kicker = ""
    has_share_card = True

    @property
    def social_description(self) -> str:
        return self.search_description or self.listing_summary


def refuse_reserved_slug(slug: str) -> None:
    """Raises ValidationError for a first path segment that the site itself uses."""
    if slug in RESERVED_ROOT_SLUGS:
        message = _("“%(slug)s” is an address that the site itself uses.") % {"slug": slug}
        raise ValidationError({"slug": message})


class BasePageForm(DraftForm):
    """Also refuses reserved addresses of a page that is not in the tree yet, and dates by which it
    would never be public.
    """

    def __init__(self, *args, **kwargs):
        """Leaves out a schedule that says the same as the other dates: it follows them."""
        super().__init__(*args, **kwargs)
        others = (getattr(self.instance, name) for name in self.embargo_fields[1:])
        if "go_live_at" in self.initial and self.initial["go_live_at"] == latest_ahead(others):
            self.initial["go_live_at"] = None

    @property
    def embargo_fields(self) -> tuple[str, ...]:
        return self._meta.model.embargo_fields

    def add_error(self, field, error):
        """Lets a draft be saved whose expiry has passed since it was set: Wagtail refuses any that
        has, and with it all other changes.
        """
        is_as_it_was = field == "expire_at" and "expire_at" not in self.changed_data
        if not (is_as_it_was and self.is_deferred_validation):
            super().add_error(field, error)

    def keep_unchanged_moments(self) -> None:
        """With their seconds, which fields do not show."""
        for name, field in self.fields.items():
            if isinstance(field, MomentField) and name not in self.changed_data:
                self.cleaned_data[name] = self.initial.get(name)

    def clean(self):
        cleaned = super().clean()
        self.keep_unchanged_moments()
        until = latest_ahead(cleaned.get(name) for name in self.embargo_fields)
        expiry = cleaned.get("expire_at")
        if until and expiry and timezone.now() < expiry <= until:
            message = _("It would expire before it goes live, which is on %s.") % in_words(until)
            self.add_error("expire_at", message)
        if self.parent_page and self.parent_page.depth == 2:
            try:
                refuse_reserved_slug(cleaned.get("slug", ""))
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned


class BasePage(
    ListingFieldsMixin,
    SocialFieldsMixin,
    PublishedModel,
    AliasMixin,
    EmbargoMixin,
    AutosaveMixin,
    Page,
):
    """Every page type of the site derives from this."""

    tag_name = "page"
    # Whether the page cache may keep the page; not one that says something else to every reader.
    is_kept = True
    unseen_fields = UNSEEN
    # public() filters by it: core.querysets.
    search_fields = [*Page.search_fields, index.FilterField("alias_of")]
    # In the admin's search with each save that changes what it finds: drafts alone do not.
    search_auto_update = False
    base_form_class = BasePageForm

    content_panels = Page.content_panels
    promote_panels = [
        FieldPanel("slug"),
        *ListingFieldsMixin.listing_panels,
        MultiFieldPanel(
            [
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                *SocialFieldsMixin.social_panels,
            ],
            heading=_("Search engines and sharing"),
        ),
        FieldPanel("show_in_menus"),
    ]
    settings_panels = [SchedulePanel(), *Page.settings_panels[1:]]

    class Meta:
        abstract = True

    # The dotted path of a class whose `variables()` are added to the context of the template.
    # It is called with the page and the request.
    context_builder = ""

    @classmethod
    def routed(cls):
        """Where the routing finds the page: subclasses may defer fields and add annotations."""
        return cls._default_manager.all()

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        if self.context_builder:
            builder = import_string(self.context_builder)
            context.update(builder(self, request).variables())
        return context

    def get_template(self, request, *args, **kwargs) -> str:
        """templates/pages/<snake case of the class>.html"""
        return f"pages/{snake_case(type(self).__name__)}.html"

    def clean(self):
        super().clean()
        # Depth 3: a child of the site's root page, whose slug is the first path segment.
        if self.depth == 3:
            refuse_reserved_slug(self.slug)

    # Set on the draft of a page that was not published when the draft was read.
    was_unpublished = False

    def with_content_json(self, content):
        draft = super().with_content_json(content)
        draft.was_unpublished = not self.live
        return draft

    @publishing()
    def save(self, *args, **kwargs):
        """Saves the page, unless it would undo a publication.

        The editor saves the row of an unpublished page with every draft. A request that read the
        page just before it was published (autosave while an approval is under way) would make it a
        draft again; its words are in its revision, so the row is left as published.
        """
        if self.was_unpublished and not self.live and kwargs.get("update_fields") is None:
            published = type(self).objects.filter(pk=self.pk, live=True).values(*PUBLICATION)
            if row := published.first():
                for field, value in row.items():
                    setattr(self, field, value)
                self.was_unpublished = False
                return
        if kwargs.get("update_fields") is None:
            self.follow_moves()
        may_differ = not self.is_unseen(kwargs.get("update_fields"))
        if self.alias_of_id and self._state.adding:
            self.follow_first_source()
        until = self.hold_back() if self.live and kwargs.get("update_fields") is None else None
        with references_updated_once(self, may_differ):
            super().save(*args, **kwargs)
        if until and not self.alias_of_id:
            self.schedule(until)
        if may_differ:
            post_save_signal_handler(self)

    def follow_moves(self) -> None:
        """Takes over where the page is by now. Somebody may have moved or renamed it, or a section
        above it, after this instance was read; to save it would undo that for this page.
        """
        if self._state.adding:
            self.get_parent(update=True)
            return
        place = Page.objects.filter(pk=self.pk).values(*PLACE).first() or {}
        if any(getattr(self, name) != value for name, value in place.items()):
            vars(self).update(place)
            self.get_parent(update=True)

    @publishing()
    def save_revision(self, *args, **kwargs):
        """Saves a draft. It takes the publishing lock although a draft is not public: otherwise a
        request that also publishes it would hold the page's row and wait for the lock, while a
        move holds the lock and waits for the row.
        """
        return super().save_revision(*args, **kwargs)

    @publishing()
    def publish(self, *args, **kwargs):
        super().publish(*args, **kwargs)

    def shown_lists(self) -> set[str]:
        """The names of the lists that the page shows, for a CDN (Change.names)."""
        return {ARTICLES}

    def is_seen(self) -> bool:
        return bool(self.live or self.first_published_at)

    def list_tags(self) -> set[str]:
        """Every page shows sections and standard pages in its navigation."""
        return {EVERYTHING}

    # Set by the routing where no view restriction covers the page or a page above it.
    known_public = False

    def get_view_restrictions(self):
        return no_restrictions() if self.known_public else super().get_view_restrictions()

    schema_type = "WebPage"

    def structured_data(self, about: structured.About) -> list[structured.Node]:
        """What the page says of itself to machines: see core.structured."""
        url = about.full(self.get_url(about.request))
        return [structured.web_page(self.schema_type, about, url, self)]


def connect() -> None:
    """Called once, when the apps are ready: pages that are deleted leave the admin's search, and
    pages that are unpublished leave the caches.
    """
    page_unpublished.connect(page_was_unpublished, dispatch_uid="purge_unpublished")
    for model in apps.get_models():
        if issubclass(model, BasePage):
            post_delete.connect(
                post_delete_signal_handler, sender=model, dispatch_uid=f"unindex_{model}"
            )


def page_was_unpublished(instance, **kwargs):
    """Wagtail saves pages that expire, and aliases, as instances of Page, whose save() is not ours.

    It sends the signal also for a live page that is about to be deleted.
    """
    if isinstance(instance, BasePage) and not instance.live:
        site_changed(*names_of(instance), withdraws=True)


@cache
def no_restrictions():
    """Evaluated: nothing asks the database again, nor Django for it."""
    nothing = PageViewRestriction.objects.none()
    len(nothing)
    return nothing


def snake_case(name: str) -> str:
    """NewsIndex -> news_index"""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
