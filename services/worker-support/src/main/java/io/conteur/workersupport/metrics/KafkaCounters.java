package io.conteur.workersupport.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka's clients count of themselves, such as {@code kafka.producer.record.send.total}, each
 * as the sum over all clients that this process has opened. What a closed client counted stays in
 * the sum. So clients that are closed and opened again leave no meters behind, and no counter ever
 * goes back.
 */
public final class KafkaCounters {
    private static final String KEY = "conteur.kafka.counters";
    private static final String COUNT = "-total";
    private static final Set<String> TAGS_OF_A_CLIENT = Set.of("client-id");

    private final MeterRegistry registry;
    private final Map<String, Sum> sums = new ConcurrentHashMap<>();

    private KafkaCounters(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Settings of Kafka clients that are counted; to be made once for a registry.
     *
     * @param client connection settings of a Kafka client
     */
    public static Map<String, Object> counted(Map<String, Object> client, MeterRegistry registry) {
        Map<String, Object> counted = new HashMap<>(client);
        // Instead of Kafka's reporter for JMX.
        counted.put(
                CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG,
                List.of(Reporter.class.getName()));
        counted.put(KEY, new KafkaCounters(registry));
        return counted;
    }

    private Sum sum(MetricName metric) {
        return sums.computeIfAbsent(
                "kafka."
                        + metric.group().replaceFirst("-metrics$", "").replace('-', '.')
                        + "."
                        + metric.name().replace('-', '.'),
                name -> register(name, metric.description()));
    }

    private Sum register(String name, String description) {
        Sum sum = new Sum();
        FunctionCounter.builder(name, sum, Sum::value).description(description).register(registry);
        return sum;
    }

    /** The count of all clients. */
    private static final class Sum {
        private final Set<KafkaMetric> open = new HashSet<>();
        private double closed;

        synchronized void add(KafkaMetric metric) {
            open.add(metric);
        }

        synchronized void close(KafkaMetric metric) {
            if (open.remove(metric)) {
                closed += count(metric);
            }
        }

        synchronized double value() {
            return closed + open.stream().mapToDouble(Sum::count).sum();
        }

        private static double count(KafkaMetric metric) {
            return metric.metricValue() instanceof Number number ? number.doubleValue() : 0;
        }
    }

    /** One per client; Kafka makes it by its name and tells it of every metric. */
    public static final class Reporter implements MetricsReporter {
        private final Map<KafkaMetric, Sum> counted = new ConcurrentHashMap<>();
        private @Nullable KafkaCounters counters;

        @Override
        public void configure(Map<String, ?> settings) {
            counters = (KafkaCounters) settings.get(KEY);
        }

        @Override
        public void init(List<KafkaMetric> metrics) {
            metrics.forEach(this::metricChange);
        }

        /** Of a client as a whole; not by broker, topic or partition, of which there are many. */
        @Override
        public void metricChange(KafkaMetric metric) {
            MetricName name = metric.metricName();
            KafkaCounters all = counters;
            if (all != null
                    && name.name().endsWith(COUNT)
                    && name.tags().keySet().equals(TAGS_OF_A_CLIENT)) {
                Sum sum = all.sum(name);
                sum.add(metric);
                counted.put(metric, sum);
            }
        }

        @Override
        public void metricRemoval(KafkaMetric metric) {
            Sum sum = counted.remove(metric);
            if (sum != null) {
                sum.close(metric);
            }
        }

        @Override
        public void close() {
            List.copyOf(counted.keySet()).forEach(this::metricRemoval);
        }
    }
}
