package io.conteur.storygenerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.conteur.events.StoryPartWritten;
import io.conteur.events.StoryWritten;
import io.conteur.events.StoryWritten.Origin;
import io.conteur.events.StoryWritten.Outcome;
import io.conteur.events.StoryWrittenBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomesTest {
    private final Fixture fixture = new Fixture();
    private final SlowOutbox<StoryPartWritten> parts = new SlowOutbox<>();
    private final SlowOutbox<StoryWritten> stories = new SlowOutbox<>();
    private final Outcomes outcomes =
            new Outcomes(
                    new Outcomes.Topics(parts, stories),
                    new Outcomes.Known(fixture.answered, fixture.attempts),
                    fixture.meters,
                    new Pace(0, 4));
    private final PendingPrompt prompt = fixture.prompt("a", "a dog");
    private final PartStream stream = outcomes.parts(prompt, null);

    @Test
    void sendsLastPartAndStoryTogetherOnceAPartIsAtTheBroker() {
        stream.send("one ", 0, 0);
        parts.sent.get(0).complete(null);

        publish();

        assertEquals(2, parts.sent.size());
        assertEquals(1, stories.sent.size());
    }

    @Test
    void acknowledgesWhenBothAreAtTheBroker() {
        stream.send("one ", 0, 0);
        parts.sent.get(0).complete(null);
        publish();

        stories.sent.get(0).complete(null);
        assertEquals(List.of(), fixture.acknowledged);
        parts.sent.get(1).complete(null);

        assertEquals(List.of("a"), fixture.acknowledged);
    }

    @Test
    void keepsTheStoryBackWhileNobodyCouldKnowThatItLacksItsParts() {
        stream.send("one ", 0, 0);

        publish();
        assertEquals(List.of(), stories.sent);
        parts.sent.forEach(part -> part.complete(null));

        assertEquals(1, stories.sent.size());
    }

    @Test
    void sendsAStoryOfOnePartAfterIt() {
        publish();
        assertEquals(List.of(), stories.sent);
        parts.sent.get(0).complete(null);

        assertEquals(1, stories.sent.size());
    }

    @Test
    void acknowledgesNothingWhenTheBrokerHasTheStoryAlone() {
        stream.send("one ", 0, 0);
        parts.sent.get(0).complete(null);
        publish();

        stories.sent.get(0).complete(null);
        parts.sent.get(1).completeExceptionally(new IllegalStateException("no broker"));

        assertEquals(List.of(), fixture.acknowledged);
        assertThrows(UndeliverableException.class, outcomes::requireDelivery);
    }

    @Test
    void sendsWhatWasBrokenOffAfterItsLastPart() {
        stream.send("one ", 0, 0);
        parts.sent.get(0).complete(null);

        outcomes.publish(Outcomes.cancelled(prompt), prompt, stream, "two");
        assertEquals(List.of(), stories.sent);
        parts.sent.get(1).complete(null);

        assertEquals(1, stories.sent.size());
    }

    private void publish() {
        outcomes.publish(completed(), prompt, stream, "two");
    }

    private static StoryWritten completed() {
        return StoryWrittenBuilder.builder()
                .id("a")
                .outcome(Outcome.COMPLETED)
                .origin(Origin.PROMPT)
                .prompt("a dog")
                .story("one two")
                .build();
    }
}
