package io.conteur.storygenerator.batching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.conteur.events.story.StoryTimings;
import io.conteur.storygenerator.GeneratorFixture;
import io.conteur.storygenerator.models.FakeStoryModel;
import io.conteur.storygenerator.publish.PartRateLimiter;
import org.junit.jupiter.api.Test;

class StoryTimingsTest {
    private final GeneratorFixture fixture = new GeneratorFixture();
    private final BatchScheduler desk =
            fixture.deskAt(new PartRateLimiter(0, 4), FakeStoryModel.checkpoint("tales", 7));

    @Test
    void anOutcomeSaysWhenItsStoryCameToWhat() throws Exception {
        fixture.queue.put(fixture.prompt("a", "{\"prompt\":\"a\",\"maxTokens\":2}"));

        fixture.nanos = 250_000;
        desk.admit();
        fixture.nanos = 4_000_000;
        desk.step();
        fixture.nanos = 9_123_456;
        desk.step();

        assertEquals(new StoryTimings(0.25, 4, 9.123), fixture.story().timings());
    }

    @Test
    void aRefusalHasNone() throws Exception {
        fixture.queue.put(fixture.prompt("a", "{\"prompt\":\"a\",\"model\":\"fables\"}"));

        fixture.work(desk);

        assertNull(fixture.story().timings());
    }
}
