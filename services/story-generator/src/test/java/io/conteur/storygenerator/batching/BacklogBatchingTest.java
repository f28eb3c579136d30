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
        BatchScheduler desk = crowdedDesk();

        fixture.nanos += MILLISECONDS.toNanos(1);
        desk.admit();
        desk.step();

        assertEquals(List.of("first", "next"), fixture.acknowledged);
    }

    @Test
    void endsAreSentWithWhatOthersHaveComeToInABacklog() throws Exception {
        BatchScheduler desk = crowdedDesk();
        for (int i = 0; i < 31; i++) {
            fixture.queue.put(fixture.prompt("late" + i, "a cat " + i));
        }

        fixture.nanos += MILLISECONDS.toNanos(99);
        desk.admit();
        desk.step();
        assertEquals(List.of("first"), fixture.acknowledged);
        assertEquals(20, fixture.parts.events().size());

        fixture.nanos += MILLISECONDS.toNanos(1);
        desk.step();
        assertEquals(List.of("first", "next"), fixture.acknowledged);
        assertEquals(2, fixture.stories.events().size());
    }

    /** Tells 19 stories and has ended one; a prompt of one token waits for its place. */
    private BatchScheduler crowdedDesk() throws InterruptedException {
        fixture.loader = checkpoint -> FakeStoryModel.of(checkpoint).withRoom(20);
        PartRateLimiter pace = new PartRateLimiter(MILLISECONDS.toNanos(50), 100);
        BatchScheduler desk = fixture.deskAt(pace, FakeStoryModel.checkpoint("tales", 7));
        fixture.queue.put(ofOneToken("first"));
        for (int i = 0; i < 19; i++) {
            fixture.queue.put(fixture.prompt("long" + i, "a dog " + i));
        }
        fixture.queue.put(ofOneToken("next"));
        fixture.queue.put(fixture.prompt("last", "a dog that waits"));
        fixture.nanos = MILLISECONDS.toNanos(800);
        desk.admit();
        desk.step();
        assertEquals(List.of("first"), fixture.acknowledged);
        assertEquals(20, fixture.parts.events().size());
        return desk;
    }

    private PendingPrompt ofOneToken(String id) {
        return fixture.prompt(id, "{\"prompt\":\"a %s dog\",\"maxTokens\":1}".formatted(id));
    }
}
