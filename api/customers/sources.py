"""What is published of those who earn."""

from api.core.reading import Source

PEOPLE = Source("person")
CUSTOMERS = Source("customer", ("program_id", "business_id"))
TAGS = Source("tag", ("program_id", "business_id"))
MEMBER_TAGS = Source("member_tag", ("program_id", "business_id"))
NOTES = Source("note", ("program_id", "business_id"))
KIDS = Source("kid", ("program_id", "business_id"))
OWN_KIDS = Source("own_kid")
CONSENTS = Source("consent", ("program_id", "business_id"))
MEMBER_MERGES = Source("member_merge", ("program_id", "business_id"))
ERASURES = Source("erasure", ("program_id", "business_id"))
DATA_EXPORTS = Source("data_export", ("program_id", "business_id"))
TIMELINE = Source("timeline", ("program_id",))
