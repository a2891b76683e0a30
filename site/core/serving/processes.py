"""The operating system's view of the processes that serve the site."""

import contextlib
import ctypes
import errno
import multiprocessing
import os
import signal
import socket
import sys

PR_SET_PDEATHSIG = 1  # https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html


def end_with_parent(with_signal: int) -> None:
    """On Linux, has the kernel send this process the signal as soon as its parent has died."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, with_signal)


def free_memory() -> None:
    """Where the C library can, gives memory that is free back to the system. After an image of 2000
    pixels it would otherwise keep 100 MB.
    """
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError):  # musl has no malloc_trim
            ctypes.CDLL(None).malloc_trim(0)


def end_worker_with_server() -> None:
    """Called by a worker process of the server: a worker must not outlive its server.

    It would go on accepting connections on the port beside the next server. Does nothing in a
    process that is no worker.
    """
    server = multiprocessing.parent_process()
    if server is None or sys.platform != "linux":
        return
    end_with_parent(signal.SIGKILL)
    if os.getppid() != server.pid:
        # The server died before the line above.
        os._exit(1)


def why_port_is_unusable(host: str, port: int) -> str:
    """A sentence that says why no server can listen there, or nothing if one can.

    The server's own sockets share their port (SO_REUSEPORT), so a second server on the same port
    would start without an error and answer every other request.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror:
        return f"There is no such host as {host}."
    with contextlib.closing(socket.socket(family, kind, protocol)) as probe:
        # As servers do: connections that just ended do not block the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen(1)
        except OSError as error:
            return {
                errno.EADDRINUSE: f"Port {port} of {host} is in use by another program.",
                errno.EACCES: f"Port {port} needs the rights of an administrator.",
                errno.EADDRNOTAVAIL: f"This machine does not have the address {host}.",
            }.get(error.errno, f"Nothing can listen on port {port} of {host}: {error.strerror}.")
    return ""
