package io.conteur.events.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.story.StoryPartWritten;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventMessageTest {
    private final StoryPartWritten part = StoryPartWritten.of("p", 0, "Once", false);
    private final EventMessage message =
            EventMessage.of(
                    Topic.STORY_PARTS,
                    "A door.",
                    part,
                    new EventMessage.Source("story-generator", "p-0"));

    @Test
    void goesToItsTopicUnderItsKey() {
        assertEquals("conteur.story-parts", message.topic());
        assertArrayEquals("A door.".getBytes(StandardCharsets.UTF_8), message.key());
        assertArrayEquals(EventCodec.encode(part), message.value());
    }

    @Test
    void bearsCloudEventsAttributes() {
        assertEquals("1.0", header("ce_specversion"));
        assertEquals("p-0", header("ce_id"));
        assertEquals("urn:conteur:story-generator", header("ce_source"));
        assertEquals("io.conteur.StoryPartWritten", header("ce_type"));
        assertEquals("A door.", header("ce_subject"));
        assertEquals("application/json", header("content-type"));
        assertTrue(Instant.parse(header("ce_time")).isAfter(Instant.EPOCH));
    }

    @Test
    void aKeyThatIsNotTextStaysAsItIsAndIsNoSubject() {
        byte[] key = {(byte) 0xff, (byte) 0xfe};
        EventMessage message =
                EventMessage.of(
                        Topic.STORY_PARTS,
                        RecordKey.of(key),
                        part,
                        new EventMessage.Source("story-generator", "p-0"));

        assertArrayEquals(key, message.key());
        assertFalse(message.headers().containsKey("ce_subject"));
    }

    @Test
    void aLongKeyIsASubjectInPart() {
        EventMessage tall =
                EventMessage.of(
                        Topic.STORY_PARTS,
                        "x".repeat(1000),
                        part,
                        new EventMessage.Source("story-generator", "p-0"));

        assertEquals(200, tall.headers().get("ce_subject").length);
    }

    @Test
    void eachEventOfATraceBearsItUnderAParentOfItsOwn() {
        TraceContext trace = new TraceContext("ab".repeat(16), "01", "vendor=1");
        EventMessage.Source source = new EventMessage.Source("story-generator", "p-0", trace);

        String first = traceparent(EventMessage.of(Topic.STORY_PARTS, "A door.", part, source));
        String second = traceparent(EventMessage.of(Topic.STORY_PARTS, "A door.", part, source));

        assertTrue(first.matches("00-(ab){16}-[0-9a-f]{16}-01"), first);
        assertTrue(second.matches("00-(ab){16}-[0-9a-f]{16}-01"), second);
        assertNotEquals(first, second);
    }

    @Test
    void anEventThatAnswersNothingStartsATrace() {
        assertTrue(TraceContext.parse(traceparent(message), null).isPresent());
        assertFalse(message.headers().containsKey("tracestate"));
    }

    private static String traceparent(EventMessage message) {
        return new String(message.headers().get("traceparent"), StandardCharsets.UTF_8);
    }

    private String header(String name) {
        return new String(message.headers().get(name), StandardCharsets.UTF_8);
    }
}
