"""Ready-made streams and mappings of systems that are known."""

from api.erp.rules.presets.erpnext import ERPNEXT, ERPNEXT_POS
from api.erp.rules.presets.generic import GENERIC
from api.erp.rules.presets.logic_erp import LOGIC_ERP
from api.erp.rules.presets.odoo import ODOO
from api.erp.rules.presets.preset import Preset, PresetStream

PRESETS = {preset.name: preset for preset in (LOGIC_ERP, ODOO, ERPNEXT, ERPNEXT_POS, GENERIC)}
"""Every preset by its name, in the order of a list to choose from."""

__all__ = ["PRESETS", "Preset", "PresetStream"]
