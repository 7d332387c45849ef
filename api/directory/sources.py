"""What is published of the office's list of customers."""

from api.core.reading import Source

DIRECTORY = Source("directory", ("program_id", "business_id"))
FIGURES = Source("customer_figures", ("program_id", "business_id"))
MONTHS = Source("customer_month", ("program_id", "business_id"))
VIEWS = Source("customer_view", ("program_id", "business_id"))
RUNS = Source("bulk_run", ("program_id", "business_id"))
ITEMS = Source("bulk_item", ("program_id", "business_id"))
