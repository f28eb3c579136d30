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
        fixture.queue.put(fixture.prompt("short", "{\"prompt\":\"a dog\",\"maxTokens\":1}"));
        for (int i = 0; i < 30; i++) {
            fixture.queue.put(fixture.prompt("long" + i, "a dog " + i));
        }

        fixture.nanos = MILLISECONDS.toNanos(800);
        desk.admit();
        desk.step();
        assertEquals(20, fixture.parts.events().size());
        assertEquals(List.of("short"), fixture.acknowledged);

        desk.admit();
        fixture.nanos += MILLISECONDS.toNanos(39);
        desk.step();
        assertEquals(20, fixture.parts.events().size());

        fixture.nanos += MILLISECONDS.toNanos(10);
        desk.step();
        assertEquals(21, fixture.parts.events().size());
    }
}
