"""The rules import-linter cannot state: private tables, mirrored tests, names, sizes. A failure lists every breach."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
PACKAGE = SOURCE / "lenticular"
TESTS = ROOT / "tests"

LONGEST_MODULE = 500
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "manager", "base"}
NAME_EXCEPTIONS = {"store/base.py"}  # SQLAlchemy's declarative base: the word everyone looks for

WITHOUT_TEST = {
    "errors.py": "only the shapes of failures; every test that expects one exercises it",
}
WITHOUT_TEST_NAMES = {
    "__init__.py": "empty",
    "__main__.py": "calls main()",
    "main.py": "hands over to commands, which have tests",
    "tables.py": "rows and constraints are exercised through the concept's service",
    "payloads.py": "what the wire reads and shows is exercised through the concept's routes",
}

# The order of a concept's own modules, outermost first: an import may only go to the right.
CONCEPT_ORDER = ("routes", "payloads", "service", "tables")

# Bracketed so that this file does not match itself.
WORKPLACE = re.compile(r"\.[l]ibrary\b|\b[f]arm-|/[w]ork/")
TEXT_FOLDERS = (".ci", "benchmarks", "docs", "scripts", "src", "tests", "ui")
COMPILED_SUFFIXES = {".so", ".pyd"}
BUILT_FOLDERS = {"node_modules", "__pycache__", "dist", "built"}


@dataclass(frozen=True, slots=True)
class Import:
    """One name that a module imports: `lenticular.a.b` as written or, for `from lenticular.a import b`, joined."""

    line: int
    name: str


def relative(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@cache
def modules() -> tuple[Path, ...]:
    return tuple(sorted(PACKAGE.rglob("*.py")))


def is_migration(path: Path) -> bool:
    return "migrations" in path.relative_to(PACKAGE).parts


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports(path: Path) -> Iterator[Import]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (Import(node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def module_imported(name: str) -> Path | None:
    """Return the file of ours that an imported name lies in, or None if it is not ours."""
    parts = name.split(".")
    if parts[0] != PACKAGE.name:
        return None
    while parts:
        file = SOURCE.joinpath(*parts).with_suffix(".py")
        if file.is_file():
            return file
        if SOURCE.joinpath(*parts).is_dir():
            return SOURCE.joinpath(*parts, "__init__.py")
        parts.pop()
    return None


def expect_none(offenders: list[str], rule: str) -> None:
    if offenders:
        pytest.fail("\n  ".join([rule, *offenders]), pytrace=False)


def test_tables_are_private_to_their_concept():
    found = []
    for path in modules():
        if path == PACKAGE / "tables.py" or is_migration(path):
            continue
        for imported in imports(path):
            target = module_imported(imported.name)
            if target and target.name == "tables.py" and target.parent not in {path.parent, PACKAGE}:
                found.append(f"{relative(path)}:{imported.line} imports {imported.name}")
    expect_none(found, "Only a concept's own folder reads its tables; others call its service:")


def test_a_concept_is_imported_from_routes_to_tables():
    found = []
    for path in modules():
        if path.stem not in CONCEPT_ORDER:
            continue
        for imported in imports(path):
            target = module_imported(imported.name)
            if target is None or target.parent != path.parent or target.stem not in CONCEPT_ORDER:
                continue
            if CONCEPT_ORDER.index(target.stem) < CONCEPT_ORDER.index(path.stem):
                found.append(f"{relative(path)}:{imported.line} imports {imported.name}")
    expect_none(found, f"Within a concept imports go {' → '.join(CONCEPT_ORDER)}:")


def test_private_names_stay_in_their_module():
    found = [
        f"{relative(path)}:{imported.line} imports {imported.name}"
        for path in modules()
        for imported in imports(path)
        if imported.name.startswith(f"{PACKAGE.name}.") and re.search(r"\._(?!_)", imported.name)
    ]
    expect_none(found, "A name with a leading underscore is not imported elsewhere:")


def test_every_module_has_its_test():
    found = []
    for path in modules():
        if path.name in WITHOUT_TEST_NAMES or relative(path) in WITHOUT_TEST or is_migration(path):
            continue
        folder = TESTS / path.relative_to(PACKAGE).parent
        if not (folder / f"test_{path.name}").is_file() and not any(folder.glob(f"test_{path.stem}_*.py")):
            expected = (folder / f"test_{path.name}").relative_to(ROOT)
            found.append(f"{relative(path)} has no {expected}")
    expect_none(found, "Every module has its test at the mirrored path (a long one may be split: test_<module>_*.py):")


def test_exceptions_are_still_needed():
    found = [name for name in (*WITHOUT_TEST, *NAME_EXCEPTIONS) if not (PACKAGE / name).is_file()]
    found += [name for name in WITHOUT_TEST if (TESTS / Path(name).parent / f"test_{Path(name).name}").is_file()]
    expect_none(found, "Take these out of the lists of exceptions:")


def test_package_files_are_empty():
    found = [relative(path) for path in modules() if path.name == "__init__.py" and path.read_text().strip()]
    expect_none(found, "__init__.py stays empty; put the code in a module with a name:")


def test_every_module_says_what_belongs_in_it():
    found = [
        relative(path) for path in modules() if path.name != "__init__.py" and not (ast.get_docstring(tree(path)) or "")
    ]
    expect_none(found, "Every module starts with one sentence saying what belongs in it:")


def test_names_are_nouns_of_the_domain():
    found = [
        relative(path)
        for path in modules()
        if FORBIDDEN_NAMES & {path.stem, *path.relative_to(PACKAGE).parent.parts}
        and relative(path) not in NAME_EXCEPTIONS
    ]
    expect_none(found, f"No module or folder is called {', '.join(sorted(FORBIDDEN_NAMES))}:")


def test_modules_stay_short():
    found = []
    for path in modules():
        # A migration is history: it is read once, in order, and never split afterwards.
        lines = 0 if is_migration(path) else len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_MODULE:
            found.append(f"{relative(path)} has {lines} lines")
    expect_none(found, f"A module over {LONGEST_MODULE} lines is two modules:")


def texts() -> Iterator[Path]:
    yield from (path for path in ROOT.iterdir() if path.is_file())
    for folder in TEXT_FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            is_text = path.is_file() and path.suffix not in COMPILED_SUFFIXES
            if is_text and not BUILT_FOLDERS & set(path.relative_to(ROOT).parts):
                yield path


def test_nothing_names_the_place_where_it_was_written():
    found = [
        f"{path.relative_to(ROOT)}:{number} {line.strip()[:80]}"
        for path in texts()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="ignore").splitlines(), start=1)
        if WORKPLACE.search(line)
    ]
    expect_none(found, "The project stands alone: no path or tool of one developer's machine:")


def test_node_packages_are_locked_without_a_registry():
    found = [
        str(path.relative_to(ROOT))
        for path in texts()
        if path.name == "package-lock.json" and '"resolved": "http' in path.read_text(encoding="utf-8")
    ]
    expect_none(
        found, "A lock file that names a registry's host binds everyone to it (omit-lockfile-registry-resolved):"
    )
