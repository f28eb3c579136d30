package io.conteur.modeltrainer.corpus;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.TrainingRequested;
import io.conteur.modeltrainer.fetch.CorpusFetcher;
import io.conteur.modeltrainer.reporting.JobAttempt;
import io.conteur.workersupport.CorpusArtifact;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobEndedException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Resolves what a request says about its corpus to an artifact: one that exists, or one published
 * from URLs, or a cleaned copy of either. No text is held in memory.
 *
 * @param maxBytes of a corpus's prompts and stories, unpacked
 */
public record CorpusResolver(ArtifactStore store, CorpusFetcher fetcher, long maxBytes) {
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
                        : fetched(request, attempt);
        return Boolean.TRUE.equals(request.clean()) ? cleaned(corpus, attempt) : corpus;
    }

    private ArtifactReference fetched(TrainingRequested request, JobAttempt attempt)
            throws IOException {
        attempt.progress().running("fetching the corpus");
        return reference(
                new CorpusDownload(store, fetcher, maxBytes, attempt.control())
                        .publish(Objects.requireNonNull(request.corpusUrls())));
    }

    private static ArtifactReference reference(Artifact artifact) {
        return new ArtifactReference(artifact.key(), artifact.sha256());
    }

    /**
     * Checks the texts of a corpus.
     *
     * @throws JobEndedException when it is missing, damaged or malformed
     */
    public TextCorpus check(ArtifactReference corpus, JobControl control) throws IOException {
        CorpusArtifact files = new CorpusArtifact(store, corpus);
        return new CorpusChecker(maxBytes, control).check(files.names(), files::fetch);
    }

    /**
     * The files of a corpus that another trainer has checked.
     *
     * @throws JobEndedException when it is missing
     */
    public List<TextCorpus.Part> parts(ArtifactReference corpus) throws IOException {
        CorpusArtifact files = new CorpusArtifact(store, corpus);
        return CorpusChecker.parts(files.names(), files::fetch);
    }

    /** Published, because the tokenizer has to be trained on the same texts. */
    private ArtifactReference cleaned(ArtifactReference corpus, JobAttempt attempt)
            throws IOException {
        attempt.progress().running("cleaning the corpus");
        TextCorpus checked = check(corpus, attempt.control());
        String hash = corpus.sha256().substring(0, CorpusDownload.HASH_DIGITS);
        return reference(
                store.publish(
                        "corpora/clean-" + hash,
                        folder -> clean(checked, folder, attempt.control())));
    }

    private static void clean(TextCorpus corpus, Path folder, JobControl control)
            throws IOException {
        for (TextCorpus.Part part : corpus.parts()) {
            try (PairReader pairs = new PairReader(List.of(part));
                    BufferedWriter prompts =
                            Files.newBufferedWriter(plain(folder, part.prompts()));
                    BufferedWriter stories =
                            Files.newBufferedWriter(plain(folder, part.stories()))) {
                while (pairs.next()) {
                    PairReader.Pair pair = pairs.pair();
                    prompts.append(Detokenizer.detokenize(pair.prompt())).append('\n');
                    stories.append(Detokenizer.detokenize(pair.story())).append('\n');
                    control.beatOrStop();
                }
            }
        }
        if (corpus.validationLines().isPresent()) {
            Files.write(
                    folder.resolve(CorpusChecker.VALIDATION_LINES),
                    corpus.validationLines().get().stream().map(String::valueOf).toList());
        }
    }

    private static Path plain(Path folder, String file) {
        return folder.resolve(file.replaceFirst("\\.gz$", ""));
    }
}
