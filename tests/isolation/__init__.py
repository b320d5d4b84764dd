"""Every door between regions, services and the national host is tried, and must stay shut."""
