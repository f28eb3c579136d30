package io.conteur.httpapi.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The configuration. An unknown key below {@code conteur} makes the start fail. */
@ConfigMapping(prefix = "conteur")
interface HttpApiConfig {
    /** The HTTP API. */
    Http http();

    /** Configuration of the HTTP API. */
    interface Http {
        /** The pool whose generators answer. */
        Optional<String> pool();

        /**
         * The key that requests must have as bearer token; without one, requests are not
         * authenticated.
         */
        Optional<String> apiKey();

        /** Requests in progress; above, they are refused with 429. */
        @WithDefault("512")
        int maxRequests();

        /** Prompts in Kafka that are not answered; above, requests are refused with 429. */
        @WithDefault("1000")
        long maxBacklog();

        /** Size of a request's body. */
        @WithDefault("1048576")
        long maxBodyBytes();

        /** How long the broker may take to acknowledge a prompt; above, the answer is 503. */
        @WithDefault("3s")
        Duration acceptWithin();

        /** How long an answer may take; the deadline of the prompt. */
        @WithDefault("5m")
        Duration answerWithin();

        /** How long a prompt with an Idempotency-Key waits for a client that has gone. */
        @WithDefault("10s")
        Duration returnWithin();

        /**
         * How long a client may leave a full buffer unread, or take to send its body, before it is
         * cut off.
         */
        @WithDefault("30s")
        Duration slowClientAfter();

        /** Stories of a partition among which the answer to an Idempotency-Key is looked up. */
        @WithDefault("10000")
        int lookedUp();
    }
}
