"""What happened to each person who was referred."""
