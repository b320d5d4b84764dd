"""Traces and metrics, without the contrib instrumentors (they halve the throughput; tech notes 8)."""

from collections.abc import Iterator
from contextlib import contextmanager
from os import environ
from time import perf_counter
from typing import Any

from opentelemetry import context, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from sqlalchemy import event
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PROPAGATOR = TraceContextTextMapPropagator()
_UNMEASURED = ("/healthz", "/readyz", "/metrics")


class Telemetry:
    """The tracer and the metrics of one process."""

    def __init__(self, *, ratio: float, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        self.provider = TracerProvider(
            sampler=ParentBased(TraceIdRatioBased(ratio)),
            resource=Resource.create({"service.name": "poyta"}),
        )
        if environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
            self.provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self.tracer = self.provider.get_tracer("poyta")
        self.requests = Histogram(
            "poyta_http_request_seconds",
            "How long requests take.",
            ("region", "service", "method", "route", "status"),
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
            registry=self.registry,
        )
        self.published = Counter(
            "poyta_events_published",
            "Events stored in their stream.",
            ("region", "service"),
            registry=self.registry,
        )
        self.waiting = Gauge(
            "poyta_outbox_due",
            "Events due and not yet in their stream.",
            ("region", "service"),
            registry=self.registry,
        )
        self.ready = Gauge(
            "poyta_ready",
            "Whether events flow: 1, or 0 while the database or the broker is waited for.",
            ("region", "service"),
            registry=self.registry,
        )
        self.handled = Counter(
            "poyta_events_handled",
            "Events a service acted on, by outcome.",
            ("region", "service", "event", "outcome"),
            registry=self.registry,
        )

    @contextmanager
    def span(
        self, name: str, kind: SpanKind, traceparent: str | None, **attributes: str
    ) -> Iterator[trace.Span]:
        """Run a block in a span that continues `traceparent` when there is one."""
        parent = _PROPAGATOR.extract({"traceparent": traceparent}) if traceparent else None
        with self.tracer.start_as_current_span(
            name, context=parent, kind=kind, attributes=attributes
        ) as span:
            yield span

    def watch(self, engine: Any) -> None:
        """Make a span of each SQL statement inside a recorded trace; parameters stay out (personal data)."""

        @event.listens_for(engine, "before_cursor_execute")
        def before(conn: Any, cursor: Any, statement: str, parameters: Any, ctx: Any, many: bool) -> None:
            if ctx is not None and trace.get_current_span().is_recording():
                ctx._span = self.tracer.start_span(
                    statement.split(None, 1)[0],
                    kind=SpanKind.CLIENT,
                    attributes={"db.system.name": "postgresql", "db.query.text": statement},
                )

        @event.listens_for(engine, "after_cursor_execute")
        def after(conn: Any, cursor: Any, statement: str, parameters: Any, ctx: Any, many: bool) -> None:
            if span := getattr(ctx, "_span", None):
                span.end()

        @event.listens_for(engine, "handle_error")
        def failed(failure: Any) -> None:
            if span := getattr(failure.execution_context, "_span", None):
                span.set_status(Status(StatusCode.ERROR, type(failure.original_exception).__name__))
                span.end()


class Measured:
    """ASGI middleware: one span and one histogram entry a request."""

    def __init__(self, app: ASGIApp, telemetry: Telemetry) -> None:
        self._app = app
        self._telemetry = telemetry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in _UNMEASURED:
            await self._app(scope, receive, send)
            return
        started, status = perf_counter(), 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        parent = next((value.decode() for name, value in scope["headers"] if name == b"traceparent"), None)
        with self._telemetry.span(scope["method"], SpanKind.SERVER, parent) as span:
            try:
                await self._app(scope, receive, watch)
            finally:
                station = scope.get("station")
                region, service = (station.instance.slug, station.service) if station else ("", "")
                route = getattr(scope.get("route"), "path", "unmatched")
                self._telemetry.requests.labels(region, service, scope["method"], route, str(status)).observe(
                    perf_counter() - started
                )
                if span.is_recording():
                    span.update_name(f"{scope['method']} {route}")
                    span.set_attributes(
                        {"http.route": route, "http.response.status_code": status, "poyta.region": region}
                    )
                if status >= 500:
                    span.set_status(Status(StatusCode.ERROR))


def traceparent() -> str | None:
    """Return the W3C trace context of the running code, when it is traced."""
    span = trace.get_current_span(context.get_current())
    if not span.get_span_context().is_valid:
        return None
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier.get("traceparent")
