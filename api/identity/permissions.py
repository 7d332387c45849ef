"""The catalogue of named permissions, and the roles that every business begins with."""

from collections.abc import Iterable

PERMISSIONS: dict[str, str] = {
    "api_keys.manage": "Make, rotate and revoke keys of third-party apps.",
    "audit.read": "See who did what, when and from where.",
    "business.manage": "Change the business, its brands and its look.",
    "clearing.manage": "Agree rates, buy points in advance, close settlement periods and record payments.",
    "clearing.read": "See what partners of the program owe each other, and why.",
    "customers.bulk": "Act on many customers at once, bring lists in and take lists out.",
    "customers.enrol": "Enrol customers.",
    "customers.erase": "Note that customers wish to be forgotten, and that they stay after all.",
    "customers.export": "Take out all that is kept of a customer, for the customer.",
    "customers.manage": "Change customers' data, tags and consents.",
    "customers.merge": "Make two customers one, and two again.",
    "customers.read": "Find and see customers.",
    "customers.remove": "Remove customers.",
    "erp.manage": "Connect the shop's own sales system, map its fields, and start, stop and repair its sync.",
    "erp.read": "See the sync with the shop's own sales system.",
    "kids.manage": "Add, change and remove customers' children, with the guardian's consent.",
    "kids.read": "See customers' children.",
    "notes.manage": "Write, change and remove notes about customers.",
    "notes.read": "Read notes about customers.",
    "points.adjust": "Correct balances by hand and move points between customers.",
    "points.award": "Give points without a purchase.",
    "points.extend": "Let points live longer, and give expired ones back.",
    "points.import": "Bring opening balances along from an older program.",
    "points.read": "See movements of points.",
    "points.redeem": "Take points as payment.",
    "points.release": "Release waiting points before their time, or cancel them.",
    "products.manage": "Change products, categories and brands of goods.",
    "products.read": "See products, categories and brands of goods.",
    "program.invite": "Invite businesses to the program, and leave it.",
    "program.manage": "Change the program's settings and earn rules.",
    "promotions.manage": "Change birthday promotions.",
    "promotions.read": "See birthday promotions, what came of them, and figures about customers' children.",
    "purchases.read": "See purchases and the day's figures of stores.",
    "purchases.record": "Record purchases, and undo them within a short time.",
    "purchases.return": "Take back purchases.",
    "review.decide": "Release or take back points that wait for review.",
    "rewards.manage": "Change the catalogue of rewards, make codes, give vouchers and take them back.",
    "rewards.read": "See rewards and customers' vouchers.",
    "rewards.redeem": "Redeem rewards for customers and use vouchers.",
    "staff.manage": "Invite staff, change their roles and suspend them; make roles.",
    "staff.read": "See staff and roles.",
    "stamps.issue": "Give stamps by hand, and take them back within a short time.",
    "stamps.manage": "Change the stamp cards that the business offers.",
    "stamps.read": "See stamp cards and their history.",
    "stores.manage": "Open and change stores.",
    "stores.read": "See stores.",
    "tiers.assign": "Put customers on a tier by hand.",
    "tiers.manage": "Change the program's tiers.",
    "tiers.read": "See the program's tiers.",
}
"""Permission name -> what it allows. Names are stable: they are printed into the public contract."""

ALL = frozenset(PERMISSIONS)
OWNER = "owner"

BUILTIN_ROLES: dict[str, tuple[str, frozenset[str]]] = {
    OWNER: ("Owner", ALL),
    "manager": (
        "Manager",
        ALL
        - {
            "api_keys.manage",
            "business.manage",
            "clearing.manage",
            "points.import",
            "program.invite",
            "program.manage",
            "tiers.manage",
        },
    ),
    "cashier": (
        "Cashier",
        frozenset(
            {
                "customers.enrol",
                "customers.read",
                "notes.read",
                "points.read",
                "points.redeem",
                "products.read",
                "purchases.read",
                "purchases.record",
                "purchases.return",
                "rewards.read",
                "rewards.redeem",
                "stamps.issue",
                "stamps.read",
                "stores.read",
                "tiers.read",
            }
        ),
    ),
    "analyst": (
        "Analyst",
        frozenset(
            {
                "clearing.read",
                "customers.read",
                "erp.read",
                "points.read",
                "products.read",
                "promotions.read",
                "purchases.read",
                "rewards.read",
                "stamps.read",
                "stores.read",
                "tiers.read",
            }
        ),
    ),
}
"""Key -> (name, permissions). They grow with the catalogue, so they are read from here, not from the table."""

NOT_BY_PIN = frozenset(
    {
        "api_keys.manage",
        "audit.read",
        "business.manage",
        "clearing.manage",
        "customers.erase",
        "customers.export",
        "customers.bulk",
        "customers.merge",
        "customers.remove",
        "erp.manage",
        "points.adjust",
        "points.extend",
        "points.import",
        "points.release",
        "program.invite",
        "program.manage",
        "promotions.manage",
        "review.decide",
        "staff.manage",
        "stamps.manage",
        "stores.manage",
        "tiers.assign",
        "tiers.manage",
    }
)
"""What four digits on a shared till do not open; these ask for one's own password."""


def permissions_of(key: str, *, is_builtin: bool, stored: Iterable[str]) -> frozenset[str]:
    """What a role allows: the house's own bundle for a builtin one, else what is stored and still exists."""
    if is_builtin and key in BUILTIN_ROLES:
        return BUILTIN_ROLES[key][1]
    return ALL & frozenset(stored)
