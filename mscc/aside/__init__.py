"""What is set aside for a bad day, outside the server and encrypted: backups, and the pack for a downtime."""
