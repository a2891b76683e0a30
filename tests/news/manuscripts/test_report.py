"""The report of a reading grows in linear time."""

from news.manuscripts.report import Report


class Compared(str):
    """Text that counts how often it is compared."""

    comparisons = 0
    __hash__ = str.__hash__

    def __eq__(self, other):
        Compared.comparisons += 1
        return str.__eq__(self, other)


def comparisons(count: int) -> int:
    report = Report()
    report.losses = [Compared(f"line {number}: lost") for number in range(count)]
    Compared.comparisons = 0
    for number in range(count):
        report.remark(f"remark {number}")
        report.delete(f"deleted {number}")
    assert len(report.dropped) == 2 * count
    assert report.losses[count:] == [
        f"remarks of editors left out: they are no part of the text ({count})",
        f"tracked deletions left out; what was inserted is kept ({count})",
    ]
    return Compared.comparisons


def test_a_new_report_is_not_compared_with_all_earlier_ones():
    assert comparisons(500) == 0


def test_each_line_is_reported_once_and_in_order():
    report = Report()
    for text in ("Share this", "Follow us", "Share  this", ""):
        report.drop(text)
    for line in (3, 3, 4):
        report.lose("picture left out", line)
    assert report.dropped == ["Share this", "Follow us"]
    assert report.losses == ["line 3: picture left out", "line 4: picture left out"]
