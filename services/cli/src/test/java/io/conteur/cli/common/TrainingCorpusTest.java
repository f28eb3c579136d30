package io.conteur.cli.common;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingCorpusTest {
    @TempDir private Path folder;

    @Test
    void theBundledCorpusHasHundredsOfDifferentStoriesWithPrompts() throws IOException {
        TrainingCorpus corpus = TrainingCorpus.bundled();

        List<String> prompts = TrainingCorpus.lines(corpus.prompts(), "prompts");
        List<String> stories = TrainingCorpus.lines(corpus.stories(), "stories");
        assertTrue(stories.size() >= 300);
        assertEquals(stories.size(), prompts.size());
        assertEquals(stories.size(), new HashSet<>(stories).size());
        stories.forEach(story -> assertTrue(story.split(" ").length >= 60, story));
    }

    /** So a corpus that is published as files has the key that it had as bytes. */
    @Test
    void aCorpusInFilesHasTheSameKey() throws IOException {
        ArtifactStore store = ArtifactStore.at(folder.resolve("artifacts"));
        TrainingCorpus corpus = TrainingCorpus.bundled();
        Path prompts = Files.write(folder.resolve("p"), corpus.prompts());
        Path stories = Files.write(folder.resolve("s"), corpus.stories());

        Artifact artifact = corpus.publish(store, "tales");

        assertEquals(
                artifact,
                CorpusFiles.check(List.of(prompts), List.of(stories), null)
                        .publish(store, "tales"));
        assertTrue(artifact.key().startsWith("corpora/tales-"));
    }
}
