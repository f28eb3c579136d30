package io.conteur.modeltrainer.kafka;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.wire.RecordKey;
import io.conteur.messaging.consumer.ReceivedRequest;
import io.conteur.messaging.consumer.Request;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class NewestTombstonesTest {
    private final NewestTombstones tombstones = new NewestTombstones(2);

    @Test
    void aTombstoneCancelsTheEarlierRequestsOfItsKey() {
        add("tales", 7);

        assertTrue(tombstones.follow(request("tales", 6)));
        assertFalse(tombstones.follow(request("tales", 8)));
        assertFalse(tombstones.follow(request("fables", 6)));
    }

    @Test
    void theKeysOfTheNewestAreRemembered() {
        add("tales", 1);
        add("fables", 2);
        add("tales", 3);
        add("x".repeat(1_000_000), 4);

        assertTrue(tombstones.follow(request("tales", 0)));
        assertTrue(tombstones.follow(request("x".repeat(1_000_000), 0)));
        assertFalse(tombstones.follow(request("fables", 0)));
    }

    private void add(String key, long offset) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        tombstones.add(new ConsumerRecord<>("training-requests", 0, offset, bytes, null));
    }

    private static ReceivedRequest request(String key, long offset) {
        Request request = new Request(RecordKey.of(key), new byte[0], "request");
        return new ReceivedRequest(request, 0, offset, 0, () -> {});
    }
}
