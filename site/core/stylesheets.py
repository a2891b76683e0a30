"""Joins the parts of a style sheet into one file, so that readers need one request for it."""

import posixpath
import re

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'^@import "([\w-]+\.css)";$', re.MULTILINE)


class JoiningStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Static files with a hash in their names, compressed. `collectstatic` replaces each line
    `@import "part.css";` of the style sheets in `joined` by that file, which is in the same folder,
    so that relative addresses in it stay valid.
    """

    joined = ("core/css/masthead.css",)

    def post_process(self, paths, dry_run=False, **options):
        whole = InMemoryStorage()
        for name in paths.keys() & set(self.joined):
            whole.save(name, ContentFile(self.join(name, paths)))
            paths = {**paths, name: (whole, name)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def join(self, name: str, paths) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            text = file.read().decode()
        folder = posixpath.dirname(name)
        return IMPORT.sub(lambda found: self.join(posixpath.join(folder, found[1]), paths), text)
