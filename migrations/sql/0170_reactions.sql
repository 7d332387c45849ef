-- Reactions whose job was lost are looked for among the facts of a name that were relayed in the last days.
CREATE INDEX outbox_relayed ON outbox (name, relayed_at) WHERE relayed_at IS NOT NULL;
