package io.conteur.storygenerator.batching;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.conteur.storygenerator.GeneratorFixture;
import io.conteur.storygenerator.models.FakeStoryModel;
import io.conteur.storygenerator.publish.PartRateLimiter;
import io.conteur.storygenerator.request.PendingPrompt;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogBatchingTest {
    private final GeneratorFixture fixture = new GeneratorFixture();

    @Test
    void endsAreSentAtOnceWhilePromptsWaitForRoom() throws Exception {
        BatchScheduler scheduler = crowdedScheduler();

        fixture.nanos += MILLISECONDS.toNanos(1);
        scheduler.admit();
        scheduler.step();

        assertEquals(List.of("first", "next"), fixture.acknowledged);
    }

    @Test
    void endsAreSentWithWhatOthersHaveComeToInABacklog() throws Exception {
        BatchScheduler scheduler = crowdedScheduler();
        for (int i = 0; i < 31; i++) {
            fixture.queue.put(fixture.prompt("late" + i, "a cat " + i));
        }

        fixture.nanos += MILLISECONDS.toNanos(99);
        scheduler.admit();
        scheduler.step();
        assertEquals(List.of("first"), fixture.acknowledged);
        assertEquals(20, fixture.parts.events().size());

        fixture.nanos += MILLISECONDS.toNanos(1);
        scheduler.step();
        assertEquals(List.of("first", "next"), fixture.acknowledged);
        assertEquals(2, fixture.stories.events().size());
    }

    /** A full batch of 19 long stories and one prompt that joined when the first had ended. */
    private BatchScheduler crowdedScheduler() throws InterruptedException {
        fixture.loader = checkpoint -> FakeStoryModel.of(checkpoint).withRoom(20);
        PartRateLimiter rateLimiter = new PartRateLimiter(MILLISECONDS.toNanos(50), 100);
        BatchScheduler scheduler =
                fixture.schedulerAt(rateLimiter, FakeStoryModel.checkpoint("tales", 7));
        fixture.queue.put(ofOneToken("first"));
        for (int i = 0; i < 19; i++) {
            fixture.queue.put(fixture.prompt("long" + i, "a dog " + i));
        }
        fixture.queue.put(ofOneToken("next"));
        fixture.queue.put(fixture.prompt("last", "a dog that waits"));
        fixture.nanos = MILLISECONDS.toNanos(800);
        scheduler.admit();
        scheduler.step();
        assertEquals(List.of("first"), fixture.acknowledged);
        assertEquals(20, fixture.parts.events().size());
        return scheduler;
    }

    private PendingPrompt ofOneToken(String id) {
        return fixture.prompt(id, "{\"prompt\":\"a %s dog\",\"maxTokens\":1}".formatted(id));
    }
}
