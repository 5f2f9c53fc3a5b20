"""From a published table file to grids of cells, one module per format."""

from ingest.grids.grid import Area, Grid, Rows
from ingest.grids.opening import open_grids

__all__ = ["Area", "Grid", "Rows", "open_grids"]
