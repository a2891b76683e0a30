"""The form of a page. Its autosave saves the valid fields."""

from contextlib import contextmanager

from django.core.exceptions import FieldDoesNotExist
from wagtail.admin.forms import WagtailAdminPageForm

# A page cannot be created without these fields.
NEEDED_AT_FIRST = ("title", "slug")


def mark_autosave(request, *pages) -> None:
    """Marks pages whose form comes from autosave, because the form does not receive the request."""
    is_autosave = request.method == "POST" and "application/json" in request.headers.get(
        "Accept", ""
    )
    for page in pages:
        page.is_autosaving = is_autosave


class DraftForm(WagtailAdminPageForm):
    """On autosave, leaves out invalid fields: the draft has their former values.

    Only the browser holds the typed text. It reports this (`unsaved`, shown by edit_partials.html),
    and the next save by button refuses the text with an error message.

    Blocks have fields of their own for this purpose (core.blocks.fields), so that one bad address
    does not exclude a whole stream.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        pages = (self.instance, self.parent_page)
        self.is_autosave = any(getattr(page, "is_autosaving", False) for page in pages)
        self.left_out: set[str] = set()
        # The labels of the fields that were left out.
        self.unsaved: list[str] = []
        self.former = {
            field.attname: self.instance.__dict__[field.attname]
            for field in self.instance._meta.concrete_fields
            if field.attname in self.instance.__dict__
        }

    def is_valid(self):
        if self.is_bound and self.is_autosave and self.is_deferred_validation:
            self.leave_out_what_is_wrong()
        with self.without_left_out():
            return super().is_valid()

    def save(self, commit=True):
        with self.without_left_out():
            return super().save(commit)

    def get_field_updates_for_resave(self):
        with self.without_left_out():
            return super().get_field_updates_for_resave()

    @contextmanager
    def without_left_out(self):
        """Saves without the formsets that were left out. Panels need all formsets, so this
        restores them."""
        every = self.formsets
        self.formsets = {
            name: formset for name, formset in every.items() if name not in self.left_out
        }
        yield
        removed = set(every) - set(self.formsets) - self.left_out
        self.formsets = {name: every[name] for name in every if name not in removed}

    def leave_out_what_is_wrong(self) -> None:
        for name in set(self.errors) & set(self.fields):
            if self.instance.pk is None and name in NEEDED_AT_FIRST:
                continue
            del self.errors[name]
            self.restore(name)
            self.unsaved.append(str(self.fields[name].label or name))
        self.left_out = {name for name, formset in self.formsets.items() if not formset.is_valid()}
        wrong = (self.formsets[name].model for name in self.formsets if name in self.left_out)
        self.unsaved += [str(model._meta.verbose_name_plural) for model in wrong]
        for name in self.left_out:
            # Wagtail reads from the comments formset what saving has changed.
            formset = self.formsets[name]
            formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []

    def restore(self, name: str) -> None:
        """Restores a value that Django has set on the instance, because only the model refused
        it."""
        try:
            attname = self.instance._meta.get_field(name).attname
        except FieldDoesNotExist:
            return
        if attname in self.former:
            setattr(self.instance, attname, self.former[attname])
