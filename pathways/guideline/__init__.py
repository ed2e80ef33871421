"""NICE guideline NG234 as plain functions and tables over three-valued facts. Imports no Django.

Sentences are this project's own; the guideline itself is the authority. Rules are not yet approved by a clinical
safety officer.
"""

EDITION = "NG234, September 2023, last amended March 2026"
RULES_VERSION = "2026-11"
