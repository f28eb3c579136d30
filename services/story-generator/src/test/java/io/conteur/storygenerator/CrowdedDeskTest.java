package io.conteur.storygenerator;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CrowdedDeskTest {
    private final Fixture fixture = new Fixture();

    @Test
    void endsAreSentAtOnceWhilePromptsWaitForRoom() throws Exception {
        Desk desk = crowdedDesk();

        fixture.nanos += MILLISECONDS.toNanos(1);
        desk.admit();
        desk.step();

        assertEquals(List.of("first", "next"), fixture.acknowledged);
    }

    @Test
    void endsAreSentWithWhatOthersHaveComeToInABacklog() throws Exception {
        Desk desk = crowdedDesk();
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
    private Desk crowdedDesk() throws InterruptedException {
        fixture.loader = checkpoint -> FakeNarrator.of(checkpoint).withRoom(20);
        Pace pace = new Pace(MILLISECONDS.toNanos(50), 100);
        Desk desk = fixture.deskAt(pace, FakeNarrator.checkpoint("tales", 7));
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
