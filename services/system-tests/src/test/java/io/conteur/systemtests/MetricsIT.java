package io.conteur.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.systemtests.monitoring.MonitoringComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services that have done some work export what alerts and dashboard read. */
class MetricsIT {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Pattern SERIES = Pattern.compile("(?m)^(\\w+)(\\{.*})? (\\S+)$");

    /** What the cluster exports: kubelet, cAdvisor and kube-state-metrics. */
    private static final Set<String> OF_THE_CLUSTER =
            Set.of(
                    "container_memory_working_set_bytes",
                    "kube_deployment_status_replicas_available",
                    "kube_pod_container_resource_limits",
                    "kube_pod_container_status_restarts_total",
                    "kubelet_volume_stats_available_bytes",
                    "kubelet_volume_stats_capacity_bytes");

    @TempDir static Path folder;

    private static final Map<String, ServiceProcess> SERVICES = new HashMap<>();
    private static Stage stage;

    /** A value that Prometheus would scrape. */
    private record Sample(String name, String labels, double value) {}

    @BeforeAll
    static void work() throws Exception {
        stage = Stage.in(folder);
        for (String service :
                List.of("tokenizer-trainer", "model-trainer", "story-generator", "http-api")) {
            SERVICES.put(service, stage.service(service));
        }
        MicroTraining.onRunning(stage);
        await().atMost(LIMIT).until(() -> SERVICES.get("http-api").healthy());
        OpenAiClient client = new OpenAiClient(SERVICES.get("http-api").address().orElseThrow());
        String prompt = "{'model': 'micro', 'prompt': 'A fox', 'max_tokens': 20, 'stream': true}";
        assertEquals(200, client.ask(prompt).statusCode());
        sendWhatIsNoRequest();
    }

    private static void sendWhatIsNoRequest() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", stage.broker().bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            byte[] value = "{".getBytes(StandardCharsets.UTF_8);
            for (Input input : Input.values()) {
                producer.send(new ProducerRecord<>(input.topic().name(), value)).get();
            }
        }
    }

    @AfterAll
    static void stop() throws Exception {
        for (ServiceProcess service : SERVICES.values()) {
            service.close();
        }
        stage.close();
    }

    @Test
    void everyMetricOfAnAlertOrAPanelIsExported() throws Exception {
        Set<String> exported = new TreeSet<>(OF_THE_CLUSTER);
        for (String service : SERVICES.keySet()) {
            samples(service).forEach(sample -> exported.add(sample.name));
        }

        Set<String> missing = MonitoringComponent.metrics();
        missing.removeAll(exported);
        assertEquals(Set.of(), missing);
    }

    @Test
    void everyWorkerCountsItsRequestsAndDeadLetters() {
        for (Input input : Input.values()) {
            String topic = "topic=\"" + input.topic().name() + "\"";
            await().atMost(LIMIT)
                    .until(
                            () ->
                                    value(input.service(), "conteur_dead_letters_total", topic) == 1
                                            && value(
                                                            input.service(),
                                                            "conteur_requests_held",
                                                            topic)
                                                    == 0
                                            && value(
                                                            input.service(),
                                                            "conteur_requests_waiting",
                                                            topic)
                                                    == 0);
        }
    }

    @Test
    void everyServiceCountsWhatItsKafkaClientsDo() throws Exception {
        for (String service : SERVICES.keySet()) {
            assertTrue(value(service, "kafka_producer_record_send_total", "") > 0, service);
            assertTrue(
                    value(service, "kafka_consumer_fetch_manager_records_consumed_total", "") > 0,
                    service);
            assertTrue(
                    samples(service).stream().noneMatch(each -> each.labels.contains("client")),
                    "no series for each client that is ever opened");
        }
    }

    /** A gauge whose value the garbage collector has taken is not a number. */
    @Test
    void gaugesOfIdleServicesAreZero() {
        for (String gauge :
                List.of(
                        "http-api conteur_http_active",
                        "story-generator conteur_generator_queue_depth",
                        "story-generator conteur_generator_stories_in_hand")) {
            String[] names = gauge.split(" ", -1);
            await().atMost(LIMIT).until(() -> value(names[0], names[1], "") == 0);
        }
    }

    private static double value(String service, String name, String label) throws Exception {
        return samples(service).stream()
                .filter(each -> each.name.equals(name) && each.labels.contains(label))
                .mapToDouble(Sample::value)
                .reduce(Double::sum)
                .orElseThrow(() -> new AssertionError(service + " exports no " + name));
    }

    private static List<Sample> samples(String service) throws Exception {
        return SERIES.matcher(SERVICES.get(service).metrics())
                .results()
                .map(
                        line ->
                                new Sample(
                                        line.group(1),
                                        line.group(2) == null ? "" : line.group(2),
                                        Double.parseDouble(
                                                line.group(3).replace("Inf", "Infinity"))))
                .toList();
    }
}
