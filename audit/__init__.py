"""How well the service did, and who did or saw what."""
