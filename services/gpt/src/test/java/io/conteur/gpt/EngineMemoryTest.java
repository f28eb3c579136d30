package io.conteur.gpt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.gpt.model.Architecture;
import org.junit.jupiter.api.Test;

class EngineMemoryTest {
    private static final Architecture LARGE = new Architecture(2_500, 768, 2_048, 12, 12, 1_024);
    private static final EngineLimits LIMITS = new EngineLimits(32, 16_384);

    @Test
    void matricesAreBf16AndTheCacheIsAsLongAsItsTokens() {
        EngineMemory memory = EngineMemory.onVectors(LARGE, LIMITS);
        long weights = 2 * LARGE.parameters();
        long cache = 4L * 12 * 768 * 16_384;

        assertTrue(memory.resident() > weights + cache, memory.toString());
        assertTrue(memory.resident() < (weights + cache) * 11 / 10, memory.toString());
        assertEquals(4 * LARGE.parameters(), memory.loading());
    }

    @Test
    void aLongContextTakesTables() {
        Architecture longer = new Architecture(2_500, 768, 2_048, 12, 12, 1_000_000);

        long more =
                EngineMemory.onVectors(longer, LIMITS).resident()
                        - EngineMemory.onVectors(LARGE, LIMITS).resident();

        assertTrue(more >= (1_000_000 - 1_024) * 64L * Float.BYTES, "more " + more);
    }
}
