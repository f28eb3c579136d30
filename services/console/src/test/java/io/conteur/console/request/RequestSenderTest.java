package io.conteur.console.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.producer.EventProducer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** While no broker is there. */
class RequestSenderTest {
    private static final long MANY = 1 << 20;

    private final EventProducer events =
            new EventProducer(Map.of("bootstrap.servers", "localhost:1"), "console");

    private final PromptSubmitted prompt =
            EventCodec.decodePrompt("A dog".getBytes(StandardCharsets.UTF_8)).withId("one");

    @AfterEach
    void close() {
        events.discard();
        events.close();
    }

    @Test
    void aRequestIsAnsweredInTime() {
        assertEquals(
                "Kafka does not answer now: the request may still be sent",
                failure(sender(MANY).send(Topic.PROMPTS, "shared", prompt, "one")));
    }

    @Test
    void aPromptOfItsOwnKeyThatComesLateIsCancelled() {
        RequestSender sender = sender(MANY);

        String failure = failure(sender.sendOrCancel(Topic.PROMPTS, "one", prompt, "one"));

        assertTrue(failure.endsWith("and is cancelled then"), failure);
        assertEquals(
                2 * "one".length() + EventCodec.encode(prompt).length, events.undeliveredBytes());
    }

    @Test
    void aCancellationIsAnsweredInTime() {
        assertEquals(
                "Kafka does not answer now: the cancellation may still be sent",
                failure(sender(MANY).cancel(Topic.PROMPTS, null, "one")));
    }

    @Test
    void whileMuchWaitsForTheBrokerNothingIsAddedToIt() {
        RequestSender sender = sender(0);
        var unused = sender.cancel(Topic.PROMPTS, null, "one");
        long before = events.undeliveredBytes();

        assertThrows(
                UndeliveredException.class, () -> sender.send(Topic.PROMPTS, "one", prompt, "one"));

        assertEquals(before, events.undeliveredBytes());
    }

    private RequestSender sender(long undeliveredBytes) {
        return new RequestSender(
                events, new RequestSender.Limits(Duration.ofMillis(100), undeliveredBytes));
    }

    private static String failure(CompletionStage<Void> sent) {
        ExecutionException e =
                assertThrows(ExecutionException.class, () -> sent.toCompletableFuture().get());
        return String.valueOf(
                assertInstanceOf(UndeliveredException.class, e.getCause()).getMessage());
    }
}
