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
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Admin and producer calls, with errors that tell the user what to do. */
public final class KafkaClients {
    private static final String SOURCE = "cli";
    private static final int REQUEST_TIMEOUT_SECONDS = 10;
    private static final int DELIVERY_TIMEOUT_SECONDS = 30;

    private KafkaClients() {}

    /** Fails when no broker answers. */
    public static void requireBroker(String bootstrap) {
        try (Admin admin = admin(bootstrap)) {
            admin.describeCluster().nodes().get(REQUEST_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted");
        } catch (ExecutionException | TimeoutException e) {
            throw new CommandFailedException(
                    "no Kafka broker answers at "
                            + bootstrap
                            + "; start the system with ./conteur up, or name another with"
                            + " --bootstrap");
        }
    }

    public static Admin admin(String bootstrap) {
        return Admin.create(
                Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        (int) TimeUnit.SECONDS.toMillis(REQUEST_TIMEOUT_SECONDS / 2),
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        (int) TimeUnit.SECONDS.toMillis(REQUEST_TIMEOUT_SECONDS)));
    }

    /**
     * The number of members of a consumer group, of either protocol; empty when no broker answers.
     */
    public static OptionalInt groupMembers(String bootstrap, String group) {
        try (Admin admin = admin(bootstrap)) {
            return OptionalInt.of(
                    admin
                            .describeConsumerGroups(List.of(group))
                            .all()
                            .get(REQUEST_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                            .values()
                            .stream()
                            .mapToInt(described -> described.members().size())
                            .sum());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted");
        } catch (ExecutionException e) {
            return e.getCause() instanceof GroupIdNotFoundException
                    ? OptionalInt.of(0)
                    : OptionalInt.empty();
        } catch (TimeoutException e) {
            return OptionalInt.empty();
        }
    }

    /** Returns once all in-sync replicas have the event. */
    public static <E extends Record> void send(
            String bootstrap, Topic<E> topic, String key, E event, String id) {
        EventMessage message =
                EventMessage.of(topic, key, event, new EventMessage.Source(SOURCE, id));
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(message.topic(), message.key(), message.value());
        message.headers().forEach(record.headers()::add);
        send(bootstrap, record);
    }

    /** Sends a tombstone, which withdraws what was sent under the key. */
    public static void sendTombstone(String bootstrap, Topic<?> topic, String key) {
        send(
                bootstrap,
                new ProducerRecord<>(topic.name(), key.getBytes(StandardCharsets.UTF_8), null));
    }

    private static void send(String bootstrap, ProducerRecord<byte[], byte[]> record) {
        try (KafkaProducer<byte[], byte[]> producer = producer(bootstrap)) {
            producer.send(record).get(DELIVERY_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted");
        } catch (ExecutionException | TimeoutException e) {
            throw new CommandFailedException(
                    "the broker at "
                            + bootstrap
                            + " did not take the event for "
                            + record.topic()
                            + ": "
                            + FailureMessages.message(e.getCause() == null ? e : e.getCause()));
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(String bootstrap) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        "true",
                        ProducerConfig.LINGER_MS_CONFIG,
                        0,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        TimeUnit.SECONDS.toMillis(DELIVERY_TIMEOUT_SECONDS)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
