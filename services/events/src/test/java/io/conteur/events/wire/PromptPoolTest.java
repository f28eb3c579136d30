package io.conteur.events.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptPoolTest {
    private static final String FORTY_ONE = "a2345678901234567890123456789012345678901";

    @Test
    void theDefaultPoolHasTheTopicOfTheCatalogue() {
        assertSame(Topic.PROMPTS, PromptPool.DEFAULT.topic());
        assertEquals("story-generator", PromptPool.DEFAULT.group());
    }

    @Test
    void anotherPoolHasItsOwnTopicAndGroup() {
        PromptPool pool = new PromptPool("large-models");

        assertEquals("conteur.prompts.large-models", pool.topic().name());
        assertEquals("conteur.prompts.large-models.dead-letter", pool.topic().deadLetterName());
        assertEquals("story-generator.large-models", pool.group());
        assertEquals(Topic.PROMPTS.configuration(), pool.topic().configuration());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dead-letter", FORTY_ONE, "a.b", "-a", "a b", "ä", "a/b"})
    void aNameThatMakesNoTopicOrAnotherIsRefused(String name) {
        assertThrows(IllegalArgumentException.class, () -> new PromptPool(name));
    }
}
