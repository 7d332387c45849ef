"""Pure decisions about rewards: what one may be, who may have it, what codes look like."""
