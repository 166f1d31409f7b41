"""Imports that are killed at random moments, and what may then be found: all of it, or nothing.

    DATABASE_URL=postgres://... python -m tests.imports.killing --kills 100

kills a hundred (on SQLite where nothing else is named), prints what it found and ends with 1 where
that was anything half-written. `--in-pieces` does the same to an import that commits every
statement by itself, and must find that.
"""

import argparse
import csv
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.imports.child import PHASES
from tests.imports.cities import City, State, throw_away_city

# What a kill may hit: from the first look at the file to the end of the process.
KILLED_IN = PHASES[1:]
# An import that commits every statement by itself commits nothing at the end.
IN_PIECES = PHASES[1:-2]


def installations(path: Path, rows: int, every: int = 1, source: str = "poles") -> Path:
    """A list of installations; of two lists that overlap, one in *every* rows is the same."""
    return _written(
        path,
        ["source", "asset_id", "franchise", "kind", "status", "address", "length_feet"],
        (
            [source, n, "CTV-1", "pole_top", "installed", f"{n} Broadway", 10 + (n % every > 0)]
            for n in range(rows)
        ),
    )


def fees(path: Path, rows: int) -> Path:
    """A list of collections of one dollar each, in FY2011 to FY2026."""
    return _written(
        path,
        ["franchise", "fiscal_year", "amount", "reference"],
        (["CTV-1", 2011 + n % 16, 1, f"W-{n}"] for n in range(rows)),
    )


def _written(path: Path, header: list[str], rows: Iterable[list[object]]) -> Path:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


@dataclass
class Case:
    """An import that is to be killed: into which city, which file, and what it makes of it."""

    name: str
    city: City
    path: Path
    before: State
    after: State
    phases: dict[str, float]

    def moment(self, phase: str, share: float) -> float:
        """Return the time from the beginning of *phase* to *share* of it, in seconds."""
        ends = [moment for moment in self.phases.values() if moment > self.phases[phase]]
        # From the commit to the end of the process is about this.
        length = min(ends) - self.phases[phase] if ends else 0.05
        return share * length


@dataclass
class Findings:
    """What was found after the kills: how many left nothing, how many all, and what is wrong."""

    outcomes: Counter = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"{n:>5} killed while {name}" for name, n in sorted(self.outcomes.items())]
        return "\n".join([*lines, f"{len(self.wrong):>5} half-written", *self.wrong])


def cases(city: City, directory: Path, rows: int) -> list[Case]:
    """A first load into an empty table, and a second one that updates and creates."""
    first = installations(directory / "first.csv", rows)
    second = installations(directory / "second.csv", rows * 3 // 2, every=3)
    loaded = city.copy("loaded")
    return [
        case("first load", city, loaded, first),
        case("second load", loaded, loaded.copy("changed"), second),
    ]


def case(name: str, city: City, copy: City, path: Path) -> Case:
    """Import a file without a kill, into a *copy* of the city, to know what all of it is."""
    child = copy.run("import_installations", path)
    assert child.process.returncode == 0, child.err
    return Case(name, city, path, city.state(), copy.state(), child.phases)


def kill_once(case: Case, phase: str, share: float, findings: Findings, *options: str) -> bool:
    """Kill an import *share* into *phase*, look at what is there, and import the file again.

    Returns whether it was killed: it may have been quicker, and at its end.
    """
    city = case.city.copy("killed")
    child = city.start(*options, "import_installations", case.path)
    child.reach(phase)
    time.sleep(case.moment(phase, share))
    if child.end(signal.SIGKILL) != -signal.SIGKILL:
        return False
    city.settle()
    found = city.state()
    what = f"{case.name}, {phase} {share:.3f}"
    outcome = {str(case.before): "nothing", str(case.after): "all"}.get(str(found), "HALF")
    findings.outcomes[f"{phase}, {case.name}: {outcome} is there"] += 1
    if outcome == "HALF":
        findings.wrong.append(f"{what}: {found}")
        return True
    if not city.is_sound():
        findings.wrong.append(f"{what}: the database is damaged")
    again = city.run("import_installations", case.path)
    mended = city.state()
    if again.process.returncode or mended.rows != case.after.rows or mended.torn:
        findings.wrong.append(f"{what}: the next import made {mended}: {again.err}")
    return True


def kills(made: list[Case], number: int, seed: int, *options: str, phases=KILLED_IN) -> Findings:
    """Kill *number* imports at moments drawn from *seed*, of every case and in every phase."""
    drawn, findings = random.Random(seed), Findings()
    for n in range(number):
        case, phase = made[n % len(made)], phases[n // len(made) % len(phases)]
        while not kill_once(case, phase, drawn.random(), findings, *options):
            pass
    return findings


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--rows", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--in-pieces", action="store_true")
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name, throw_away_city(Path(name)) as city:
        made = cases(city, Path(name), options.rows)
        if options.in_pieces:
            findings = kills(made, options.kills, options.seed, "--in-pieces", phases=IN_PIECES)
        else:
            findings = kills(made, options.kills, options.seed)
        seconds = time.monotonic() - began
        print(f"{options.kills} kills in {seconds:.0f} s, {type(city).__name__}\n{findings}")
    return 1 if findings.wrong else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DEBUG", "True")
    sys.exit(main())
