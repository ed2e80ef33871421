"""The project, its settings and the people on duty. Imports nothing of the other apps."""
