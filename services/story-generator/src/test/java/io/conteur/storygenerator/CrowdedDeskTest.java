package io.conteur.storygenerator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CrowdedDeskTest {
    private final Fixture fixture = new Fixture();

    @Test
    void whileItIsFullEndsWaitUntilWhatAllHaveComeToIsSent() throws Exception {
        fixture.loader = checkpoint -> FakeNarrator.of(checkpoint).withRoom(20);
        Desk desk = fixture.deskAt(new Pace(6, 100), FakeNarrator.checkpoint("tales", 7));
        fixture.queue.put(fixture.prompt("short", "{\"prompt\":\"a dog\",\"maxTokens\":1}"));
        for (int i = 0; i < 20; i++) {
            fixture.queue.put(fixture.prompt("long" + i, "a dog " + i));
        }

        desk.admit();
        desk.step();
        assertEquals(List.of(), fixture.stories.events());
        assertEquals(List.of(), fixture.parts.events());

        fixture.nanos = 6;
        desk.step();

        assertEquals(List.of("short"), fixture.acknowledged);
        assertEquals(20, fixture.parts.events().size());
    }
}
