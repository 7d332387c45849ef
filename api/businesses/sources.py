"""What tenants publish to be read."""

from api.core.reading import Source

BUSINESSES = Source("business")
PROGRAMS = Source("program")
PARTICIPANTS = Source("participant", ("program_id",))
PARTNER_INVITATIONS = Source("partner_invitation", ("program_id", "business_id"))
STORES = Source("store", ("program_id", "business_id"))
SHOP_BRANDS = Source("shop_brand", ("program_id", "business_id"))

LOOK = {name: name for name in ("name", "stock_color", "foil_color", "motif", "initials", "logo_url")}
"""How a business or a shop brand looks: by the columns in which both views tell it."""
POINT_PAYMENTS = Source("point_payment", ("program_id",))
