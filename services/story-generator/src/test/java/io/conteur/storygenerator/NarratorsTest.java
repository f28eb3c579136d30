package io.conteur.storygenerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.conteur.events.CheckpointPublished;
import io.conteur.events.StoryWritten.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NarratorsTest {
    private final Fixture fixture = new Fixture();
    private final Narrators narrators = fixture.narrators(2);
    private final List<FakeNarrator> loaded = new ArrayList<>();
    private final Set<Long> damagedSteps = new HashSet<>();
    private int attempts;

    @BeforeEach
    void loadUnlessDamaged() {
        fixture.loader = this::load;
    }

    @Test
    void loadsACheckpointOnce() throws UnansweredException {
        publish("tales", 1);

        assertSame(narrators.narrator("tales"), narrators.narrator(null));
        assertEquals(1, attempts);
    }

    @Test
    void closesTheOldCheckpointWhenTheNewOneIsThere() throws UnansweredException {
        publish("tales", 1);
        narrators.narrator("tales");

        publish("tales", 2);

        assertEquals(2, narrators.narrator("tales").checkpoint().step());
        assertEquals(List.of(true, false), loaded.stream().map(FakeNarrator::closed).toList());
    }

    @Test
    void staysWithThePreviousCheckpointWhenTheNewestIsDamaged() throws UnansweredException {
        publish("tales", 1);
        Narrator before = narrators.narrator("tales");

        damagedSteps.add(2L);
        publish("tales", 2);

        assertSame(before, narrators.narrator("tales"));
        assertSame(before, narrators.narrator("tales"));
        assertEquals(2, attempts, "a refused checkpoint is not tried again");
    }

    @Test
    void fallsBackToAnEarlierCheckpointAfterARestart() throws UnansweredException {
        damagedSteps.add(2L);
        publish("tales", 1);
        publish("tales", 2);

        assertEquals(1, narrators.narrator("tales").checkpoint().step());
    }

    @Test
    void saysWhyAModelCannotBeUsed() {
        damagedSteps.add(1L);
        publish("tales", 1);

        UnansweredException failure =
                assertThrows(UnansweredException.class, () -> narrators.narrator("tales"));

        assertEquals(Outcome.FAILED, failure.outcome());
        assertEquals(
                "no checkpoint of model tales can be used: step 1 is damaged", failure.reason());
    }

    @Test
    void makesRoomByClosingTheModelNotUsedForLongest() throws UnansweredException {
        publish("tales", 1);
        publish("fables", 2);
        publish("poems", 3);
        narrators.narrator("tales");
        narrators.narrator("fables");
        narrators.narrator("tales");

        narrators.narrator("poems");

        assertEquals(
                List.of(false, true, false), loaded.stream().map(FakeNarrator::closed).toList());
    }

    private void publish(String model, long step) {
        fixture.models.add(FakeNarrator.checkpoint(model, step));
    }

    private Narrator load(CheckpointPublished checkpoint) throws IOException {
        attempts++;
        if (damagedSteps.contains(checkpoint.step())) {
            throw new IOException("step %d is damaged".formatted(checkpoint.step()));
        }
        FakeNarrator narrator = FakeNarrator.of(checkpoint);
        loaded.add(narrator);
        return narrator;
    }
}
