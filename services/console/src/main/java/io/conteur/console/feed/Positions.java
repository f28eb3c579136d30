package io.conteur.console.feed;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * How far all partitions have been read: of each the offset of the next record. Its text is the id
 * of a server-sent event, so that a client which comes back says exactly what it has seen: {@code
 * prompts=17.4.0;stories=16.4.0}, with the offsets of the partitions 0, 1, 2, … of each topic.
 */
public final class Positions {
    /** Nothing has been read. */
    public static final Positions NONE = new Positions(Map.of());

    private static final String PREFIX = "conteur.";
    private static final int MAX_LENGTH = 16_000;
    private static final long UNKNOWN = -1;

    private final Map<TopicPartition, Long> next;

    private Positions(Map<TopicPartition, Long> next) {
        this.next = Map.copyOf(next);
    }

    /** Of each partition the offset of the next record. */
    public static Positions of(Map<TopicPartition, Long> next) {
        return new Positions(next);
    }

    public Map<TopicPartition, Long> asMap() {
        return next;
    }

    /** These positions, and those of other partitions or newer ones of the same. */
    public Positions with(Map<TopicPartition, Long> newer) {
        Map<TopicPartition, Long> all = new HashMap<>(next);
        all.putAll(newer);
        return new Positions(all);
    }

    /** The positions in a text, which a client may have made up; empty when they are none. */
    public static Optional<Positions> parse(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Map<TopicPartition, Long> next = new HashMap<>();
        try {
            for (String topic : text.split(";", -1)) {
                String[] nameAndOffsets = topic.split("=", 2);
                String[] offsets = nameAndOffsets[1].split("\\.", -1);
                if (nameAndOffsets[0].isEmpty()) {
                    return Optional.empty();
                }
                for (int partition = 0; partition < offsets.length; partition++) {
                    if (!offsets[partition].isEmpty()) {
                        next.put(
                                new TopicPartition(PREFIX + nameAndOffsets[0], partition),
                                Long.parseUnsignedLong(offsets[partition]) & Long.MAX_VALUE);
                    }
                }
            }
            return Optional.of(new Positions(next));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        Map<String, long[]> topics = new TreeMap<>();
        next.forEach(
                (partition, offset) -> {
                    long[] offsets = topics.getOrDefault(partition.topic(), new long[0]);
                    int length = Math.max(offsets.length, partition.partition() + 1);
                    long[] longer = new long[length];
                    Arrays.fill(longer, UNKNOWN);
                    System.arraycopy(offsets, 0, longer, 0, offsets.length);
                    longer[partition.partition()] = offset;
                    topics.put(partition.topic(), longer);
                });
        return topics.entrySet().stream()
                .map(
                        topic ->
                                topic.getKey().substring(PREFIX.length())
                                        + '='
                                        + text(topic.getValue()))
                .collect(Collectors.joining(";"));
    }

    private static String text(long[] offsets) {
        return Arrays.stream(offsets)
                .mapToObj(offset -> offset == UNKNOWN ? "" : Long.toString(offset))
                .collect(Collectors.joining("."));
    }
}
