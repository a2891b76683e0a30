"""Content that is hard to lay out: names, heads, pictures and lists of unusual shapes and numbers.

`make screenshots` takes a picture of each case (tests.e2e.screenshots), and the tests of
tests/e2e/test_hard_cases.py measure them in a browser.
"""
