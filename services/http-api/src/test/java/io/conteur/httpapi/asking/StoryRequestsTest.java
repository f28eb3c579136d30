package io.conteur.httpapi.asking;

import static io.conteur.httpapi.TestPatience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.wire.PromptPool;
import io.conteur.events.wire.TraceContext;
import io.conteur.httpapi.answers.Answer;
import io.conteur.httpapi.answers.AnswerBoard;
import io.conteur.httpapi.answers.EarlierAnswers;
import io.conteur.httpapi.error.ApiError;
import io.conteur.httpapi.error.ApiException;
import io.conteur.messaging.groupless.LatestRecords;
import io.conteur.messaging.producer.EventProducer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests while no broker answers. */
class StoryRequestsTest {
    /** Nothing listens there. */
    private static final Map<String, Object> NO_BROKER = Map.of("bootstrap.servers", "localhost:1");

    private final Vertx vertx = Vertx.vertx();
    private final EventProducer producer = new EventProducer(NO_BROKER, "test");
    private final PromptSender sender = new PromptSender(producer, PromptPool.DEFAULT);
    private final PromptBacklog backlog = new PromptBacklog(NO_BROKER, "prompts", "group");
    private final EarlierAnswers earlier = new EarlierAnswers(new LatestRecords(NO_BROKER, 10), 1);
    private boolean following = true;

    @AfterEach
    void stop() {
        earlier.close();
        backlog.close();
        producer.discard(); // Or closing would wait for the broker.
        producer.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void nothingIsAskedBeforeAnswersAreFollowed() {
        following = false;
        StoryRequests requests = requests(Duration.ofMillis(1), 10);

        assertEquals(503, refusal(requests, "one").status());
    }

    @Test
    void aPromptThatTheBrokerDoesNotTakeIsUnavailableAndFurtherOnesAreSoAtOnce() {
        StoryRequests requests = requests(Duration.ofMillis(50), 10);

        StoryRequests.Asked asked = requests.ask(prompt("one"), false, TraceContext.start());
        await().until(() -> asked.answer().ended());

        ApiError error = asked.answer().error().orElseThrow();
        assertEquals(503, error.status());
        assertEquals(1, error.retryAfterSeconds());
        assertEquals(503, refusal(requests, "two").status());
    }

    @Test
    void noMoreThanTheBoundAreInProgress() {
        StoryRequests requests = requests(Duration.ofHours(1), 1);
        StoryRequests.Asked first = requests.ask(prompt("one"), false, TraceContext.start());

        ApiError refusal = refusal(requests, "two");
        requests.leave(first);
        requests.ask(prompt("three"), false, TraceContext.start());

        assertEquals(429, refusal.status());
        assertEquals(1, refusal.retryAfterSeconds());
    }

    @Test
    void anIdOfAClientIsSharedByEqualPromptsAlone() {
        StoryRequests requests = requests(Duration.ofHours(1), 10);
        StoryRequests.Asked first = requests.ask(prompt("one"), true, TraceContext.start());

        StoryRequests.Asked second = requests.ask(prompt("one"), true, TraceContext.start());
        ApiError refusal =
                assertThrows(
                                ApiException.class,
                                () ->
                                        requests.ask(
                                                PromptSubmitted.of("A bear").withId("one"),
                                                true,
                                                TraceContext.start()))
                        .error();

        assertEquals(first.answer(), second.answer());
        assertEquals(422, refusal.status());
    }

    @Test
    void noMoreLookUpsOfEarlierAnswersWaitThanTheirBound() {
        StoryRequests requests = requests(Duration.ofHours(1), 10);
        requests.ask(prompt("read"), true, TraceContext.start());
        requests.ask(prompt("waiting"), true, TraceContext.start());

        StoryRequests.Asked refused = requests.ask(prompt("refused"), true, TraceContext.start());

        ApiError error = refused.answer().error().orElseThrow();
        assertEquals(503, error.status());
        assertEquals(1, error.retryAfterSeconds());
    }

    @Test
    void anAnswerThatHasEndedIsNotLookedUp() {
        Answer answer = new Answer(prompt("one"));
        answer.fail(ApiError.timeout("nobody waits"));

        assertEquals(Optional.empty(), earlier.find(answer).join());
    }

    private static ApiError refusal(StoryRequests requests, String id) {
        return assertThrows(
                        ApiException.class,
                        () -> requests.ask(prompt(id), false, TraceContext.start()))
                .error();
    }

    private static PromptSubmitted prompt(String id) {
        return PromptSubmitted.of("A fox").withId(id);
    }

    private StoryRequests requests(Duration acceptWithin, int maxRequests) {
        Admission admission =
                new Admission(
                        () -> following, sender, backlog, new Admission.Bounds(maxRequests, 1_000));
        return new StoryRequests(
                vertx,
                new AnswerBoard(),
                sender,
                earlier,
                new StoryRequests.Rules(
                        admission, acceptWithin, Duration.ofHours(1), Duration.ofHours(1)));
    }
}
