import threading

from core.text import visible
from tests.bench.trips import files_of, observed

TEXT = "site/core/text.py"


def test_the_file_of_a_function_that_is_called_counts():
    assert files_of(lambda number: visible("a word")) == [TEXT]


def test_files_that_run_only_the_first_time_do_not_count():
    assert files_of(lambda number: visible("a word") if number == 1 else None) == []


def test_files_of_tests_and_libraries_do_not_count():
    assert files_of(lambda number: threading.current_thread().name) == []


def test_threads_that_are_started_meanwhile_count():
    def trip(number):
        thread = threading.Thread(target=visible, args=["a word"])
        thread.start()
        thread.join()

    assert TEXT in files_of(trip)


def test_nothing_is_observed_afterwards():
    with observed() as found:
        pass
    visible("a word")
    assert not [file for file in found if file.endswith(TEXT)]
