package io.conteur.workersupport.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.conteur.events.wire.Topic;
import io.conteur.messaging.consumer.GroupMembership;
import io.conteur.messaging.consumer.ReceivedRequest;
import io.conteur.messaging.consumer.RequestConsumer;
import io.conteur.messaging.consumer.RequestHandler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RequestMetricsTest {
    private static final Map<String, Object> NOWHERE = Map.of("bootstrap.servers", "localhost:1");

    private final MockClock clock = new MockClock();
    private final MeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);

    @Test
    void everyMetricIsThereFromTheStartWithItsTopic() {
        try (RequestConsumer requests = requests()) {
            RequestMetrics.register(requests, registry);

            for (String gauge : List.of("waiting", "held", "oldest")) {
                assertEquals(
                        0,
                        registry.get("conteur.requests." + gauge)
                                .tag("topic", Topic.PROMPTS.name())
                                .gauge()
                                .value());
            }
            assertEquals(
                    0,
                    registry.get("conteur.dead.letters")
                            .tag("topic", Topic.PROMPTS.name())
                            .functionCounter()
                            .count());
        }
    }

    @Test
    void anAgeIsInSecondsAndNeverNegative() {
        long now = clock.wallTime();
        clock.add(Duration.ofMillis(2_500));

        assertEquals(2.5, RequestMetrics.seconds(OptionalLong.of(now), clock));
        assertEquals(0, RequestMetrics.seconds(OptionalLong.of(now + 60_000), clock));
        assertEquals(0, RequestMetrics.seconds(OptionalLong.empty(), clock));
    }

    private static RequestConsumer requests() {
        return new RequestConsumer(
                NOWHERE,
                new RequestConsumer.Subscription(
                        Topic.PROMPTS, "readers", 1, Map.of(), new GroupMembership()),
                new Idle());
    }

    private static final class Idle implements RequestHandler {
        @Override
        public boolean ready() {
            return false;
        }

        @Override
        public void take(ReceivedRequest request) {
            throw new AssertionError("not ready");
        }
    }
}
