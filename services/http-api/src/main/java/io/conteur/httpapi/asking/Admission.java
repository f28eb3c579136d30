package io.conteur.httpapi.asking;

import io.conteur.httpapi.error.ApiError;
import io.conteur.httpapi.error.ApiException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Decides whether a request may begin, and counts those that have. Threads may share it. */
public final class Admission {
    /** A second request or the broker's return is seldom sooner. */
    private static final int RETRY_SECONDS = 1;

    private final BooleanSupplier following;
    private final PromptSender sender;
    private final PromptBacklog backlog;
    private final Bounds bounds;
    private final AtomicInteger active = new AtomicInteger();

    /**
     * When requests are refused.
     *
     * @param maxRequests in progress
     * @param maxBacklog prompts in Kafka that are not answered
     */
    public record Bounds(int maxRequests, long maxBacklog) {}

    /**
     * @param following whether the topics of answers are followed
     */
    public Admission(
            BooleanSupplier following, PromptSender sender, PromptBacklog backlog, Bounds bounds) {
        this.following = following;
        this.sender = sender;
        this.backlog = backlog;
        this.bounds = bounds;
    }

    /** Requests in progress. */
    public int active() {
        return active.get();
    }

    /**
     * Begins a request, which must {@link #end} then.
     *
     * @throws ApiException when it has to come again later
     */
    void begin() {
        if (!following.getAsBoolean() || sender.brokerAway()) {
            throw new ApiException(
                    ApiError.unavailable("Kafka cannot be reached now", RETRY_SECONDS));
        }
        long waiting = backlog.prompts();
        if (waiting > bounds.maxBacklog) {
            throw new ApiException(
                    ApiError.overloaded(
                            "%d prompts wait to be answered, and at most %d may"
                                    .formatted(waiting, bounds.maxBacklog),
                            backlog.secondsUntil(bounds.maxBacklog)));
        }
        if (active.incrementAndGet() > bounds.maxRequests) {
            active.decrementAndGet();
            throw new ApiException(
                    ApiError.overloaded(
                            "%d requests are in progress, the most there may be"
                                    .formatted(bounds.maxRequests),
                            RETRY_SECONDS));
        }
    }

    /** A request that had begun has ended. */
    void end() {
        active.decrementAndGet();
    }
}
