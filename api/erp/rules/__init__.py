"""Pure decisions of the sync."""

from api.erp.rules.grammar import Call, parse, spell
from api.erp.rules.mapping import Mapper, check, compile_mapping
from api.erp.rules.operations import FAILURES, OPERATIONS, Failed, Operation
from api.erp.rules.payload import parse_payload
from api.erp.rules.presets import PRESETS, Preset, PresetStream
from api.erp.rules.targets import TARGETS, target_field, target_fields
from api.erp.rules.telling import dry_row, row_hash

__all__ = [
    "FAILURES",
    "OPERATIONS",
    "PRESETS",
    "TARGETS",
    "Call",
    "Failed",
    "Mapper",
    "Operation",
    "Preset",
    "PresetStream",
    "check",
    "compile_mapping",
    "dry_row",
    "parse",
    "parse_payload",
    "row_hash",
    "spell",
    "target_field",
    "target_fields",
]
