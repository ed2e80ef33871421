"""Charts drawn on the server as SVG: no script, no style attribute, readable in print, in greyscale and unseen.

Everything is told by shape, dash and words, never by colour alone; the numbers stand in the table beside.
"""
