package io.conteur.console.web;

import io.conteur.console.stream.EventStreams;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * {@code GET /events}: everything that is known, and then every change. A browser that reconnects
 * sends the id of the last message by itself; a page that opens a stream again sends it as {@code
 * after}.
 */
@ApplicationScoped
class StreamRoute {
    private final EventStreams streams;

    StreamRoute(EventStreams streams) {
        this.streams = streams;
    }

    void register(@Observes Router router) {
        router.get("/events").handler(this::open);
    }

    private void open(RoutingContext context) {
        String header = context.request().getHeader("Last-Event-ID");
        String after = context.request().getParam("after", "");
        streams.open(context.response(), header == null || header.isEmpty() ? after : header);
    }
}
