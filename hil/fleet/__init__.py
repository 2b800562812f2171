"""A constellation of up to a million satellites: blocks of it on many cores or a cluster, into Parquet and a page."""
