"""Tables as people hand them over: CSV, TSV and XLSX, however written, read row by row."""
