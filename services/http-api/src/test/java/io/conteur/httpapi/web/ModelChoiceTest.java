package io.conteur.httpapi.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.conteur.events.story.PromptSubmitted;
import io.conteur.httpapi.error.ApiError;
import io.conteur.httpapi.error.ApiException;
import io.conteur.httpapi.models.ModelCatalog;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A request that names a model that the catalog does not have. */
class ModelChoiceTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aModelIsUnknownOnceAllCheckpointsAreRead() {
        ApiError error = refusal(CompletableFuture.completedFuture(null));

        assertEquals(404, error.status());
        assertEquals("model_not_found", error.code());
    }

    @Test
    void aModelThatMayBeAmongUnreadCheckpointsIsNotUnknown() {
        ApiError error = refusal(CompletableFuture.failedFuture(new TimeoutException()));

        assertEquals(503, error.status());
        assertEquals(1, error.retryAfterSeconds());
    }

    private ApiError refusal(CompletableFuture<Void> caughtUp) {
        ModelChoice choice = new ModelChoice(vertx, new ModelCatalog(), () -> caughtUp);
        CompletableFuture<PromptSubmitted> chosen =
                choice.choose(PromptSubmitted.of("A fox"), "tales")
                        .toCompletionStage()
                        .toCompletableFuture();
        Throwable cause = assertThrows(CompletionException.class, chosen::join).getCause();

        return ((ApiException) cause).error();
    }
}
