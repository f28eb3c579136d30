package io.conteur.storygenerator.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.conteur.events.wire.PromptPool;
import org.junit.jupiter.api.Test;

class GeneratorTablesTest {
    @Test
    void aPoolReadsBackAllThatItRemembersBecauseOthersPublishMeanwhile() {
        PromptPool pool = new PromptPool("large");

        assertEquals(10_000, GeneratorTables.storiesReadBack(pool, 10_000));
        assertEquals(GeneratorTables.READ_BACK, GeneratorTables.storiesReadBack(pool, 100));
    }

    @Test
    void theDefaultPoolReadsBackWhatTheBrokerMayRedeliver() {
        assertEquals(1100, GeneratorTables.storiesReadBack(PromptPool.DEFAULT, 10_000));
    }
}
