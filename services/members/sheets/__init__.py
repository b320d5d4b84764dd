"""Lists as files: CSV and XLSX, in and out."""
