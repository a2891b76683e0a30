"""Letters that are sent after the answer.

The time that the mail server takes would tell whether an address belongs to an account.
"""

import logging
from concurrent.futures import Future, ThreadPoolExecutor

from django.core.mail import EmailMultiAlternatives

logger = logging.getLogger(__name__)

# One letter at a time; the limits of accounts.throttle bound how many wait.
pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="letters")


def send_later(letter: EmailMultiAlternatives) -> Future:
    return pool.submit(send, letter)


def send(letter: EmailMultiAlternatives) -> None:
    try:
        letter.send()
    except Exception:  # a thread has nobody to tell
        logger.exception("A letter about an account was not sent")
