"""The colours of the charts: each is told apart by shape and words too, and stands in greyscale."""

INK, SOFT, GRID, BLUE = "#212b32", "#4c6272", "#d8dde0", "#003087"
