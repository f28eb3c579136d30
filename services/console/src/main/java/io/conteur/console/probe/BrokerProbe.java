package io.conteur.console.probe;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Asks the broker for its nodes, and for members and lag of the services' consumer groups. */
public final class BrokerProbe {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int TIMEOUT_SECONDS = 5;
    private static final List<String> GROUPS =
            List.of("tokenizer-trainer", "model-trainer", "story-generator");

    private final Map<String, Object> client;
    private @Nullable Admin admin;

    /**
     * @param client connection settings of a Kafka client
     */
    public BrokerProbe(Map<String, Object> client) {
        this.client = new HashMap<>(client);
        this.client.keySet().retainAll(AdminClientConfig.configNames());
        this.client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_SECONDS * 1000);
        this.client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_SECONDS * 1000);
    }

    /** Whether it answers, and with what. */
    synchronized ObjectNode measure() {
        ObjectNode value = JSON.createObjectNode();
        value.put("url", String.valueOf(client.get("bootstrap.servers")));
        try {
            Admin opened = open();
            value.put("nodes", result(opened.describeCluster().nodes()).size());
            value.set("groups", groups(opened));
            return value.put("up", true);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return value.put("up", false).put("reason", cause.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return value.put("up", false).put("reason", "interrupted");
        }
    }

    private Admin open() {
        if (admin == null) {
            admin = Admin.create(client);
        }
        return admin;
    }

    /** Closes the connections until the next measurement. */
    synchronized void rest() {
        if (admin != null) {
            admin.close(Duration.ZERO);
            admin = null;
        }
    }

    private static <T> T result(KafkaFuture<T> future)
            throws ExecutionException, TimeoutException, InterruptedException {
        return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    private static ArrayNode groups(Admin admin)
            throws ExecutionException, TimeoutException, InterruptedException {
        List<String> names =
                result(admin.listGroups(ListGroupsOptions.forConsumerGroups()).all()).stream()
                        .map(each -> each.groupId())
                        .filter(BrokerProbe::isOfAService)
                        .sorted()
                        .toList();
        ArrayNode groups = JSON.createArrayNode();
        if (names.isEmpty()) {
            return groups;
        }
        Map<String, ConsumerGroupDescription> described =
                result(admin.describeConsumerGroups(names).all());
        Map<String, ListConsumerGroupOffsetsSpec> specs = new TreeMap<>();
        names.forEach(name -> specs.put(name, new ListConsumerGroupOffsetsSpec()));
        Map<String, Map<TopicPartition, OffsetAndMetadata>> committed =
                result(admin.listConsumerGroupOffsets(specs).all());
        Map<TopicPartition, Long> ends = ends(admin, committed);
        for (String name : names) {
            ConsumerGroupDescription group = described.get(name);
            groups.addObject()
                    .put("name", name)
                    .put("members", group == null ? 0 : group.members().size())
                    .put("lag", lag(committed.getOrDefault(name, Map.of()), ends));
        }
        return groups;
    }

    /** Such as {@code story-generator}, and {@code story-generator.POOL}. */
    private static boolean isOfAService(String group) {
        return GROUPS.stream().anyMatch(name -> group.equals(name) || group.startsWith(name + "."));
    }

    private static Map<TopicPartition, Long> ends(
            Admin admin, Map<String, Map<TopicPartition, OffsetAndMetadata>> committed)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        committed
                .values()
                .forEach(each -> each.keySet().forEach(p -> wanted.put(p, OffsetSpec.latest())));
        Map<TopicPartition, Long> ends = new HashMap<>();
        result(admin.listOffsets(wanted).all()).forEach((p, found) -> ends.put(p, found.offset()));
        return ends;
    }

    private static long lag(
            Map<TopicPartition, OffsetAndMetadata> committed, Map<TopicPartition, Long> ends) {
        return committed.entrySet().stream()
                .filter(each -> each.getValue() != null)
                .mapToLong(
                        each ->
                                Math.max(
                                        0,
                                        ends.getOrDefault(each.getKey(), 0L)
                                                - each.getValue().offset()))
                .sum();
    }
}
