"""Hold every measure against its floor, and print it beside what is to be reached and where it should go.

    python tools/gate.py [--raise] [SECTION …]

Another room adds its measures as a section: a table in `tests/gate/floors.toml` and a function in `SECTIONS` that gives
their values. Exit status 1 where a floor is not kept. `--raise` pins the floors of what got better; it lowers none.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT / "tests"))

from measures import FLOORS, Measure, broken, chia_values, measures, readings_values  # noqa: E402 (found through the line above)
from retrieval_outcome import judged_only, values  # noqa: E402 (likewise)

SHARED = CHECKOUT.parent / "shared"

# Section of floors.toml -> the values of its measures, from the reference data and a folder to work in.
SECTIONS: Mapping[str, Callable[[Path, Path], Mapping[str, float]]] = {
    "readings": readings_values,
    "chia": chia_values,
    "retrieval_judged": lambda shared, _: values(judged_only(shared), shared),
}

# How far under what is reached a floor is pinned: a fifth of a point of noise would otherwise stop every change.
SLACK = 0.01


def main(arguments: list[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--raise", dest="pin", action="store_true", help="pin the floors of what got better")
    options = parser.parse_args(arguments)
    if not SHARED.exists():
        print(f"the reference data are not at {SHARED}: nothing can be measured", file=sys.stderr)
        return 1
    kept = True
    for section in options.sections or SECTIONS:
        with tempfile.TemporaryDirectory() as work:
            values = SECTIONS[section](SHARED, Path(work))
        kept &= report(section, values)
        if options.pin:
            pin(section, values)
    return 0 if kept else 1


def report(section: str, values: Mapping[str, float]) -> bool:
    """Print a section's table; whether all of its floors are kept."""
    print(f"\n{section:<36}{'now':>8}{'floor':>8}{'reach':>8}{'aim':>8}")
    for measure in measures(section):
        value = values[measure.name]
        numbers = "".join(f"{number:8.3f}" for number in (value, measure.floor, measure.reach, measure.aim))
        print(f"{measure.name:<36}{numbers}  {standing(measure, value)}")
    return not broken(section, values)


def standing(measure: Measure, value: float) -> str:
    """Where a value stands, in a word."""
    if not measure.kept(value):
        return "BELOW ITS FLOOR" if not measure.lower_is_better else "ABOVE ITS CEILING"
    return "aim" if measure.aimed(value) else "reached" if measure.reached(value) else "short of reach"


def pin(section: str, values: Mapping[str, float]) -> None:
    """Rewrite the section's floors that are far under what is reached; comments and order stay."""
    text = FLOORS.read_text(encoding="utf-8")
    for measure in measures(section):
        away = -SLACK if not measure.lower_is_better else SLACK
        limit = round(values[measure.name] + away, 2)
        if measure.kept(limit) and limit != measure.floor:
            line = re.compile(rf'^("{re.escape(measure.name)}" = \{{ (?:floor|ceiling) = )[\d.]+', re.MULTILINE)
            text = line.sub(rf"\g<1>{limit:.2f}", text)
    FLOORS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
