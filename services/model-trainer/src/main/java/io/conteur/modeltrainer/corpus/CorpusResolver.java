package io.conteur.modeltrainer.corpus;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.ArtifactWriter;
import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.CorpusUrls;
import io.conteur.events.training.TrainingRequested;
import io.conteur.modeltrainer.fetch.CorpusFetcher;
import io.conteur.modeltrainer.reporting.JobAttempt;
import io.conteur.workersupport.JobEndedException;
import io.conteur.workersupport.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Resolves what a request says about its corpus to an artifact: one that exists, or one published
 * from URLs, or a cleaned copy of either.
 *
 * @param maxBytes of a corpus's prompts and stories
 */
public record CorpusResolver(ArtifactStore store, CorpusFetcher fetcher, long maxBytes) {
    private static final int HASH_DIGITS = 16;

    /**
     * The corpus to train on.
     *
     * @throws JobEndedException when it cannot be fetched or used
     */
    public ArtifactReference resolve(JobAttempt attempt) throws IOException {
        TrainingRequested request = attempt.job().request();
        ArtifactReference corpus =
                request.corpusUrls() == null
                        ? Objects.requireNonNull(request.corpus())
                        : fetched(request.corpusUrls(), attempt);
        return Boolean.TRUE.equals(request.clean()) ? cleaned(corpus, attempt) : corpus;
    }

    private ArtifactReference fetched(CorpusUrls urls, JobAttempt attempt) throws IOException {
        attempt.progress().running("fetching the corpus");
        byte[] prompts = fetcher.fetch(urls.prompts(), maxBytes);
        attempt.control().beatOrStop();
        byte[] stories = fetcher.fetch(urls.stories(), maxBytes);
        return publish(
                "fetched-" + hash(prompts, stories),
                folder -> {
                    Files.write(folder.resolve(CorpusReader.PROMPTS), prompts);
                    Files.write(folder.resolve(CorpusReader.STORIES), stories);
                });
    }

    private static String hash(byte[] prompts, byte[] stories) {
        byte[] length = ByteBuffer.allocate(Integer.BYTES).putInt(prompts.length).array();
        return Sha256.hex(length, prompts, stories).substring(0, HASH_DIGITS);
    }

    private ArtifactReference publish(String name, ArtifactWriter contents) throws IOException {
        Artifact artifact = store.publish("corpora/" + name, contents);
        return new ArtifactReference(artifact.key(), artifact.sha256());
    }

    /**
     * Reads a corpus whose files are verified.
     *
     * @throws JobEndedException when it is missing, damaged or malformed
     */
    public ParallelCorpus read(ArtifactReference corpus) throws IOException {
        return new CorpusReader(maxBytes).read(folder(corpus));
    }

    private Path folder(ArtifactReference corpus) throws IOException {
        try {
            return store.fetch(corpus.key(), corpus.sha256());
        } catch (DamagedArtifactException | NoSuchFileException e) {
            throw JobEndedException.rejected("the corpus cannot be used: " + e.getMessage());
        }
    }

    /** Published, because the tokenizer has to be trained on the same texts. */
    private ArtifactReference cleaned(ArtifactReference corpus, JobAttempt attempt)
            throws IOException {
        attempt.progress().running("cleaning the corpus");
        ParallelCorpus read = read(corpus);
        return publish(
                "clean-" + corpus.sha256().substring(0, HASH_DIGITS),
                folder -> write(read, folder));
    }

    private static void write(ParallelCorpus corpus, Path folder) throws IOException {
        Files.write(folder.resolve(CorpusReader.PROMPTS), detokenized(corpus.prompts()));
        Files.write(folder.resolve(CorpusReader.STORIES), detokenized(corpus.stories()));
        if (corpus.validationLines().isPresent()) {
            Files.write(
                    folder.resolve(CorpusReader.VALIDATION_LINES),
                    corpus.validationLines().get().stream().map(String::valueOf).toList());
        }
    }

    private static List<String> detokenized(List<String> lines) {
        return lines.stream().map(Detokenizer::detokenize).toList();
    }
}
