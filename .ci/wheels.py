"""Is there a wheel of everything the program needs, for every system and Python it is said to run on?

    pip install uv && python .ci/wheels.py [--extra video ...]

Has uv resolve the project's dependencies, and theirs, for each of them; nothing is installed or built. Fails
where a wheel is missing that is not among the known gaps below, or where a known gap is closed.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = {
    "Windows x64": "x86_64-pc-windows-msvc",
    "Windows ARM": "aarch64-pc-windows-msvc",
    "macOS Apple": "aarch64-apple-darwin",
    "macOS Intel": "x86_64-apple-darwin",
    "Linux x64": "x86_64-unknown-linux-gnu",
    "Linux ARM": "aarch64-unknown-linux-gnu",
}
"""Name -> uv's word for it."""
OLDEST_MACOS = {"macOS Apple": "14.0", "macOS Intel": "15.0"}
"""Of which there are wheels: what README asks for."""
EMULATED = "install Python for x64: Windows on ARM runs it, and all its wheels are there"
OLDER = "install Python 3.13 or older: newer ones have no wheels for Intel Macs any more"
KNOWN_GAPS: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {
    ("lightgbm", "Windows ARM"): (EMULATED, PYTHONS),
    ("pi-heif", "Windows ARM"): (EMULATED, PYTHONS),
    ("xllamacpp", "Windows ARM"): (EMULATED, PYTHONS),
    ("onnxruntime", "macOS Intel"): (OLDER, ("3.14",)),
    ("rawpy", "macOS Intel"): (OLDER, ("3.14",)),
}
"""(package, system) -> what the user is told, and the Pythons it is of."""
_NO_WHEEL = re.compile(r"([A-Za-z0-9][\w.-]*?)(?:[=<>!~]=?\S*)? has no (?:usable )?wheels")

Resolve = Callable[[Sequence[str], str, str], str]
"""(requirements, system, Python) -> '' where all have wheels, else what was said."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A package without a wheel; `package` is what uv said where it named none."""

    package: str
    system: str
    python: str


def requirements(extras: Iterable[str]) -> list[str]:
    """As pyproject.toml has them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [
        *project["dependencies"],
        *(line for extra in extras for line in project["optional-dependencies"][extra]),
    ]


def resolved_by_uv(lines: Sequence[str], system: str, python: str) -> str:
    """What uv says where it finds no wheel for one of them."""
    command = ["uv", "pip", "compile", "--quiet", "--no-header", "--no-annotate", "--only-binary", ":all:"]
    command += ["--python-platform", SYSTEMS[system], "--python-version", python, "-"]
    asked = dict(os.environ)
    if system in OLDEST_MACOS:
        asked["MACOSX_DEPLOYMENT_TARGET"] = OLDEST_MACOS[system]
    done = subprocess.run(
        command, input="\n".join(lines), capture_output=True, text=True, check=False, env=asked
    )
    return "" if done.returncode == 0 else done.stderr.strip() or "uv failed"


def gaps_on(system: str, python: str, lines: Sequence[str], resolve: Resolve) -> list[Gap]:
    """All gaps of one system: what misses a wheel is left out, and the rest tried again."""
    found: list[Gap] = []
    left = list(lines)
    while said := resolve(left, system, python):
        named = _NO_WHEEL.search(" ".join(said.split()))
        package = name_of(named[1]) if named else said.splitlines()[0]
        found.append(Gap(package, system, python))
        fewer = [line for line in left if name_of(line) != package]
        if len(fewer) == len(left):
            break  # something that one of them needs: what else is missing cannot be told
        left = fewer
    return found


def name_of(requirement: str) -> str:
    """The package of a requirement, as the package index compares names."""
    found = re.match(r"[\w.-]+", requirement)
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else requirement


def verdict(gaps: Sequence[Gap], systems: Iterable[str], asked: Iterable[str]) -> tuple[list[str], bool]:
    """(lines for people, whether all is as known)."""
    lines, well = [], True
    for gap in gaps:
        words, pythons = KNOWN_GAPS.get((gap.package, gap.system), ("", ()))
        well = well and gap.python in pythons
        said = f"known: {words}" if gap.python in pythons else "NOT KNOWN"
        lines.append(f"{gap.system}, Python {gap.python}: no wheel of {gap.package} ({said})")
    found, there, names = {(gap.package, gap.system) for gap in gaps}, set(systems), set(asked)
    for package, system in KNOWN_GAPS:
        if system in there and package in names and (package, system) not in found:
            well = False
            lines.append(f"{system}: there is a wheel of {package} now; take it off the list of known gaps")
    return lines, well


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--extra", action="append", default=[])
    options = parser.parse_args()
    lines = requirements(options.extra)
    gaps = [
        gap
        for system in SYSTEMS
        for python in PYTHONS
        for gap in gaps_on(system, python, lines, resolved_by_uv)
    ]
    said, well = verdict(gaps, SYSTEMS, map(name_of, lines))
    print("\n".join([*said, f"{len(lines)} packages on {len(SYSTEMS)} systems, Python {', '.join(PYTHONS)}"]))
    print("all is as known" if well else "NOT all is as known")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
