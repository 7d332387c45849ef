"""import-linter contract: who needs a domain imports its package, never a file inside it."""

from collections.abc import Iterable, Iterator
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from typing_extensions import override

ARROW = " -> "


class FrontDoor(Contract):
    """Each package in `domains` is entered by its `__init__`; `also_open` lists "who -> file" that may pass as well."""

    type_name = "front_door"

    domains = fields.ListField(subfield=fields.StringField())
    also_open = fields.ListField(subfield=fields.StringField(), required=False)

    @override
    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        domains = cast("list[str]", self.domains)  # the library puts values where it declares fields
        passes = [tuple(line.split(ARROW)) for line in cast("list[str] | None", self.also_open) or []]
        present = [domain for domain in domains if domain in graph.modules]
        broken = [
            (importer, module)
            for domain in present
            for importer, module in _entries(graph, domain)
            if not _may_pass(importer, module.removeprefix(f"{domain}."), passes)
        ]
        return ContractCheck(kept=not broken, metadata={"broken": sorted(broken)})

    @override
    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, module in check.metadata["broken"]:
            domain = ".".join(module.split(".")[:2])
            output.print_error(f"{importer} imports {module}: import {domain} instead")


def _entries(graph: ImportGraph, domain: str) -> Iterator[tuple[str, str]]:
    """(who, inner file) for every import that crosses the domain's border past its front door."""
    for module in graph.find_descendants(domain):
        for importer in graph.find_modules_that_directly_import(module):
            if not _is_in(importer, domain):
                yield importer, module


def _may_pass(importer: str, file: str, passes: Iterable[tuple[str, ...]]) -> bool:
    return any(_is_in(importer, who) and file == part for who, part in passes)


def _is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")
