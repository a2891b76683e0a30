"""Draw all the demo's pictures: `python -m home.demo.drawing DIRECTORY`."""

import argparse
from pathlib import Path

from . import draw_all


def main() -> None:
    """Read the directory from the command line, draw, and say what was written."""
    parser = argparse.ArgumentParser(prog="python -m home.demo.drawing", description=__doc__)
    parser.add_argument("directory", type=Path)
    for path in draw_all(parser.parse_args().directory):
        print(f"{path}  {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
