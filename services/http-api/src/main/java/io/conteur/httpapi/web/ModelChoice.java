package io.conteur.httpapi.web;

import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.PromptSubmittedBuilder;
import io.conteur.httpapi.error.ApiError;
import io.conteur.httpapi.error.ApiException;
import io.conteur.httpapi.models.ModelCatalog;
import io.conteur.httpapi.models.ModelCatalog.Known;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds the model that a request names. */
public final class ModelChoice {
    private static final long CATCH_UP_SECONDS = 2;
    private static final int RETRY_SECONDS = 1;

    private final Vertx vertx;
    private final ModelCatalog catalog;
    private final Supplier<CompletableFuture<Void>> caughtUp;

    /**
     * @param caughtUp completes when the catalog has all checkpoints that the broker has now
     */
    public ModelChoice(
            Vertx vertx, ModelCatalog catalog, Supplier<CompletableFuture<Void>> caughtUp) {
        this.vertx = vertx;
        this.catalog = catalog;
        this.caughtUp = caughtUp;
    }

    ModelCatalog catalog() {
        return catalog;
    }

    /**
     * The prompt with the model or checkpoint of its request; as it is when that names none. A name
     * is unknown only after all checkpoints that the broker had at the call have been read; when
     * they cannot be in time, the service is unavailable.
     */
    Future<PromptSubmitted> choose(PromptSubmitted prompt, @Nullable String name) {
        if (name == null) {
            return Future.succeededFuture(prompt);
        }
        Optional<PromptSubmitted> chosen = find(prompt, name);
        if (chosen.isPresent()) {
            return Future.succeededFuture(chosen.get());
        }
        return Future.fromCompletionStage(
                        caughtUp.get().orTimeout(CATCH_UP_SECONDS, TimeUnit.SECONDS),
                        vertx.getOrCreateContext())
                .transform(
                        read ->
                                find(prompt, name)
                                        .map(Future::succeededFuture)
                                        .orElseGet(() -> notFound(name, read.succeeded())));
    }

    /** A model is unknown only once the topic of checkpoints has been read to its end. */
    private static Future<PromptSubmitted> notFound(String name, boolean allRead) {
        return Future.failedFuture(
                new ApiException(
                        allRead
                                ? ApiError.unknownModel(name)
                                : ApiError.unavailable(
                                        "the models cannot be read now", RETRY_SECONDS)));
    }

    private Optional<PromptSubmitted> find(PromptSubmitted prompt, String name) {
        if (catalog.model(name).isPresent()) {
            return Optional.of(PromptSubmittedBuilder.builder(prompt).model(name).build());
        }
        return catalog.checkpoint(name).map(known -> pinned(prompt, known));
    }

    private static PromptSubmitted pinned(PromptSubmitted prompt, Known known) {
        return PromptSubmittedBuilder.builder(prompt)
                .model(known.checkpoint().model())
                .checkpoint(known.checkpoint().artifact())
                .build();
    }
}
