"""`courant packs`: check, export, import a Markdown document, add a capability."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from courant.brand import load_brand
from courant.cli.parsing import Commands
from courant.data_errors import DataError
from courant.french.folding import fold
from courant.packs import load_catalogue
from courant.packs.blocks import imported_file, insert_block, new_block, new_theme
from courant.packs.catalogue import read_themes
from courant.packs.checks import check_packs
from courant.packs.export import export_files
from courant.packs.formulations import FOLDER as EXAMPLES
from courant.packs.inventory import read_inventory
from courant.packs.markdown_import import ImportedCapability, read_document
from courant.packs.model import Capability
from courant.packs.theme_reader import PACK_NAMES
from courant.settings import PROJECT_ROOT

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")


def register(commands: Commands) -> None:
    """Declare `packs` and its own commands."""
    parser = commands.add_parser("packs", help="packs de capacités : vérifier, exporter, importer, ajouter")
    parser.add_argument("--projet", type=Path, default=PROJECT_ROOT, help="racine du projet")
    actions = parser.add_subparsers(dest="action", required=True, metavar="action")

    check = actions.add_parser("check", help="vérifie les packs, fichier et ligne à l'appui")
    check.set_defaults(command=run_check)

    export = actions.add_parser("export", help="écrit les packs en fichiers Rasa")
    export.add_argument("dossier", type=Path, nargs="?", default=None, help="par défaut data/nlu")
    export.set_defaults(command=run_export)

    reading = actions.add_parser("import-markdown", help="importe un document de capacités en Markdown")
    reading.add_argument("fichier", type=Path)
    reading.add_argument("--vers", type=Path, required=True, help="dossier où écrire le fichier de thème")
    reading.add_argument("--pack", choices=PACK_NAMES, default="fournisseur")
    reading.set_defaults(command=run_import)

    new = actions.add_parser("new", help="ajoute le bloc et le fichier de formulations d'une capacité")
    new.add_argument("id")
    new.add_argument("--theme", required=True)
    new.set_defaults(command=run_new)


def run_check(options: argparse.Namespace) -> int:
    """Print every mistake of the packs."""
    errors = _errors(options.projet)
    for error in errors:
        print(error)
    if errors:
        print(f"{len(errors)} problème(s) dans les packs.")
        return 1
    catalogue = load_catalogue(_packs(options.projet), PACK_NAMES, load_brand(options.projet / "brand.yml"))
    sentences = sum(len(one.examples) for one in catalogue.capabilities.values())
    print(f"Packs en ordre : {len(catalogue.capabilities)} capacités, {sentences} formulations.")
    return 0


def run_export(options: argparse.Namespace) -> int:
    """Write the packs in use as Rasa files."""
    folder: Path = options.dossier or options.projet / "data" / "nlu"
    files = export_files(load_catalogue(_packs(options.projet)))
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    print(f"Écrit dans {folder} : {', '.join(files)}.")
    return 0


def run_import(options: argparse.Namespace) -> int:
    """Turn what is new in a Markdown document into a theme file, and say what exists already."""
    found = read_document(options.fichier.read_text(encoding="utf-8"))
    theme = "_".join(re.findall(r"[a-z0-9]+", fold(options.fichier.stem)))
    target = options.vers / f"{theme}.yml"
    if not found:
        print(f"Aucune capacité dans {options.fichier} (« - ****Titre**** » sous « ### Catégorie »).")
        return 1
    if target.exists():
        print(f"{target} existe déjà : choisissez un autre dossier, ou supprimez-le.")
        return 1
    new = _say_what_is_new(options.projet, found)
    if not new:
        print("Rien à écrire.")
        return 0
    options.vers.mkdir(parents=True, exist_ok=True)
    target.write_text(imported_file(theme, options.pack, new), encoding="utf-8")
    print(f"{len(new)} capacité(s) écrite(s) dans {target}.")
    return 0


def run_new(options: argparse.Namespace) -> int:
    """Add an empty block and its file of formulations, then say what is missing."""
    packs, name = _packs(options.projet), options.id
    if not IDENTIFIER.fullmatch(name) or not IDENTIFIER.fullmatch(options.theme):
        print("L'identifiant et le thème s'écrivent en minuscules, chiffres et tirets bas.")
        return 1
    errors: list[DataError] = []
    existing = _known(options.projet).get(name)
    if existing:
        print(f"« {name} » existe déjà ({existing.place.file}:{existing.place.line}).")
        return 1
    path, examples = packs / f"{options.theme}.yml", packs / EXAMPLES / f"{name}.txt"
    if not path.exists():
        path.write_text(new_theme(options.theme), encoding="utf-8")
    block = new_block(name, options.theme, read_inventory(packs, errors).get(name))
    path.write_text(insert_block(path, block), encoding="utf-8")
    if not examples.exists():
        examples.parent.mkdir(parents=True, exist_ok=True)
        examples.write_text(f"# {name} : une formulation par ligne, telle que le client l'écrit.\n", "utf-8")
    print(f"Ajouté : {path}, {examples}.")
    _say_what_is_missing(options.projet, name)
    return 0


def _say_what_is_missing(root: Path, name: str) -> None:
    place = _known(root)[name].place
    following = [one.place.line for one in _known(root).values() if one.place.file == place.file]
    end = min((line for line in following if line > place.line), default=10**9)
    print("Il reste à écrire :")
    for error in _errors(root):
        if (error.file == place.file and place.line <= error.line < end) or error.file.endswith(f"/{name}.txt"):
            print(f"  {error}")


def _say_what_is_new(root: Path, found: tuple[ImportedCapability, ...]) -> tuple[ImportedCapability, ...]:
    """List what a document holds; return what the project lacks."""
    known = _known(root)
    for one in found:
        existing = known.get(one.id)
        if existing is None:
            print(f"  nouvelle : {one.id} (« {one.title} », {one.category})")
        else:
            name = one.id if existing.id == one.id else f"{one.id}, alias de {existing.id}"
            print(f"  existe déjà : {name} ({existing.place.file}:{existing.place.line})")
    new = tuple(one for one in found if one.id not in known)
    print(f"{len(new)} nouvelle(s), {len(found) - len(new)} déjà présente(s).")
    return new


def _known(root: Path) -> dict[str, Capability]:
    """Every capability by id and by alias, all packs together, even where its block is incomplete."""
    ignored: list[DataError] = []
    known: dict[str, Capability] = {}
    for theme in read_themes(_packs(root), ignored):
        for raw in theme.capabilities:
            for name in (raw.capability.id, *raw.capability.aliases):
                known.setdefault(name, raw.capability)
    return known


def _errors(root: Path) -> tuple[DataError, ...]:
    return check_packs(_packs(root), load_brand(root / "brand.yml"))


def _packs(root: Path) -> Path:
    return root / "data" / "packs"
