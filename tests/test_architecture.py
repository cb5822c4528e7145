"""The rules of the house: import arrows, French only in packs and brand, nothing forbidden in the tree."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("custom_components", "actions", "channels", "console")
PACKAGES = (*LAYERS, "courant", "backends")
# What each package may import of the project, and which frameworks it must do without.
ALLOWED = {
    "courant": {"courant"},
    "backends": {"backends", "courant.french"},
    **{layer: {layer, "courant"} for layer in LAYERS},
}
RASA = ("rasa", "rasa_sdk")
WITHOUT_RASA = ("courant", "backends", "console")
# Pure: no framework, no network, no database.
PURE = {
    "courant/packs": {"sqlalchemy", "httpx", "sanic", "asyncio"},
    "courant/french": {"sqlalchemy", "httpx", "sanic"},
}
# Their French is said to designers and operators, or is knowledge of the language, never said to customers.
FRENCH_ALLOWED = (
    "courant/cli/",
    "courant/packs/",
    "courant/french/",
    "courant/danger/",
    "courant/brand.py",
    "courant/brand_rules.py",
    "courant/data_errors.py",
    "courant/marked_yaml.py",
    "courant/yaml_syntax.py",
)
FRENCH_FREE = ("courant", "custom_components", "actions", "channels")
ACCENTS = re.compile(r"[àâçéèêëîïôùûœÀÂÇÉÈÊËÎÏÔÙÛŒ«»]")
FRENCH_WORDS = re.compile(
    r"\b(?:le|la|les|un|une|des|du|vous|votre|vos|est|sont|avec|pour|dans|sur|pas|nous|notre|merci|bonjour)\b", re.I
)
# In pieces, so that this file does not hold what it forbids.
FORBIDDEN = re.compile(
    "|".join(
        [
            r"pypi\." + "org",
            "python" + "hosted",
            "registry" + r"\.npmjs",
            r"(?<![\w.])/" + "work/",
            r"(?<![\w.])/" + "root/",
            r"(?<![\w.])/" + "tmp/",
        ]
    )
)
BINARY = {".png", ".jpg", ".pdf", ".gz", ".ico", ".woff2", ".wav"}
LONGEST_FILE = 300


def tracked_files() -> list[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def sources(*packages: str) -> list[Path]:
    return [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module


def is_below(module: str, *parents: str) -> bool:
    return any(module == parent or module.startswith(f"{parent}.") for parent in parents)


def test_import_arrows_point_down():
    wrong = [
        f"{name(path)}:{line} imports {module}"
        for package in PACKAGES
        for path in sources(package)
        for line, module in imported(parsed(path))
        if is_below(module, *PACKAGES) and not is_below(module, *ALLOWED[package])
    ]
    assert wrong == []


def test_core_back_ends_and_console_do_without_rasa():
    wrong = [
        f"{name(path)}:{line} imports {module}"
        for path in sources(*WITHOUT_RASA)
        for line, module in imported(parsed(path))
        if is_below(module, *RASA)
    ]
    assert wrong == []


@pytest.mark.parametrize("package", sorted(PURE))
def test_packs_and_french_are_pure(package):
    wrong = [
        f"{name(path)}:{line} imports {module}"
        for path in sources(package)
        for line, module in imported(parsed(path))
        if is_below(module, *PURE[package])
    ]
    assert wrong == []


def docstrings(tree: ast.AST) -> set[int]:
    """Ids of the constants that are docstrings, of modules, classes, functions and fields."""
    found = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) else ():
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                found.add(id(statement.value))
    return found


def patterns(tree: ast.AST) -> set[int]:
    """Ids of the texts given to `re`: patterns read customers, they do not speak to them."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    of_re = (call for call in calls if ast.unparse(call.func).startswith("re."))
    return {id(part) for call in of_re for part in ast.walk(call) if isinstance(part, ast.Constant)}


def french_literals(tree: ast.AST) -> Iterator[tuple[int, str]]:
    left_out = docstrings(tree) | patterns(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            words = set(FRENCH_WORDS.findall(node.value.lower()))
            if len(node.value) > 2 and (ACCENTS.search(node.value) or len(words) > 1):
                yield node.lineno, node.value


def test_french_for_customers_lives_in_packs_and_brand():
    wrong = [
        f"{name(path)}:{line} {text[:60]!r}"
        for path in sources(*FRENCH_FREE)
        if not name(path).startswith(FRENCH_ALLOWED)
        for line, text in french_literals(parsed(path))
    ]
    assert wrong == []


def test_french_is_recognised_where_it_is_written():
    code = '''
"""Le module, avec une phrase."""
SAID = "Bonjour, votre facture est prête."
PLAIN = "Merci pour vos factures"
ENGLISH = "the bill is due on monday"
READ = re.compile("où est la facture")
KEY = "date"
'''
    assert [line for line, _ in french_literals(ast.parse(code))] == [3, 4]


def test_nothing_names_machines_or_registries():
    wrong = []
    for path in tracked_files():
        if path.suffix in BINARY:
            continue
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
            if FORBIDDEN.search(line):
                wrong.append(f"{name(path)}:{number}")
    assert wrong == []


def test_only_the_command_line_prints():
    wrong = [
        f"{name(path)}:{node.lineno}"
        for path in sources(*PACKAGES)
        if not name(path).startswith(("courant/cli/", "backends/__main__.py"))
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert wrong == []


def is_empty(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return all(
        isinstance(step, ast.Pass) or (isinstance(step, ast.Raise) and "NotImplemented" in ast.unparse(step))
        for step in body
    )


def optional_hooks(tree: ast.AST) -> set[int]:
    """Ids of the documented methods of abstract classes that subclasses may leave empty."""
    classes = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    abstract = (one for one in classes if any(ast.unparse(base) == "ABC" for base in one.bases))
    functions = (part for one in abstract for part in one.body)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {id(part) for part in functions if isinstance(part, kinds) and ast.get_docstring(part)}


def stubs(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    left_out = optional_hooks(tree)
    functions = (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
    for function in functions:
        is_abstract = any("abstract" in ast.unparse(mark) for mark in function.decorator_list)
        if is_empty(function) and not is_abstract and id(function) not in left_out:
            yield function


def test_no_function_is_a_stub():
    wrong = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in sources(*PACKAGES)
        # A migration may refuse to go back.
        if "/migrations/" not in name(path)
        for node in stubs(parsed(path))
    ]
    assert wrong == []


def test_errors_are_never_swallowed():
    """`except Exception: pass` hides a failure from everyone."""
    wrong = [
        f"{name(path)}:{node.lineno}"
        for path in sources(*PACKAGES)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        and all(isinstance(step, ast.Pass) for step in node.body)
    ]
    assert wrong == []


def test_files_stay_readable():
    wrong = [
        f"{name(path)} has {lines} lines"
        for path in sources(*PACKAGES)
        if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE
    ]
    assert wrong == []
