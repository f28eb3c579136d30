package io.conteur.console.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ExactNumbersTest {
    private static final String SEED = "-8895338553836321575";

    @Test
    void aSeedComesBackAsItWas() throws IOException {
        ObjectNode story = object("{\"sampling\":{\"seed\":" + SEED + "},\"step\":12}");

        ExactNumbers.toText(story);
        ObjectNode sampling = (ObjectNode) story.path("sampling");

        assertEquals(SEED, sampling.path("seed").textValue());
        assertEquals(12, story.path("step").intValue());
        ExactNumbers.toNumber(sampling, "seed");
        assertEquals(Long.parseLong(SEED), sampling.path("seed").longValue());
    }

    @Test
    void whatIsNoSeedStaysText() throws IOException {
        ObjectNode prompt = object("{\"seed\":\"99999999999999999999\"}");

        ExactNumbers.toNumber(prompt, "seed");

        assertTrue(prompt.path("seed").isTextual());
    }

    private static ObjectNode object(String json) throws IOException {
        return (ObjectNode) new JsonMapper().readTree(json);
    }
}
