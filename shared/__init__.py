"""What the services share: the contracts of their events and the frame they stand on."""
