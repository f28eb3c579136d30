package io.conteur.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Records that shall be put aside, against those that were, byte for byte. */
final class DeadLetterLedger {
    private final Map<String, String> sent = new ConcurrentHashMap<>();
    private final Map<String, String> found = new TreeMap<>();
    private int repeated;

    /** A record that can only be put aside has arrived. */
    void expect(KafkaRequest record, RecordMetadata at) {
        sent.put(
                position(at.topic(), Integer.toString(at.partition()), Long.toString(at.offset())),
                Fingerprint.of(record.key(), record.value(), record.headers()));
    }

    /** A record of a dead-letter topic. */
    void enter(ConsumerRecord<byte[], byte[]> letter) {
        String print = Fingerprint.of(letter.key(), letter.value(), letter.headers());
        if (found.put(origin(letter), print) != null) {
            repeated++;
        }
    }

    /** Where the record was that a dead letter holds, as topic-partition-offset. */
    static String origin(ConsumerRecord<byte[], byte[]> letter) {
        return position(
                text(letter, "dead-letter-topic"),
                text(letter, "dead-letter-partition"),
                text(letter, "dead-letter-offset"));
    }

    static String text(ConsumerRecord<byte[], byte[]> letter, String header) {
        Header last = letter.headers().lastHeader(header);
        return last == null || last.value() == null ? "" : new String(last.value(), UTF_8);
    }

    boolean complete() {
        return found.keySet().containsAll(sent.keySet());
    }

    /** Puttings aside of a record beyond the first. */
    int repeated() {
        return repeated;
    }

    /** What was lost, came back changed, or should not have been put aside, and which of these. */
    Set<String> misplaced() {
        Set<String> misplaced = new TreeSet<>();
        sent.forEach((position, print) -> compare(position, print, misplaced));
        found.keySet().stream()
                .filter(position -> !sent.containsKey(position))
                .forEach(position -> misplaced.add(position + " is no dead letter"));
        return misplaced;
    }

    private void compare(String position, String print, Set<String> misplaced) {
        @Nullable String letter = found.get(position);
        if (letter == null) {
            misplaced.add(position + " is lost");
        } else if (!letter.equals(print)) {
            misplaced.add(position + " came back changed");
        }
    }

    private static String position(String topic, String partition, String offset) {
        return topic + "-" + partition + "-" + offset;
    }
}
