package io.conteur.cli.kafka;

import io.conteur.cli.common.CommandFailedException;
import io.conteur.cli.common.FailureMessages;
import io.conteur.events.wire.EventMessage;
import io.conteur.events.wire.Topic;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Admin and producer calls, with errors that tell the user what to do. */
public final class KafkaClients {
    private static final String SOURCE = "cli";

    /**
     * A broker that has just started on a busy machine may take ten seconds for a TLS handshake.
     */
    private static final int REQUEST_TIMEOUT_SECONDS = 20;

    private static final int DELIVERY_TIMEOUT_SECONDS = 30;

    private KafkaClients() {}

    /** Fails when no broker answers; returns their number. */
    public static int requireBroker(BrokerAccess broker) {
        try (Admin admin = admin(broker)) {
            return result(admin.describeCluster().nodes()).size();
        } catch (ExecutionException | TimeoutException e) {
            throw unreachable(broker, e);
        }
    }

    private static CommandFailedException unreachable(BrokerAccess broker, Exception failure) {
        if (failure.getCause() instanceof AuthenticationException
                || failure.getCause() instanceof AuthorizationException) {
            return new CommandFailedException(
                    "the broker at %s refuses this client: %s; --config names the file with its settings"
                            .formatted(
                                    broker.bootstrap(),
                                    FailureMessages.message(failure.getCause())));
        }
        return new CommandFailedException(
                "no Kafka broker answers at "
                        + broker.bootstrap()
                        + "; start the system with ./conteur up, or name another with --bootstrap"
                        + " (and its security with --config)");
    }

    public static Admin admin(BrokerAccess broker) {
        return broker.client(
                Map.of(
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        (int) TimeUnit.SECONDS.toMillis(REQUEST_TIMEOUT_SECONDS / 2),
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        (int) TimeUnit.SECONDS.toMillis(REQUEST_TIMEOUT_SECONDS)),
                Admin::create);
    }

    /** The result of an admin call, within the time of a request. */
    static <T> T result(KafkaFuture<T> answer) throws ExecutionException, TimeoutException {
        try {
            return answer.get(REQUEST_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted");
        }
    }

    /**
     * The number of members of a consumer group, of either protocol; empty when no broker answers.
     *
     * @throws GroupAuthorizationException when this client may not describe the group
     */
    public static OptionalInt groupMembers(BrokerAccess broker, String group) {
        try (Admin admin = admin(broker)) {
            return groupMembers(admin, group);
        }
    }

    /** As the other, by a client that is open. */
    static OptionalInt groupMembers(Admin admin, String group) {
        try {
            return OptionalInt.of(
                    result(admin.describeConsumerGroups(List.of(group)).all()).values().stream()
                            .mapToInt(described -> described.members().size())
                            .sum());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupAuthorizationException forbidden) {
                throw forbidden;
            }
            return e.getCause() instanceof GroupIdNotFoundException
                    ? OptionalInt.of(0)
                    : OptionalInt.empty();
        } catch (TimeoutException e) {
            return OptionalInt.empty();
        }
    }

    /** Returns once all in-sync replicas have the event. */
    public static <E extends Record> void send(
            BrokerAccess broker, Topic<E> topic, String key, E event, String id) {
        EventMessage message =
                EventMessage.of(topic, key, event, new EventMessage.Source(SOURCE, id));
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(message.topic(), message.key(), message.value());
        message.headers().forEach(record.headers()::add);
        send(broker, record);
    }

    /** Sends a tombstone, which withdraws what was sent under the key. */
    public static void sendTombstone(BrokerAccess broker, Topic<?> topic, String key) {
        send(
                broker,
                new ProducerRecord<>(topic.name(), key.getBytes(StandardCharsets.UTF_8), null));
    }

    /** As the other, in the partition that has what is withdrawn. */
    public static void sendTombstone(
            BrokerAccess broker, Topic<?> topic, int partition, String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        send(broker, new ProducerRecord<>(topic.name(), partition, bytes, null));
    }

    private static void send(BrokerAccess broker, ProducerRecord<byte[], byte[]> record) {
        try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
            producer.send(record).get(DELIVERY_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted");
        } catch (ExecutionException | TimeoutException e) {
            throw new CommandFailedException(
                    "the broker at "
                            + broker.bootstrap()
                            + " did not take the event for "
                            + record.topic()
                            + ": "
                            + FailureMessages.message(e.getCause() == null ? e : e.getCause()));
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(BrokerAccess broker) {
        return broker.client(
                Map.of(
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        "true",
                        ProducerConfig.LINGER_MS_CONFIG,
                        0,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        TimeUnit.SECONDS.toMillis(DELIVERY_TIMEOUT_SECONDS)),
                settings ->
                        new KafkaProducer<>(
                                settings, new ByteArraySerializer(), new ByteArraySerializer()));
    }
}
