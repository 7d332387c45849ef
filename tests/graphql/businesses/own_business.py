"""What staff read of their own business, and a logo for it."""

BUSINESS = """{ business { id name contactName contactEmail version
  brand { name stockColor foilColor motif initials logoUrl }
  program { name pointsName currency timeZone region isCoalition rounding pointValue expiryKind expiryMonths pendingKind
    pendingDays pendingUntil shortfallPolicy reinstatementDays voidWindowSeconds version
    earnRate { points perAmount { minorUnits currency } }
    limits { mode perTransaction perDay perWeek perMonth balance staffAwardsPerHour storePointsPerDay }
    participants { role earnRate { points perAmount { minorUnits } } business { id brand { name } } } }
  earnRate { points perAmount { minorUnits currency } }
  stores { id name code isActive shopBrand { brand { name } } } shopBrands { brand { name } isActive }
  earnRules { id } } }"""
PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
