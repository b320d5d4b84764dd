"""The acceptance year, played against real servers in both topologies."""
