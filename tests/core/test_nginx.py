"""The nginx site of docs/operations.md, run as it is printed there."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import time

import pytest
from django.conf import settings

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

pytestmark = pytest.mark.skipif(
    not NGINX and not os.environ.get("CI"), reason="nginx is not installed: its site is not tested"
)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.fixture
def nginx(tmp_path):
    """The port of nginx with the documented site, media in tmp_path, and no application behind."""
    assert NGINX, "CI needs nginx"
    text = (settings.BASE_DIR / "docs/operations.md").read_text()
    (site,) = re.findall(r"^  ```\n(  proxy_cache_path .*?)^  ```$", text, re.MULTILINE | re.DOTALL)
    port = free_port()
    replaced = {
        "/var/cache/nginx/masthead": str(tmp_path / "cache"),
        "/srv/masthead/var/media/": f"{tmp_path}/media/",
        "127.0.0.1:8000": f"127.0.0.1:{free_port()}",
        "  server {\n": f"  server {{\n    listen 127.0.0.1:{port};\n",
    }
    for old, new in replaced.items():
        assert old in site
        site = site.replace(old, new)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "".join(f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in kinds)
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(
        f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{folders}{site}}}\n"
    )
    # As root, nginx runs its workers as another user, who cannot enter pytest's folders.
    configuration.write_text("user root;\n" * (os.getuid() == 0) + configuration.read_text())
    process = subprocess.Popen([NGINX, "-c", str(configuration), "-e", f"{tmp_path}/error.log"])  # noqa: S603
    until = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield port
    process.terminate()
    process.wait()


def answer(port: int, path: str) -> tuple[int, bytes, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    response = connection.getresponse()
    return response.status, response.read(), response.headers


def test_nginx_hands_out_pictures_and_never_a_document(nginx, tmp_path):
    for folder in ("images", "documents"):
        (tmp_path / "media" / folder).mkdir(parents=True)
        (tmp_path / "media" / folder / "file.txt").write_bytes(b"content")
    status, body, headers = answer(nginx, "/media/images/file.txt")
    assert (status, body) == (200, b"content")
    assert headers["X-Content-Type-Options"] == "nosniff"
    for path in ("documents", "/documents", "./documents", "%2Fdocuments", "x/../Documents"):
        status, body, _ = answer(nginx, f"/media/{path}/file.txt")
        assert status == 404 and body != b"content", path


def test_nginx_passes_everything_else_to_the_application(nginx):
    assert answer(nginx, "/news/")[0] == 502
