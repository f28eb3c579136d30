package io.conteur.events.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.InvalidEventException;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.training.CheckpointPublishedBuilder;
import io.conteur.events.training.Progressed;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {
    private static final String SECRET = "hunter2";

    static Stream<Record> records() {
        return Stream.concat(SampleEvents.full(), SampleEvents.sparse());
    }

    @ParameterizedTest
    @MethodSource("records")
    void whatIsWrittenIsReadAgain(Record event) {
        assertEquals(event, EventCodec.decode(event.getClass(), EventCodec.encode(event)));
    }

    @Test
    void aCharacterHasNoMoreBytesThanInItsRequest() {
        String prompt = "\uD83D\uDC09".repeat(100_000);
        StoryWritten rejected =
                StoryWritten.without("id", StoryWritten.Outcome.REJECTED, prompt, "too long");

        byte[] written = EventCodec.encode(rejected);

        assertTrue(written.length < 401_000, () -> written.length + " bytes");
        assertEquals(rejected, EventCodec.decode(StoryWritten.class, written));
    }

    @Test
    void unknownFieldsAreIgnored() {
        PromptSubmitted prompt = decode("{\"prompt\":\"A door.\",\"mood\":{\"sad\":[1,{}]}}");

        assertEquals(PromptSubmitted.of("A door."), prompt);
    }

    @Test
    void nullMeansAbsent() {
        assertEquals(
                PromptSubmitted.of("A door."), decode("{\"prompt\":\"A door.\",\"seed\":null}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {} | /prompt is missing
                    {"prompt":null} | /prompt is missing
                    {"prompt":7} | /prompt must be a string, is an integer
                    {"prompt":["a"]} | /prompt must be a string, is an array
                    {"prompt":" "} | /prompt must not be blank
                    {"prompt":"a","temperature":"hot"} | /temperature must be a number, is a string
                    {"prompt":"a","temperature":true} | /temperature must be a number, is a boolean
                    {"prompt":"a","temperature":-1} | /temperature must be from 0 to 100, is -1.0
                    {"prompt":"a","topP":1.5} | /topP must be from 0 to 1, is 1.5
                    {"prompt":"a","maxTokens":1.5} | /maxTokens must be an integer, is a fraction
                    {"prompt":"a","maxTokens":"9"} | /maxTokens must be an integer, is a string
                    {"prompt":"a","maxTokens":9999999999} | /maxTokens must be within the range of a 32-bit integer
                    {"prompt":"a","seed":9223372036854775808} | /seed must be within the range of a 64-bit integer
                    {"prompt":"a","temperature":1e999} | /temperature must be within the range of a 64-bit float
                    {"prompt":"\\ud83d"} | /prompt must not hold half a surrogate pair
                    """)
    void aRefusalNamesTheFieldAndWhatWouldBeRight(String json, String message) {
        assertEquals(message, refusal(json).getMessage());
    }

    @Test
    void aRefusalNamesNestedFields() {
        String json =
                "{\"model\":\"m\",\"corpus\":{\"key\":\"c\",\"sha256\":\""
                        + "0".repeat(64)
                        + "\"},\"settings\":{\"samplePrompts\":[\"a\",2]}}";

        InvalidEventException refusal =
                assertThrows(
                        InvalidEventException.class,
                        () -> EventCodec.decode(Topic.TRAINING_REQUESTS, utf8(json)));

        assertEquals(
                "/settings/samplePrompts/1 must be a string, is an integer", refusal.getMessage());
    }

    @Test
    void aRefusedConstantNamesTheRightOnes() {
        String json =
                new String(
                                EventCodec.encode(
                                        Progressed.of(
                                                "job",
                                                "tales",
                                                Progressed.Work.MODEL,
                                                Progressed.State.RUNNING)),
                                StandardCharsets.UTF_8)
                        .replace("\"model\"", "\"" + SECRET + "\"");

        InvalidEventException refusal =
                assertThrows(
                        InvalidEventException.class,
                        () -> EventCodec.decode(Topic.PROGRESS, utf8(json)));

        assertEquals(
                "/work must be one of tokenizer, model, is another string", refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2",
                "{\"prompt\": hunter2}",
                "{\"prompt\":\"hunter2\"",
                "{\"prompt\":\"hunter2\"} hunter2",
                "{\"prompt\":\"hunter2\"} {}",
                "{\"prompt\":\"hunter2\",\"prompt\":\"hunter2\"}",
                "{\"prompt\":\"hunter2\",\"hunter2\":1,\"hunter2\":2}",
                "{\"prompt\":\"a\",\"temperature\":NaN}",
                "{\"prompt\":\"a\",\"temperature\":Infinity}",
                "{\"prompt\":\"a\",\"temperature\":\"hunter2\"}",
                "{\"prompt\":\"a\",\"id\":\"hunter2 hunter2\"}",
                "{\"prompt\":{\"hunter2\":1}}",
                "{'prompt':'hunter2'}",
                "{\"prompt\":\"a\",} // hunter2",
                "[]",
                "\"hunter2\"",
                "null",
                "42",
                "",
                "   "
            })
    void whatIsNoPromptIsRefusedWithoutRepeatingItsText(String json) {
        assertFalse(refusal(json).getMessage().contains(SECRET));
    }

    @Test
    void malformedJsonIsRefusedByItsPosition() {
        assertEquals(
                "the event must be well-formed JSON; the error is at line 2, column 11",
                refusal("{\n\"prompt\": x}").getMessage());
    }

    @Test
    void aKeyThatComesTwiceIsCalledThat() {
        assertEquals(
                "the event must have each key once; the error is at line 2, column 9",
                refusal("{\"prompt\":\"a\",\n\"prompt\":\"b\"}").getMessage());
    }

    @Test
    void anOverlongNumberIsCalledThat() {
        String message =
                refusal("{\"prompt\":\"a\",\"topK\":" + "9".repeat(2000) + "}").getMessage();

        assertTrue(
                message.startsWith("the event must have numbers of at most 1000 digits"), message);
    }

    @Test
    void depthIsBounded() {
        String deepest = "{\"prompt\":\"a\",\"x\":" + "[".repeat(31) + "]".repeat(31) + "}";
        String tooDeep = "{\"prompt\":\"a\",\"x\":" + "[".repeat(32) + "]".repeat(32) + "}";

        assertEquals("a", decode(deepest).prompt());
        assertTrue(refusal(tooDeep).getMessage().contains("32 deep"));
    }

    @Test
    void sizeIsBounded() {
        String start = "{\"prompt\":\"a\",\"x\":\"";
        String largest = start + "x".repeat(EventCodec.MAX_BYTES - start.length() - 2) + "\"}";

        assertEquals("a", decode(largest).prompt());
        assertEquals(
                "the event must have at most 1048576 bytes, has 1048577",
                refusal(largest + " ").getMessage());
    }

    @Test
    void aPromptsLengthIsBoundedInCharacters() {
        assertEquals(200_000, decode(promptOf("🌟".repeat(100_000))).prompt().length());
        assertEquals(
                "/prompt must have at most 100000 characters, has 100001",
                refusal(promptOf("🌟".repeat(100_001))).getMessage());
    }

    @Test
    void textThatIsNotUtf8IsRefused() {
        byte[] latin1 = "{\"prompt\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertEquals(
                "the event must be UTF-8 text",
                assertThrows(
                                InvalidEventException.class,
                                () -> EventCodec.decode(Topic.PROMPTS, latin1))
                        .getMessage());
        assertThrows(InvalidEventException.class, () -> EventCodec.decodePrompt(latin1));
    }

    @Test
    void plainTextIsAPrompt() {
        assertEquals(
                PromptSubmitted.of("A door {ajar}."),
                EventCodec.decodePrompt(utf8(" A door {ajar}.\r\n")));
    }

    @Test
    void aBraceBeginsAnEventEvenAfterSpace() {
        PromptSubmitted prompt = EventCodec.decodePrompt(utf8("\n {\"prompt\":\"a\",\"topK\":5}"));

        assertEquals(5, prompt.topK());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n\t", "{", "{prompt}"})
    void neitherTextNorEventIsRefused(String text) {
        assertThrows(InvalidEventException.class, () -> EventCodec.decodePrompt(utf8(text)));
    }

    @Test
    void aLossWithoutValueIsNeverWritten() {
        assertThrows(
                InvalidEventException.class,
                () ->
                        CheckpointPublishedBuilder.builder()
                                .id("job")
                                .model("tales")
                                .step(0)
                                .artifact(SampleEvents.ARTIFACT)
                                .tokenizer(SampleEvents.ARTIFACT)
                                .vocabularySize(1)
                                .context(1)
                                .parameters(1)
                                .last(true)
                                .trainingLoss(Double.NaN)
                                .build());
    }

    private static PromptSubmitted decode(String json) {
        return EventCodec.decode(Topic.PROMPTS, utf8(json));
    }

    private static InvalidEventException refusal(String json) {
        return assertThrows(InvalidEventException.class, () -> decode(json));
    }

    private static String promptOf(String text) {
        return "{\"prompt\":\"" + text + "\"}";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aByteOrderMarkIsNoPartOfAnEvent() {
        PromptSubmitted prompt =
                EventCodec.decodePrompt(bytes("\ufeff{\"prompt\":\"a fox\",\"n\":2}"));

        assertEquals("a fox", prompt.prompt());
        assertEquals(2, prompt.n());
        assertEquals("a fox", EventCodec.decodePrompt(bytes("\ufeffa fox")).prompt());
    }

    @Test
    void theFramingOfASchemaRegistryIsRefusedByName() {
        byte[] framed = bytes("\0\0\0\0\7{\"prompt\":\"a fox\"}");

        InvalidEventException refusal =
                assertThrows(InvalidEventException.class, () -> EventCodec.decodePrompt(framed));

        assertTrue(refusal.getMessage().contains("schema registry"), refusal.getMessage());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
