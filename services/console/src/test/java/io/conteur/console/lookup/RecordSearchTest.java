package io.conteur.console.lookup;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Searches while no broker answers. */
class RecordSearchTest {
    /** Nothing listens there. */
    private static final Map<String, Object> NO_BROKER = Map.of("bootstrap.servers", "localhost:1");

    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void aSecondSearchIsRefusedAfterSomeSeconds() {
        RecordSearch search = new RecordSearch(NO_BROKER, 10);
        RecordQuery query = new RecordQuery("one");

        CompletableFuture<Object> first =
                CompletableFuture.anyOf(
                        CompletableFuture.supplyAsync(() -> search.find(query), threads),
                        CompletableFuture.supplyAsync(() -> search.find(query), threads));

        Throwable refusal = assertThrows(CompletionException.class, first::join).getCause();
        assertInstanceOf(SearchBusyException.class, refusal);
    }
}
