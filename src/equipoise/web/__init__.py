"""The web: pages and their JSON over HTTP. A thin door: it asks `service`, and sends what `pages` makes of it."""
