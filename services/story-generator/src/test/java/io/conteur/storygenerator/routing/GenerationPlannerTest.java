package io.conteur.storygenerator.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.conteur.storygenerator.GeneratorFixture;
import io.conteur.storygenerator.models.FakeStoryModel;
import io.conteur.storygenerator.models.StoryModel;
import io.conteur.storygenerator.request.GenerationRequest;
import io.conteur.storygenerator.request.PromptRefusedException;
import org.junit.jupiter.api.Test;

class GenerationPlannerTest {
    private final GeneratorFixture fixture = new GeneratorFixture();
    private final StoryModel model = FakeStoryModel.of(FakeStoryModel.checkpoint("tales", 7));

    @Test
    void derivesTheSameSeedFromTheSameId() throws PromptRefusedException {
        long seed = plan("a", "a dog").sampling().seed();

        assertEquals(seed, plan("a", "another dog").sampling().seed());
        assertNotEquals(seed, plan("b", "a dog").sampling().seed());
    }

    @Test
    void asksForNoMoreThanTheContextLeaves() throws PromptRefusedException {
        String words = "word ".repeat(15) + "word";

        assertEquals(4, plan("a", words).sampling().maxTokens());
        assertEquals(10, plan("a", "a dog").sampling().maxTokens());
    }

    @Test
    void rejectsAPromptThatFillsTheContext() {
        assertRejected(
                "word ".repeat(19) + "word",
                "the prompt has 20 tokens; model tales takes at most 19, for its context holds 20");
    }

    @Test
    void rejectsMoreTokensThanTheServiceWrites() {
        assertRejected(
                "{\"prompt\":\"a\",\"maxTokens\":11}",
                "maxTokens is 11; this service writes at most 10");
    }

    @Test
    void rejectsMoreTokensThanTheContextLeaves() {
        assertRejected(
                "{\"prompt\":\"%s\",\"maxTokens\":9}".formatted("word ".repeat(11) + "word"),
                "maxTokens is 9; the prompt leaves 8 of the model's context");
    }

    private void assertRejected(String value, String reason) {
        PromptRefusedException rejection =
                assertThrows(PromptRefusedException.class, () -> plan("a", value));

        assertEquals(reason, rejection.reason());
    }

    private GenerationRequest plan(String id, String value) throws PromptRefusedException {
        return GeneratorFixture.planner().plan(fixture.prompt(id, value), model);
    }
}
