package io.conteur.cli.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class PartitionChoiceTest {
    @Test
    void aKeyIsReadWhereKafkasDefaultPartitionerPutsIt() {
        for (int i = 0; i < 100; i++) {
            String key = "Es war einmal ein Mädchen " + i;
            int expected =
                    BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), 7);

            assertEquals(List.of(expected), included(PartitionChoice.ofKey(key), 7));
        }
    }

    @Test
    void oneOrAllAreReadByNumber() {
        assertEquals(List.of(2), included(PartitionChoice.of(2), 4));
        assertEquals(List.of(), included(PartitionChoice.of(4), 4));
        assertEquals(List.of(0, 1, 2), included(PartitionChoice.all(), 3));
    }

    private static List<Integer> included(PartitionChoice choice, int count) {
        return IntStream.range(0, count)
                .filter(partition -> choice.includes(partition, count))
                .boxed()
                .toList();
    }
}
