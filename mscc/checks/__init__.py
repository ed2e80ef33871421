"""`make check`: everything that is held by a tool, run in one go. Nothing here runs in the service itself."""
