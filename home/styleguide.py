"""The style guide for administrators: every token, component and block in its states."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.styleguide import block_exhibits, component_exhibits, tokens
from home.specimens import examples

# Administrators are the users who may change the settings of the publication.
PERMISSION = "core.change_publication"


@never_cache
@require_safe
def styleguide(request):
    """Redirects anonymous users to the login; responds 404 to users who are not administrators."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path, reverse("wagtailadmin_login"))
    if not request.user.has_perm(PERMISSION):
        raise Http404
    context = {
        "tokens": tokens(),
        "components": component_exhibits(request, examples()),
        "blocks": block_exhibits(request),
    }
    return render(request, "pages/styleguide.html", context)
