"""The login page for readers of restricted pages."""

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView


class ReaderForm(AuthenticationForm):
    """Does not take the focus: who comes by keyboard or hears the page begins at its beginning."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs.pop("autofocus", None)


login = LoginView.as_view(template_name="pages/login.html", authentication_form=ReaderForm)
