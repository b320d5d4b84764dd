"""Deployment: what Compose, Kubernetes, Prometheus and Grafana are given, tried with their own tools."""
