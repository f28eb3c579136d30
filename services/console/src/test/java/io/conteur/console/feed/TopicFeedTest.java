package io.conteur.console.feed;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopicFeedTest {
    @Test
    void aFeedThatAnErrorHasEndedIsNotAlive() {
        try (TopicFeed feed = new TopicFeed(new FaultyMap(), new LiveView(), 10)) {
            assertTrue(feed.alive());

            feed.want(true);

            await().until(() -> !feed.alive());
        }
    }

    /** Settings that no client can be made of. */
    private static final class FaultyMap extends AbstractMap<String, Object> {
        @Override
        public Set<Map.Entry<String, Object>> entrySet() {
            throw new AssertionError("an error that is expected");
        }
    }
}
