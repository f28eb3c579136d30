package io.conteur.console.web;

import io.conteur.console.feed.TopicFeed;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Down when the thread that reads the topics has died: open pages would wait for ever. */
@Liveness
@ApplicationScoped
class FeedLiveness implements HealthCheck {
    private final TopicFeed feed;

    FeedLiveness(TopicFeed feed) {
        this.feed = feed;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("topics are read").status(feed.alive()).build();
    }
}
