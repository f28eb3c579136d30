package io.conteur.console.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionsTest {
    private static final Map<TopicPartition, Long> OFFSETS =
            Map.of(
                    new TopicPartition("conteur.prompts", 0), 17L,
                    new TopicPartition("conteur.prompts", 2), 0L,
                    new TopicPartition("conteur.prompts.dead-letter", 0), 4L);

    @Test
    void aTextSaysAllOffsets() {
        assertEquals("prompts=17..0;prompts.dead-letter=4", Positions.of(OFFSETS).toString());
    }

    @Test
    void aTextIsReadAsItWasWritten() {
        Optional<Positions> read = Positions.parse(Positions.of(OFFSETS).toString());

        assertEquals(OFFSETS, read.orElseThrow().asMap());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "prompts",
                "prompts=a",
                "prompts=1;=",
                "prompts=1.99999999999999999999999"
            })
    void whatIsNoPositionIsRefused(String text) {
        assertTrue(Positions.parse(text).isEmpty());
    }
}
