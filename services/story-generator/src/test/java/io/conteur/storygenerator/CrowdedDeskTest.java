package io.conteur.storygenerator;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CrowdedDeskTest {
    private final Fixture fixture = new Fixture();

    @Test
    void whilePromptsWaitForRoomEndsAreSentWithWhatOthersHaveComeTo() throws Exception {
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

        fixture.nanos += MILLISECONDS.toNanos(19);
        desk.admit();
        desk.step();
        assertEquals(1, fixture.stories.events().size());
        assertEquals(20, fixture.parts.events().size());

        fixture.nanos += MILLISECONDS.toNanos(10);
        desk.step();
        assertEquals(List.of("first", "next"), fixture.acknowledged);
        assertEquals(2, fixture.stories.events().size());
    }

    private PendingPrompt ofOneToken(String id) {
        return fixture.prompt(id, "{\"prompt\":\"a %s dog\",\"maxTokens\":1}".formatted(id));
    }
}
