package io.conteur.messaging.consumer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.TestBroker;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class PausedConsumerTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int LOOKS = 100;
    private static final Topic<PromptSubmitted> TOPIC =
            new Topic<>("prompts", PromptSubmitted.class, 1, false);

    @TempDir Path directory;

    /** Takes one request and is not ready for another. */
    private static final class Busy implements RequestHandler {
        final AtomicInteger looks = new AtomicInteger();
        volatile boolean busy;

        @Override
        public boolean ready() {
            looks.incrementAndGet();
            return !busy;
        }

        @Override
        public void take(ReceivedRequest request) {
            busy = true;
        }
    }

    /** The fetched records are those that Kafka's client would look at again and again. */
    @Test
    void aPausedConsumerLeavesTheProcessorToOthers() throws IOException {
        try (TestBroker broker = new TestBroker(directory)) {
            broker.create(TOPIC, Map.of());
            for (int i = 0; i < 50; i++) {
                broker.send(
                        new ProducerRecord<>(
                                TOPIC.name(), TestBroker.utf8("k"), TestBroker.utf8("{}")));
            }
            Busy handler = new Busy();
            try (RequestConsumer consumer = consumer(broker, handler)) {
                await().atMost(LIMIT).until(() -> handler.busy);
                int looked = handler.looks.get();
                long before = consumerNanos();

                await().atMost(LIMIT).until(() -> handler.looks.get() - looked >= LOOKS);

                long perLook = (consumerNanos() - before) / (handler.looks.get() - looked);
                assertTrue(
                        perLook < TimeUnit.MILLISECONDS.toNanos(5),
                        "processor time between two looks: " + Duration.ofNanos(perLook));
            }
        }
    }

    @Test
    void deadLettersThatCannotBeSentBoundHowMuchIsTaken() throws IOException {
        try (TestBroker broker = new TestBroker(directory)) {
            broker.create(TOPIC, Map.of());
            byte[] value = TestBroker.utf8("{" + "x".repeat(1_000_000));
            for (int i = 0; i < 24; i++) {
                broker.send(new ProducerRecord<>(TOPIC.name(), TestBroker.utf8("k"), value));
            }
            RecordingHandler handler = new RecordingHandler(LIMIT);
            try (RequestConsumer consumer = consumer(broker, handler)) {
                long limit = DeadLetterPublisher.MAX_UNDELIVERED_BYTES;
                await().atMost(LIMIT).until(() -> consumer.undeliveredBytes() >= limit);
                await().during(Duration.ofSeconds(2))
                        .atMost(LIMIT)
                        .until(() -> consumer.undeliveredBytes() < limit + 2_000_000);

                broker.createDeadLetters(TOPIC);

                await().atMost(LIMIT).until(() -> consumer.deadLetters() == 24);
            }
        }
    }

    private static RequestConsumer consumer(TestBroker broker, RequestHandler handler) {
        RequestConsumer consumer =
                new RequestConsumer(
                        broker.client(),
                        new RequestConsumer.Subscription(
                                TOPIC,
                                "busy",
                                1,
                                Map.of("group.protocol", "consumer"),
                                new GroupMembership()),
                        handler);
        consumer.start();
        return consumer;
    }

    /** Processor time of the consumer's threads. */
    private static long consumerNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long nanos = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null
                    && Set.of("requests-" + TOPIC.name(), "consumer_background_thread")
                            .contains(thread.getThreadName())) {
                nanos += threads.getThreadCpuTime(thread.getThreadId());
            }
        }
        return nanos;
    }
}
