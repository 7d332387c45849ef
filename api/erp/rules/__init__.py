"""Pure decisions of the sync."""

from api.erp.rules.addresses import check_addresses, clean_host, name_of
from api.erp.rules.connecting import BY_FILE, MAX_CONNECTIONS, check_details
from api.erp.rules.grammar import Call, parse, spell
from api.erp.rules.mapping import Mapper, check, compile_mapping
from api.erp.rules.operations import FAILURES, OPERATIONS, Failed, Operation
from api.erp.rules.payload import parse_payload
from api.erp.rules.policies import changed_rules, check_policies
from api.erp.rules.presets import PRESETS, Preset, PresetStream
from api.erp.rules.specs import STREAM_KINDS, check_spec
from api.erp.rules.targets import TARGETS, target_field, target_fields
from api.erp.rules.telling import dry_row, row_hash

__all__ = [
    "BY_FILE",
    "FAILURES",
    "MAX_CONNECTIONS",
    "OPERATIONS",
    "PRESETS",
    "STREAM_KINDS",
    "TARGETS",
    "Call",
    "Failed",
    "Mapper",
    "Operation",
    "Preset",
    "PresetStream",
    "changed_rules",
    "check",
    "check_addresses",
    "check_details",
    "check_policies",
    "check_spec",
    "clean_host",
    "compile_mapping",
    "dry_row",
    "name_of",
    "parse",
    "parse_payload",
    "row_hash",
    "spell",
    "target_field",
    "target_fields",
]
