package io.conteur.httpapi.web;

import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.PromptSubmittedBuilder;
import io.conteur.httpapi.error.ApiError;
import io.conteur.httpapi.error.ApiException;
import io.conteur.httpapi.models.ModelCatalog;
import io.conteur.httpapi.models.ModelCatalog.Known;
import io.conteur.messaging.groupless.WholeTopicReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Finds the model that a request names. */
public final class ModelChoice {
    private static final long CATCH_UP_SECONDS = 2;

    private final Vertx vertx;
    private final ModelCatalog catalog;
    private final WholeTopicReader<?> checkpoints;

    /**
     * @param checkpoints whose events the catalog has
     */
    public ModelChoice(Vertx vertx, ModelCatalog catalog, WholeTopicReader<?> checkpoints) {
        this.vertx = vertx;
        this.catalog = catalog;
        this.checkpoints = checkpoints;
    }

    ModelCatalog catalog() {
        return catalog;
    }

    /**
     * The prompt with the model or checkpoint of its request; as it is when that names none. A name
     * is unknown only after all checkpoints that the broker had at the call have been read.
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
                        checkpoints.caughtUp().orTimeout(CATCH_UP_SECONDS, TimeUnit.SECONDS),
                        vertx.getOrCreateContext())
                .otherwiseEmpty()
                .map(
                        read ->
                                find(prompt, name)
                                        .orElseThrow(
                                                () ->
                                                        new ApiException(
                                                                ApiError.unknownModel(name))));
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
