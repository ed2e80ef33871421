"""The audit's pages and files."""
