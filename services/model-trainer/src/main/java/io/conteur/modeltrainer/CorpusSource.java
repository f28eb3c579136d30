package io.conteur.modeltrainer;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.events.ArtifactReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Brings the corpus that a request names, as it is to be trained on, into the artifact store. */
record CorpusSource(Assignment assignment) {
    private static final int HASH_DIGITS = 16;

    /**
     * The corpus to train on.
     *
     * @throws JobEndedException when there is none, or none that can be used
     */
    ArtifactReference corpus() throws IOException {
        ArtifactReference corpus = assignment.job().request().corpus();
        if (corpus == null) {
            throw JobEndedException.rejected(
                    "this trainer fetches no corpus; put it into the artifact store");
        }
        return Boolean.TRUE.equals(assignment.job().request().clean()) ? cleaned(corpus) : corpus;
    }

    /** A corpus in the store, every file of it verified. */
    Path folder(ArtifactReference corpus) throws IOException {
        try {
            return assignment.studio().store().fetch(corpus.key(), corpus.sha256());
        } catch (DamagedArtifactException | NoSuchFileException e) {
            throw JobEndedException.rejected("the corpus cannot be used: " + e.getMessage());
        }
    }

    /** A corpus of its own, so that the tokenizer is trained on the same texts. */
    private ArtifactReference cleaned(ArtifactReference corpus) throws IOException {
        assignment.journal().running("cleaning the corpus");
        Corpus read =
                new CorpusReader(assignment.studio().limits().corpusBytes()).read(folder(corpus));
        String key = "corpora/clean-" + corpus.sha256().substring(0, HASH_DIGITS);
        Artifact artifact = assignment.studio().store().publish(key, folder -> write(read, folder));
        return new ArtifactReference(artifact.key(), artifact.sha256());
    }

    private static void write(Corpus corpus, Path folder) throws IOException {
        Files.write(folder.resolve(CorpusReader.PROMPTS), cleaned(corpus.prompts()));
        Files.write(folder.resolve(CorpusReader.STORIES), cleaned(corpus.stories()));
        if (corpus.heldOut().isPresent()) {
            Files.write(
                    folder.resolve(CorpusReader.HELD_OUT),
                    corpus.heldOut().get().stream().map(String::valueOf).toList());
        }
    }

    private static List<String> cleaned(List<String> lines) {
        return lines.stream().map(PlainEnglish::of).toList();
    }
}
