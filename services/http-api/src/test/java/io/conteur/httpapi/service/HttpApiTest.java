package io.conteur.httpapi.service;

import static io.conteur.httpapi.TestPatience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.conteur.events.story.LikelyToken;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.StoryWritten.Finish;
import io.conteur.events.story.StoryWritten.Origin;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.story.StoryWrittenBuilder;
import io.conteur.events.story.WrittenToken;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the API answers, with a real broker. */
@QuarkusTest
@TestProfile(QuickLimits.class)
class HttpApiTest {
    private static final String COMPLETIONS = "/v1/completions";
    private static final String CHAT = "/v1/chat/completions";

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @TestHTTPResource("/")
    URI address;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    /** A prompt that no other test sends. */
    private final String prompt = "A fox " + UUID.randomUUID();

    private StoryResponder responder;
    private ApiClient client;

    @BeforeEach
    void start() {
        client = new ApiClient(address.getPort());
        responder = new StoryResponder(bootstrapServers);
        responder.announceModel();
        await().until(
                        () ->
                                new ApiClient(management.getPort()).get("/q/health/ready").status()
                                        == 200);
        await().until(() -> client.get("/v1/models/tales").status() == 200);
    }

    @AfterEach
    void stop() throws InterruptedException {
        responder.close();
    }

    @Test
    void answersACompletion() throws Exception {
        ApiClient.Response response = client.post(COMPLETIONS, completion("'model': 'tales'"));

        JsonNode json = response.json();
        assertEquals(200, response.status());
        assertEquals("text_completion", json.path("object").asText());
        assertTrue(json.path("id").asText().startsWith("cmpl-"));
        assertEquals("tales", json.path("model").asText());
        assertEquals("fp_abababababab", json.path("system_fingerprint").asText());
        assertEquals("Once " + prompt, json.at("/choices/0/text").asText());
        assertEquals("stop", json.at("/choices/0/finish_reason").asText());
        assertTrue(json.at("/choices/0/logprobs").isNull());
        assertEquals(
                "{\"prompt_tokens\":4,\"completion_tokens\":4,\"total_tokens\":8}",
                json.path("usage").toString());
    }

    @Test
    void answersAChat() throws Exception {
        JsonNode json = client.post(CHAT, chat("'n': 2")).json();

        assertEquals("chat.completion", json.path("object").asText());
        assertEquals("tales", json.path("model").asText());
        assertEquals(2, json.path("choices").size());
        assertEquals(
                "{\"role\":\"assistant\",\"content\":\"Once %s\",\"refusal\":null}"
                        .formatted(prompt),
                json.at("/choices/1/message").toString());
        assertEquals("length", json.at("/choices/1/finish_reason").asText());
        assertEquals(8, json.at("/usage/completion_tokens").asInt());
    }

    @Test
    void streamsACompletion() throws Exception {
        ApiClient.Response response =
                client.post(
                        COMPLETIONS,
                        completion(
                                "'stream': true, 'n': 2, 'stream_options': {'include_usage':"
                                        + " true}"));

        List<String> events = response.events();
        assertEquals("text/event-stream", response.header("content-type"));
        assertEquals("[DONE]", events.get(events.size() - 1));
        assertEquals("Once " + prompt, streamed(events, 0, "/text"));
        assertEquals("Once " + prompt, streamed(events, 1, "/text"));
        JsonNode usage = ApiClient.parse(events.get(events.size() - 2));
        assertEquals(0, usage.path("choices").size());
        assertEquals(12, usage.at("/usage/total_tokens").asInt());
        assertEquals(2, events.stream().filter(e -> e.contains("\"finish_reason\":\"")).count());
    }

    @Test
    void streamsAChat() throws Exception {
        List<String> events = client.post(CHAT, chat("'stream': true")).events();

        assertEquals("Once " + prompt, streamed(events, 0, "/delta/content"));
        JsonNode first = ApiClient.parse(events.get(0));
        assertEquals("chat.completion.chunk", first.path("object").asText());
        assertEquals("assistant", first.at("/choices/0/delta/role").asText());
        assertEquals("tales", first.path("model").asText());
        JsonNode last = ApiClient.parse(events.get(events.size() - 2));
        assertEquals("{}", last.at("/choices/0/delta").toString());
        assertEquals("stop", last.at("/choices/0/finish_reason").asText());
    }

    @Test
    void thePromptHasItsDeadlineItsModelAndItsTrace() throws Exception {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        client.post(COMPLETIONS, completion("'model': 'tales', 'seed': 5"), "traceparent", trace);
        client.post(
                COMPLETIONS, completion("'model': '%s'".formatted(StoryResponder.ARTIFACT.key())));

        PromptSubmitted named = responder.asked(prompt).get(0);
        PromptSubmitted pinned = responder.asked(prompt).get(1);
        assertEquals("tales", named.model());
        assertEquals(5, named.seed());
        assertTrue(named.deadline() != null && named.checkpoint() == null);
        assertEquals(StoryResponder.ARTIFACT, pinned.checkpoint());
    }

    @Test
    void reportsLogProbabilities() throws Exception {
        responder.on(
                prompt,
                (asked, reply) ->
                        reply.end(
                                StoryWrittenBuilder.builder()
                                        .id(Objects.requireNonNull(asked.id()))
                                        .outcome(Outcome.COMPLETED)
                                        .origin(Origin.PROMPT)
                                        .prompt(prompt)
                                        .story("A b")
                                        .finish(Finish.END)
                                        .storyTokens(2)
                                        .logProbabilities(
                                                List.of(
                                                        token("\u2581A", -0.5),
                                                        token("\u2581b", -0.25),
                                                        token("</s>", -0.1)))
                                        .build()));

        JsonNode completion =
                client.post(COMPLETIONS, completion("'logprobs': 1"))
                        .json()
                        .at("/choices/0/logprobs");
        JsonNode chat =
                client.post(CHAT, chat("'logprobs': true, 'top_logprobs': 1"))
                        .json()
                        .at("/choices/0/logprobs/content");

        assertEquals(
                "{\"tokens\":[\"A\",\" b\"],\"token_logprobs\":[-0.5,-0.25],"
                        + "\"top_logprobs\":[{\" c\":-2.0,\" A\":-0.5},{\" c\":-2.0,\" b\":-0.25}],"
                        + "\"text_offset\":[0,1]}",
                completion.toString());
        assertEquals(2, chat.size());
        assertEquals(
                "{\"token\":\""
                        + " b\",\"logprob\":-0.25,\"bytes\":[32,98],\"top_logprobs\":[{\"token\":\""
                        + " c\",\"logprob\":-2.0,\"bytes\":[32,99]}]}",
                chat.get(1).toString());
        assertEquals(1, responder.asked(prompt).get(0).logProbabilities());
    }

    @Test
    void anOutcomeWithoutAStoryIsAnErrorAlsoOfAStream() throws Exception {
        responder.on(prompt, (asked, reply) -> reply.end(Outcome.REJECTED, "the prompt is long"));
        ApiClient.Response rejected = client.post(CHAT, chat("'stream': true"));
        responder.on(prompt, (asked, reply) -> reply.end(Outcome.EXPIRED, "too late"));
        ApiClient.Response expired = client.post(CHAT, chat("'n': 1"));
        responder.on(prompt, (asked, reply) -> reply.end(Outcome.FAILED, "the model failed"));
        ApiClient.Response failed = client.post(CHAT, chat("'n': 1"));

        assertEquals(400, rejected.status());
        assertEquals(
                "{\"error\":{\"message\":\"the prompt is long\",\"type\":\"invalid_request_error\","
                        + "\"param\":null,\"code\":\"rejected\"}}",
                rejected.json().toString());
        assertEquals(504, expired.status());
        assertEquals(500, failed.status());
    }

    @Test
    void anErrorAfterTheFirstTextEndsTheStream() throws Exception {
        AtomicBoolean begun = new AtomicBoolean();
        responder.on(
                prompt,
                (asked, reply) -> {
                    reply.part(0, "Once");
                    await().untilTrue(begun);
                    reply.end(Outcome.CANCELLED, "somebody did it");
                });

        List<String> events = events(CHAT, chat("'stream': true"), begun);

        String last = events.get(events.size() - 1);
        assertTrue(last.contains("\"code\":\"cancelled\""), last);
    }

    @Test
    void aStoryThatIsBegunAgainGoesOnWithoutRepetition() throws Exception {
        responder.on(
                prompt,
                (asked, reply) -> {
                    reply.part(1, 0, 0, "Once upon ");
                    reply.part(2, 0, 0, "Once ");
                    reply.part(2, 1, 0, "upon a ");
                    reply.end("Once upon a time");
                });

        List<String> events = client.post(COMPLETIONS, completion("'stream': true")).events();

        assertEquals("Once upon a time", streamed(events, 0, "/text"));
    }

    @Test
    void aStoryThatIsBegunAgainWithOtherTextEndsTheStreamWithAnError() throws Exception {
        AtomicBoolean begun = new AtomicBoolean();
        responder.on(
                prompt,
                (asked, reply) -> {
                    reply.part(1, 0, 0, "Once upon ");
                    await().untilTrue(begun);
                    reply.part(2, 0, 0, "Twice ");
                    reply.end("Twice upon a time");
                });

        List<String> events = events(COMPLETIONS, completion("'stream': true"), begun);
        JsonNode whole = client.post(COMPLETIONS, completion("'n': 1")).json();

        String last = events.get(events.size() - 1);
        assertTrue(last.contains("differs from what was sent"), last);
        assertEquals("Twice upon a time", whole.at("/choices/0/text").asText());
    }

    /** The events of a stream, whose first one is noted when it comes. */
    private List<String> events(String path, String body, AtomicBoolean begun) throws Exception {
        try (Stream<String> lines = client.open(path, body).body()) {
            return ApiClient.data(lines.peek(line -> begun.set(true)));
        }
    }

    @Test
    void namesTheModelsAndTheirCheckpoints() throws Exception {
        JsonNode models = client.get("/v1/models").json();
        JsonNode checkpoint = client.get("/v1/models/" + StoryResponder.ARTIFACT.key()).json();
        ApiClient.Response unknown = client.get("/v1/models/poems");
        ApiClient.Response asked = client.post(COMPLETIONS, completion("'model': 'poems'"));

        assertEquals("list", models.path("object").asText());
        assertEquals(models, client.get("/v1").json());
        assertEquals("tales", models.at("/data/0/id").asText());
        assertEquals(128, models.at("/data/0/max_model_len").asInt());
        assertEquals("tales", checkpoint.path("parent").asText());
        assertEquals(404, unknown.status());
        assertEquals(404, asked.status());
        assertEquals("model_not_found", asked.json().at("/error/code").asText());
        assertEquals("model", asked.json().at("/error/param").asText());
    }

    @Test
    void refusesWhatIsNoRequestOfThisApi() throws Exception {
        ApiClient.Response path = client.post("/v1/embeddings", "{}");
        ApiClient.Response method = client.get(COMPLETIONS);
        ApiClient.Response parameter = client.post(COMPLETIONS, completion("'top_p': 2"));
        ApiClient.Response key =
                client.post(COMPLETIONS, completion("'n': 1"), "Idempotency-Key", "a b");

        assertEquals(404, path.status());
        assertTrue(path.json().at("/error/message").asText().contains("there are POST"));
        assertEquals(404, method.status());
        assertEquals(400, parameter.status());
        assertEquals("top_p", parameter.json().at("/error/param").asText());
        assertEquals(400, key.status());
    }

    @Test
    void anIdempotencyKeyNamesThePromptWhichIsAnsweredOnce() throws Exception {
        String key = UUID.randomUUID().toString();

        JsonNode first =
                client.post(COMPLETIONS, completion("'n': 1"), "Idempotency-Key", key).json();
        ApiClient.Response again =
                client.post(
                        COMPLETIONS,
                        completion("'stream': true"),
                        "Idempotency-Key",
                        "\"" + key + "\"");

        assertEquals(key, first.path("id").asText());
        assertEquals(first.at("/choices/0/text").asText(), streamed(again.events(), 0, "/text"));
        assertEquals(1, responder.asked(prompt).size());
        assertFalse(responder.cancelled().contains(key));
    }

    private static WrittenToken token(String piece, double logProbability) {
        return new WrittenToken(
                1, piece, logProbability, List.of(new LikelyToken(2, "\u2581c", -2)));
    }

    private static String streamed(List<String> events, int index, String pointer) {
        return events.stream()
                .filter(event -> !event.equals("[DONE]"))
                .flatMap(event -> stream(ApiClient.parse(event).path("choices")))
                .filter(choice -> choice.path("index").asInt() == index)
                .map(choice -> choice.at(pointer).asText())
                .collect(Collectors.joining());
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private String completion(String parameters) {
        return "{'prompt': '%s', %s}".formatted(prompt, parameters);
    }

    private String chat(String parameters) {
        return "{'messages': [{'role': 'user', 'content': '%s'}], %s}"
                .formatted(prompt, parameters);
    }
}
