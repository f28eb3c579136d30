package io.conteur.workersupport.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.Test;

class KafkaCountersTest {
    private static final String SENT = "kafka.producer.record.send.total";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Map<String, Object> settings =
            KafkaCounters.counted(Map.of("bootstrap.servers", "localhost:1"), registry);

    @Test
    void aCountIsTheSumOfAllClients() {
        try (Client one = new Client("one");
                Client two = new Client("two")) {
            one.sends(3);
            two.sends(4);

            assertEquals(7, sent());
        }
    }

    @Test
    void aClientThatIsOpenedAgainAddsNoMeterAndNoCounterGoesBack() {
        for (int i = 1; i <= 100; i++) {
            try (Client client = new Client("producer-" + i)) {
                client.sends(2);
            }
        }

        assertEquals(200, sent());
        assertEquals(Set.of(SENT), meters());
    }

    @Test
    void twoClientsOfOneNameAreCountedBoth() {
        try (Client one = new Client("same");
                Client two = new Client("same")) {
            one.sends(1);
            two.sends(1);

            assertEquals(2, sent());
        }
    }

    @Test
    void topicsAndBrokersHaveNoMetersOfTheirOwn() {
        try (Client client = new Client("one")) {
            client.add("record-send-total", Map.of("client-id", "one", "topic", "t"));
            client.add("record-send-rate", Map.of("client-id", "one"));

            assertEquals(Set.of(SENT), meters());
        }
    }

    /** What Kafka calls them is not up to us. */
    @Test
    void aRealClientIsCounted() {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            assertEquals(0, sent());
            assertEquals(
                    0, registry.get("kafka.producer.record.error.total").functionCounter().count());
        }

        assertNull(registry.find("kafka.producer.topic.record.send.total").functionCounter());
    }

    private double sent() {
        FunctionCounter counter = registry.get(SENT).functionCounter();
        return counter.count();
    }

    private Set<String> meters() {
        return registry.getMeters().stream()
                .map(Meter::getId)
                .map(Meter.Id::getName)
                .collect(Collectors.toSet());
    }

    /** The metrics of a producer, as Kafka keeps them. */
    private final class Client implements AutoCloseable {
        private final Metrics metrics;
        private final Sensor sensor;

        Client(String id) {
            MetricsReporter reporter = new KafkaCounters.Reporter();
            reporter.configure(settings);
            metrics = new Metrics(new MetricConfig(), List.of(reporter), Time.SYSTEM);
            sensor = add("record-send-total", Map.of("client-id", id));
        }

        Sensor add(String name, Map<String, String> tags) {
            Sensor added = metrics.sensor(name + tags);
            added.add(new MetricName(name, "producer-metrics", "", tags), new CumulativeSum());
            return added;
        }

        void sends(int records) {
            sensor.record(records);
        }

        @Override
        public void close() {
            metrics.close();
        }
    }
}
