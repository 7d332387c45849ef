"""The slices whose types are named here."""

import strawberry

LEDGER = strawberry.lazy("api.graphql.ledger.types")
NOTIFICATIONS = strawberry.lazy("api.graphql.notifications.types")
TIERS = strawberry.lazy("api.graphql.tiers.types")
PURCHASES = strawberry.lazy("api.graphql.purchases.types")
STAMPS = strawberry.lazy("api.graphql.stamps.types")
PROMOTIONS = strawberry.lazy("api.graphql.promotions.types")
REWARDS = strawberry.lazy("api.graphql.rewards.types")
WALLET = strawberry.lazy("api.graphql.wallet.types")
