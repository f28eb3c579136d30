package io.conteur.workersupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.Progressed.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class CorpusArtifactTest {
    @TempDir Path root;

    private ArtifactStore store;
    private Artifact published;

    @BeforeEach
    void publish() throws IOException {
        store = ArtifactStore.at(root);
        published =
                store.publish(
                        "corpora/tales",
                        folder -> {
                            Files.writeString(folder.resolve("stories.txt"), "Once.\n");
                            Files.writeString(folder.resolve("prompts.txt"), "A door\n");
                        });
    }

    @Test
    void filesAreNamedAndFetched() throws IOException {
        CorpusArtifact corpus = corpus(published.key(), published.sha256());

        assertEquals(List.of("prompts.txt", "stories.txt"), corpus.names());
        assertEquals(
                "A door\n", Files.readString(corpus.fetch("prompts.txt").resolve("prompts.txt")));
    }

    @Test
    void aCorpusThatIsNotInTheStoreIsRejectedByItsName() {
        CorpusArtifact corpus = corpus("corpora/none", published.sha256());
        String reason =
                "the corpus corpora/none must be published before it is named, is not in the store";

        assertEquals(reason, rejection(corpus::names));
        assertEquals(reason, rejection(() -> corpus.fetch("prompts.txt")));
    }

    @Test
    void anotherHashOrAFileThatIsMissingIsRejected() {
        assertThrows(
                JobEndedException.class,
                () -> corpus(published.key(), "0".repeat(64)).fetch("prompts.txt"));
        assertThrows(
                JobEndedException.class,
                () -> corpus(published.key(), published.sha256()).fetch("essays.txt"));
    }

    private CorpusArtifact corpus(String key, String sha256) {
        return new CorpusArtifact(store, new ArtifactReference(key, sha256));
    }

    private static String rejection(Executable use) {
        JobEndedException ended = assertThrows(JobEndedException.class, use);
        assertEquals(State.REJECTED, ended.state());
        return ended.reason();
    }
}
