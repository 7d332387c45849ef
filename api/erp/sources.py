"""What is published of the sync."""

from api.core.reading import Source

CONNECTIONS = Source("erp_connection", ("program_id", "business_id"))
STREAMS = Source("erp_stream", ("program_id", "business_id"))
SPECS = Source("erp_spec", ("program_id", "business_id"))
MAPPINGS = Source("erp_mapping", ("program_id", "business_id"))
MAPPING_ROWS = Source("erp_mapping_row", ("program_id", "business_id"))
RUNS = Source("erp_run", ("program_id", "business_id"))
DEAD_ROWS = Source("erp_dead_row", ("program_id", "business_id"))
CONFLICTS = Source("erp_conflict", ("program_id", "business_id"))
RULES = Source("erp_rules", ("program_id", "business_id"))
CLAIMS = Source("erp_claims", ("program_id",))
BRANCHES = Source("erp_branch", ("program_id", "business_id"))
POLICY_ROWS = Source("erp_policy", ("program_id", "business_id"))
