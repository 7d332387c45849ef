"""What became of the points of each month of earning, set-based."""

from uuid import UUID

import orjson

from api.core import db
from api.ledger.types import EarnedMonth

# Points that moved to another card keep issuer and month: their new lots are no second issue, their old ones no use.
# So it is with lots like others, which are opened where what was taken comes back after a merge.
MONTHS = """
    WITH lots AS (
        SELECT l.id, date_trunc('month', l.earned_at AT TIME ZONE g.time_zone) AS month, l.remaining,
            l.points, t.kind IN ('reverse_redeem', 'reinstate') AS is_twin,
            CASE WHEN t.kind IN ('transfer', 'reverse_redeem', 'reinstate') THEN 0 ELSE l.points END AS issued,
            g.time_zone
        FROM lot l JOIN tx t ON t.id = l.tx_id JOIN program g ON g.id = l.program_id
        WHERE l.program_id = $1 AND l.issuer_id = $2
    ), moves AS (
        SELECT lots.month, m.points,
            CASE WHEN t.kind = 'redeem' OR (o.kind = 'redeem' AND m.points < 0) THEN 'redeemed'
                WHEN t.kind = 'expire' OR (t.kind = 'reinstate' AND m.points < 0) THEN 'expired'
                ELSE 'returned' END AS kind,
            greatest(0, (extract(year FROM age) * 12 + extract(month FROM age))::integer) AS age
        FROM lots JOIN lot_move m ON m.lot_id = lots.id JOIN tx t ON t.id = m.tx_id
            LEFT JOIN tx o ON t.kind = 'reverse_redeem' AND o.id = t.reverses_id
            CROSS JOIN LATERAL (SELECT age(date_trunc('month',
                coalesce(o.occurred_at, t.occurred_at) AT TIME ZONE lots.time_zone), lots.month) AS age) a
        WHERE NOT (t.kind = 'transfer' AND t.points < 0)
            AND NOT (o.kind IS NOT DISTINCT FROM 'transfer' AND m.points < 0)
        UNION ALL
        SELECT month, -points, 'returned', 0 FROM lots WHERE is_twin
    ), by_month AS (
        SELECT month, sum(issued)::bigint AS issued, sum(remaining)::bigint AS outstanding FROM lots GROUP BY month
    ), used AS (
        SELECT month, coalesce(sum(points) FILTER (WHERE kind = 'redeemed'), 0)::bigint AS redeemed,
            coalesce(sum(points) FILTER (WHERE kind = 'expired'), 0)::bigint AS expired,
            coalesce(sum(points) FILTER (WHERE kind = 'returned'), 0)::bigint AS returned
        FROM moves GROUP BY month
    ), aged AS (
        SELECT month, jsonb_object_agg(age, points) AS ages
        FROM (SELECT month, age, sum(points)::bigint AS points FROM moves
            WHERE kind = 'redeemed' GROUP BY month, age) each
        GROUP BY month
    )
    SELECT b.month::date AS month, b.issued, coalesce(u.redeemed, 0) AS redeemed, coalesce(u.expired, 0) AS expired,
        coalesce(u.returned, 0) AS returned, b.outstanding, coalesce(a.ages, '{}') AS ages
    FROM by_month b LEFT JOIN used u USING (month) LEFT JOIN aged a USING (month)
    ORDER BY b.month
"""


async def earned_months(program_id: UUID, issuer_id: UUID) -> list[EarnedMonth]:
    """Every month in which the issuer gave points, oldest first, in the program's months."""
    return [
        EarnedMonth(
            month=row["month"],
            issued=row["issued"],
            redeemed=row["redeemed"],
            expired=row["expired"],
            returned=row["returned"],
            outstanding=row["outstanding"],
            redeemed_by_age={int(age): points for age, points in orjson.loads(row["ages"]).items()},
        )
        for row in await db.fetch(MONTHS, program_id, issuer_id)
    ]
