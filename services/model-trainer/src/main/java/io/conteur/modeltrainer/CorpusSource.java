package io.conteur.modeltrainer;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactWriter;
import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.CorpusUrls;
import io.conteur.events.training.TrainingRequested;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Brings the corpus that a request names, as it is to be trained on, into the artifact store. */
record CorpusSource(Assignment assignment) {
    private static final int HASH_DIGITS = 16;

    /**
     * The corpus to train on.
     *
     * @throws JobEndedException when there is none, or none that can be used
     */
    ArtifactReference corpus() throws IOException {
        TrainingRequested request = assignment.job().request();
        ArtifactReference corpus =
                request.corpusUrls() == null
                        ? Objects.requireNonNull(request.corpus())
                        : fetched(request.corpusUrls());
        return Boolean.TRUE.equals(request.clean()) ? cleaned(corpus) : corpus;
    }

    private ArtifactReference fetched(CorpusUrls urls) throws IOException {
        assignment.journal().running("fetching the corpus");
        long maxBytes = assignment.studio().limits().corpusBytes();
        byte[] prompts = assignment.studio().fetcher().fetch(urls.prompts(), maxBytes);
        assignment.pulse().beatOrStop();
        byte[] stories = assignment.studio().fetcher().fetch(urls.stories(), maxBytes);
        return publish(
                "fetched-" + hash(prompts, stories),
                folder -> {
                    Files.write(folder.resolve(CorpusReader.PROMPTS), prompts);
                    Files.write(folder.resolve(CorpusReader.STORIES), stories);
                });
    }

    private static String hash(byte[] prompts, byte[] stories) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(prompts.length).array());
            digest.update(prompts);
            digest.update(stories);
            return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private ArtifactReference publish(String name, ArtifactWriter contents) throws IOException {
        Artifact artifact = assignment.studio().store().publish("corpora/" + name, contents);
        return new ArtifactReference(artifact.key(), artifact.sha256());
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
        return publish(
                "clean-" + corpus.sha256().substring(0, HASH_DIGITS),
                folder -> write(read, folder));
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
