"""Where sources made of files may lie: one tenant must not read another's files, or the machine's."""

from dataclasses import replace
from pathlib import Path

from api.erp.types import Problem, Source, SourceFailed, SourceKind

BY_PATH = frozenset({SourceKind.SQLITE, SourceKind.CSV_FOLDER})


def placed(source: Source, *, under: Path | None, anywhere: bool) -> Source:
    """The source with its path made whole. Raises SourceFailed for a path outside of the permitted folder."""
    if source.kind not in BY_PATH:
        return source
    if under is None:
        if anywhere:
            return replace(source, path=str(Path(source.path).resolve()))
        raise SourceFailed(
            Problem.PATH_NOT_FOUND,
            "This installation reads no files. Name a folder for them in ERP_FILES_FOLDER.",
        )
    root = under.resolve()
    path = (root / source.path).resolve()
    if not path.is_relative_to(root):
        raise SourceFailed(Problem.PATH_NOT_FOUND, f"{source.path} is not below the folder for files.")
    return replace(source, path=str(path))
