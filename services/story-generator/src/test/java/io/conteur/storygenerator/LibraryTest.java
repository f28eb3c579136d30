package io.conteur.storygenerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LibraryTest {
    private final KnownModels models = new KnownModels();

    @Test
    void looksAgainBeforeItSaysThatAModelDoesNotExist() throws UnansweredException {
        Library library =
                new Library(
                        models,
                        () -> {
                            models.add(FakeNarrator.checkpoint("tales", 1));
                            return CompletableFuture.completedFuture(null);
                        });

        assertEquals(1, library.checkpoints("tales").get(0).step());
    }

    @Test
    void namesTheModelsThatExist() {
        models.add(FakeNarrator.checkpoint("tales", 1));
        models.add(FakeNarrator.checkpoint("fables", 1));
        Library library = new Library(models, () -> CompletableFuture.completedFuture(null));

        UnansweredException rejection =
                assertThrows(UnansweredException.class, () -> library.checkpoints("poems"));

        assertEquals("there is no model poems; there are tales, fables", rejection.reason());
    }

    @Test
    void remembersAFewCheckpointsOfAModel() throws UnansweredException {
        for (int step = 1; step <= 10; step++) {
            models.add(FakeNarrator.checkpoint("tales", step));
        }

        assertEquals(
                List.of(10L, 9L, 8L, 7L),
                models.checkpoints("tales").stream().map(c -> c.step()).toList());
    }
}
