package io.conteur.console.web;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.console.feed.LiveView;
import io.conteur.console.feed.MissedChanges;
import io.conteur.console.feed.TopicFeed;
import io.conteur.console.lookup.RecordSearch;
import io.conteur.console.probe.BrokerProbe;
import io.conteur.console.probe.HealthCheckClient;
import io.conteur.console.probe.SystemProbe;
import io.conteur.console.request.RequestSender;
import io.conteur.console.stream.EventStreams;
import io.conteur.messaging.producer.EventProducer;
import io.conteur.workersupport.ArtifactStoreConfig;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Wires the plain classes together. */
@ApplicationScoped
class ConsoleBeans {
    private static final String SERVICE = "console";

    /** As much as may wait for a page that is not behind: a larger replay would be cut. */
    private static final long MAX_REPLAYED_CHARACTERS = 8 << 20;

    /** A broker that is there answers much sooner, and nobody looks at a button for longer. */
    private static final Duration ACCEPT_WITHIN = Duration.ofSeconds(5);

    private static final long MAX_UNDELIVERED_BYTES = 4 << 20;

    private final ConsoleConfig config;
    private final Map<String, Object> client;

    ConsoleBeans(
            ConsoleConfig config, @Identifier("default-kafka-broker") Map<String, Object> client) {
        this.config = config;
        this.client = client;
    }

    @Produces
    @Singleton
    LiveView view() {
        return new LiveView();
    }

    @Produces
    @Singleton
    TopicFeed feed(LiveView view) {
        return new TopicFeed(client, view, config.console().history());
    }

    void close(@Disposes TopicFeed feed) {
        feed.close();
    }

    @Produces
    @Singleton
    SystemProbe probe(LiveView view) {
        List<HealthCheckClient> services =
                config.console().services().orElse(List.of()).stream()
                        .map(HealthCheckClient::of)
                        .toList();
        return new SystemProbe(
                services, new BrokerProbe(client), view, config.console().probeEvery());
    }

    void close(@Disposes SystemProbe probe) {
        probe.close();
    }

    @Produces
    @Singleton
    EventStreams streams(LiveView view, TopicFeed feed, SystemProbe probe, Vertx vertx) {
        return new EventStreams(
                view,
                new MissedChanges(
                        client,
                        new MissedChanges.Limits(
                                config.console().maxReplay(), MAX_REPLAYED_CHARACTERS)),
                new EventStreams.Limits(
                        config.console().maxStreams(), config.console().idleAfter()),
                wanted -> {
                    feed.want(wanted);
                    probe.want(wanted);
                },
                vertx);
    }

    void close(@Disposes EventStreams streams) {
        streams.close();
    }

    @Produces
    @Singleton
    RecordSearch search() {
        return new RecordSearch(client, config.console().searchedRecords());
    }

    @Produces
    @Singleton
    EventProducer events() {
        return new EventProducer(client, SERVICE);
    }

    void close(@Disposes EventProducer events) {
        events.close();
    }

    @Produces
    @Singleton
    RequestSender requests(EventProducer events) {
        return new RequestSender(
                events, new RequestSender.Limits(ACCEPT_WITHIN, MAX_UNDELIVERED_BYTES));
    }

    @Produces
    @Singleton
    ArtifactStore store() throws IOException {
        return ArtifactStoreConfig.open(config.artifacts());
    }

    /** Every bean is created, or the start fails. */
    void start(@Observes StartupEvent event, EventStreams streams, ArtifactStore store) {
        streams.size();
    }
}
