"""Verbs of the office's list of customers."""

from api.directory.service.files import download, forget_old, link_to
from api.directory.service.imports import begin_import, map_import, start_import, wrong_lines
from api.directory.service.joined import PEOPLE_PART
from api.directory.service.starting import preview, start
from api.directory.service.steering import cancel, pause, resume, undo
from api.directory.service.views import remove_view, save_view
from api.directory.service.working import work_once

__all__ = [
    "PEOPLE_PART",
    "begin_import",
    "cancel",
    "download",
    "forget_old",
    "link_to",
    "map_import",
    "pause",
    "preview",
    "remove_view",
    "resume",
    "save_view",
    "start",
    "start_import",
    "undo",
    "work_once",
    "wrong_lines",
]
