"""NICE guideline NG234 as plain functions and tables over three-valued facts. Imports no Django.

Sentences are this project's own; the guideline itself is the authority. Whether the rules are approved is said by
each alliance's clinical safety officer, on the page that shows them.
"""

EDITION = "NG234, September 2023, last amended March 2026"
# Of the rules as coded: counted within an edition, see `editions`.
RULES_VERSION = "2026-03.1"
