package io.conteur.benchmarks;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What it would cost to publish last part, outcome and offset of a prompt in one transaction,
 * compared with idempotent sends as they are. Everything that becomes due while a transaction is
 * open shares the next one. Latencies are from when an outcome is due to when a reader with {@code
 * read_committed} has it. Rounds alternate.
 *
 * <p>Arguments: broker; outcomes per second, where 0 means all at once; outcomes of a round;
 * rounds.
 */
public final class OutcomeTransactionBenchmark {
    private static final int PARTITIONS = 8;
    private static final int PART_BYTES = 250;
    private static final int OUTCOME_BYTES = 1000;
    private static final String PARTS = "benchmark.parts";
    private static final String OUTCOMES = "benchmark.outcomes";
    private static final String PROMPTS = "benchmark.prompts";
    private static final String GROUP = "benchmark";

    private final String bootstrap;
    private final Load load;

    private OutcomeTransactionBenchmark(String bootstrap, Load load) {
        this.bootstrap = bootstrap;
        this.load = load;
    }

    /** Prints each round and the medians. */
    public static void main(String[] arguments) throws Exception {
        String bootstrap = arguments[0];
        Load load = new Load(Double.parseDouble(arguments[1]), Integer.parseInt(arguments[2]), 0);
        createTopics(bootstrap);
        OutcomeTransactionBenchmark benchmark = new OutcomeTransactionBenchmark(bootstrap, load);
        List<Round> plain = new ArrayList<>();
        List<Round> transactional = new ArrayList<>();
        benchmark.run(false); // Warm-up, until the JIT has compiled it.
        benchmark.run(true);
        for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
            plain.add(benchmark.run(false));
            System.out.println("plain:        " + plain.get(i));
            transactional.add(benchmark.run(true));
            System.out.println("transactions: " + transactional.get(i));
        }
        System.out.printf(
                "medians: p99 %.1f ms without and %.1f ms with transactions; %.2f of the throughput%n",
                LatencyStatistics.median(plain.stream().map(Round::p99).toList()),
                LatencyStatistics.median(transactional.stream().map(Round::p99).toList()),
                LatencyStatistics.median(
                        IntStream.range(0, plain.size())
                                .mapToObj(i -> transactional.get(i).rate / plain.get(i).rate)
                                .toList()));
    }

    /** Milliseconds, and outcomes per second. */
    private record Round(double median, double p99, double rate) {
        @Override
        public String toString() {
            return "median %.1f ms, p99 %.1f ms, %.0f outcomes/s".formatted(median, p99, rate);
        }
    }

    private static void createTopics(String bootstrap) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            for (String topic : List.of(PARTS, OUTCOMES, PROMPTS)) {
                if (!admin.listTopics().names().get().contains(topic)) {
                    admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                            .all()
                            .get();
                }
            }
        }
    }

    private Round run(boolean transactional) throws InterruptedException {
        BlockingQueue<Long> due = new LinkedBlockingQueue<>();
        List<Double> millis = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> reader = reader();
                KafkaProducer<byte[], byte[]> producer = producer(transactional)) {
            Thread publisher =
                    new Thread(
                            () -> {
                                if (transactional) {
                                    publishInTransactions(producer, due);
                                } else {
                                    publish(producer, due);
                                }
                            },
                            "publisher");
            publisher.start();
            Thread clock = new Thread(() -> arrive(due), "arrivals");
            long start = System.nanoTime();
            clock.start();
            while (millis.size() < load.prompts()) {
                reader.poll(Duration.ofMillis(100))
                        .forEach(
                                record -> {
                                    long dueNanos = ByteBuffer.wrap(record.value()).getLong();
                                    millis.add((System.nanoTime() - dueNanos) * 1e-6);
                                });
            }
            double seconds = (System.nanoTime() - start) * 1e-9;
            publisher.join();
            List<Double> sorted = millis.stream().sorted().toList();
            return new Round(
                    sorted.get(sorted.size() / 2),
                    sorted.get((int) (0.99 * (sorted.size() - 1))),
                    load.prompts() / seconds);
        }
    }

    private void arrive(BlockingQueue<Long> due) {
        PoissonArrivals arrivals = load.arrivals();
        long start = System.nanoTime();
        for (int i = 0; i < load.prompts(); i++) {
            LockSupport.parkNanos(start + arrivals.next() - System.nanoTime());
            due.add(System.nanoTime());
        }
    }

    /** As the service does: last part and outcome share a request. */
    private void publish(KafkaProducer<byte[], byte[]> producer, BlockingQueue<Long> due) {
        for (int sent = 0; sent < load.prompts(); sent++) {
            send(producer, take(due, 1).get(0), sent);
        }
        producer.flush();
    }

    private void publishInTransactions(
            KafkaProducer<byte[], byte[]> producer, BlockingQueue<Long> due) {
        producer.initTransactions();
        int sent = 0;
        while (sent < load.prompts()) {
            List<Long> together = take(due, Integer.MAX_VALUE);
            producer.beginTransaction();
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            for (long dueNanos : together) {
                offsets.put(
                        new TopicPartition(PROMPTS, sent % PARTITIONS),
                        new OffsetAndMetadata(sent));
                send(producer, dueNanos, sent++);
            }
            producer.sendOffsetsToTransaction(offsets, new ConsumerGroupMetadata(GROUP));
            producer.commitTransaction();
        }
    }

    private static List<Long> take(BlockingQueue<Long> due, int atMost) {
        List<Long> taken = new ArrayList<>();
        try {
            Long first = due.poll(1, TimeUnit.MINUTES);
            taken.add(Objects.requireNonNull(first, "no outcome has become due"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        due.drainTo(taken, atMost - 1);
        return taken;
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, long dueNanos, int number) {
        int partition = number % PARTITIONS;
        byte[] outcome = ByteBuffer.allocate(OUTCOME_BYTES).putLong(dueNanos).array();
        var unusedPart =
                producer.send(new ProducerRecord<>(PARTS, partition, null, new byte[PART_BYTES]));
        var unused = producer.send(new ProducerRecord<>(OUTCOMES, partition, null, outcome));
    }

    private KafkaConsumer<byte[], byte[]> reader() {
        KafkaConsumer<byte[], byte[]> reader =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        reader.assign(
                IntStream.range(0, PARTITIONS)
                        .mapToObj(number -> new TopicPartition(OUTCOMES, number))
                        .toList());
        reader.seekToEnd(reader.assignment());
        reader.assignment().forEach(reader::position);
        return reader;
    }

    private KafkaProducer<byte[], byte[]> producer(boolean transactional) {
        Map<String, Object> settings =
                new HashMap<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrap,
                                "acks",
                                "all",
                                "linger.ms",
                                0,
                                "max.in.flight.requests.per.connection",
                                1));
        if (transactional) {
            settings.put("transactional.id", GROUP);
        }
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
