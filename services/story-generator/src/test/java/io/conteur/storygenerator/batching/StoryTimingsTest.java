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
    private final BatchScheduler scheduler =
            fixture.schedulerAt(new PartRateLimiter(0, 4), FakeStoryModel.checkpoint("tales", 7));

    @Test
    void anOutcomeSaysWhenItsStoryCameToWhat() throws Exception {
        fixture.queue.put(fixture.prompt("a", "{\"prompt\":\"a\",\"maxTokens\":2}"));

        fixture.nanos = 250_000;
        scheduler.admit();
        fixture.nanos = 4_000_000;
        scheduler.step();
        fixture.nanos = 9_123_456;
        scheduler.step();

        assertEquals(new StoryTimings(0.25, 4, 9.123), fixture.story().timings());
    }

    @Test
    void aRefusalHasNone() throws Exception {
        fixture.queue.put(fixture.prompt("a", "{\"prompt\":\"a\",\"model\":\"fables\"}"));

        fixture.work(scheduler);

        assertNull(fixture.story().timings());
    }
}
