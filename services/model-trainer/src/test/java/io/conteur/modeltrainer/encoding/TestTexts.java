package io.conteur.modeltrainer.encoding;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.Progressed;
import io.conteur.modeltrainer.corpus.CorpusChecker;
import io.conteur.modeltrainer.corpus.TextCorpus;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.job.TestCorpus;
import io.conteur.modeltrainer.job.TestRequests;
import io.conteur.modeltrainer.reporting.JobAttempt;
import io.conteur.modeltrainer.reporting.JobPublishers;
import io.conteur.modeltrainer.reporting.ManualClock;
import io.conteur.modeltrainer.reporting.RecordingPublisher;
import io.conteur.modeltrainer.reporting.TrainingProgress;
import io.conteur.modeltrainer.shards.ShardIndex;
import io.conteur.modeltrainer.shards.ShardStore;
import io.conteur.modeltrainer.tokenizer.LoadedTokenizer;
import io.conteur.workersupport.JobControl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Encodes texts with the tokenizer of {@link TestCorpus}, in small shards. */
public final class TestTexts implements AutoCloseable {
    static final List<String> PROMPTS =
            IntStream.range(0, 40).mapToObj(i -> "the fox " + "and the owl ".repeat(i)).toList();
    static final List<String> STORIES =
            IntStream.range(0, 40).mapToObj(i -> "the " + "cat sat . ".repeat(1 + i % 7)).toList();

    public final ArtifactStore artifacts;
    public final JobControl control = new JobControl(() -> 0, Duration.ZERO);
    public final LoadedTokenizer tokenizer;

    public TestTexts(Path root) throws IOException {
        artifacts = ArtifactStore.at(root);
        TestCorpus tales = TestCorpus.in(artifacts, "tales");
        Path folder = artifacts.fetch(tales.tokenizer().key(), tales.tokenizer().sha256());
        tokenizer = LoadedTokenizer.load(tales.tokenizer(), folder.resolve("tokenizer.model"));
    }

    public ShardStore store() {
        return new ShardStore(artifacts);
    }

    /** Encodes pairs. */
    public ShardIndex index(
            List<String> prompts,
            List<String> stories,
            Optional<List<Integer>> validationLines,
            int pairsOfShard)
            throws IOException {
        return index(
                publish(prompts, stories, validationLines.orElse(null)),
                pairsOfShard,
                ShardClaims.ALL);
    }

    /** Encodes a corpus; others may help. */
    ShardIndex index(ArtifactReference corpus, int pairsOfShard, ShardClaims claims)
            throws IOException {
        return builder(pairsOfShard).build(attempt(), corpus, text(corpus), tokenizer, claims);
    }

    ShardBuilder builder(int pairsOfShard) {
        return new ShardBuilder(store(), 2, new ShardBuilder.Limits(1 << 24, pairsOfShard));
    }

    TextCorpus text(ArtifactReference corpus) throws IOException {
        List<String> names = artifacts.names(corpus.key(), corpus.sha256());
        Path folder = artifacts.fetch(corpus.key(), corpus.sha256());
        return new CorpusChecker(1 << 24, control).check(names, files -> folder);
    }

    ArtifactReference publish(
            List<String> prompts, List<String> stories, @Nullable List<Integer> validationLines)
            throws IOException {
        String name =
                "corpora/"
                        + Integer.toHexString(
                                (prompts + "" + stories + validationLines).hashCode());
        Artifact artifact =
                artifacts.publish(
                        name,
                        folder -> {
                            Files.write(folder.resolve("prompts.txt"), prompts);
                            Files.write(folder.resolve("stories.txt"), stories);
                            if (validationLines != null) {
                                Files.write(
                                        folder.resolve("validation-lines.txt"),
                                        validationLines.stream().map(String::valueOf).toList());
                            }
                        });
        return new ArtifactReference(artifact.key(), artifact.sha256());
    }

    /** An attempt at a job whose progress nobody reads. */
    public JobAttempt attempt() {
        JobSpec job = TestRequests.job("\"steps\":1");
        RecordingPublisher<Progressed> progress = new RecordingPublisher<>();
        JobPublishers publishers =
                new JobPublishers(
                        progress,
                        new RecordingPublisher<>(),
                        new RecordingPublisher<>(),
                        new RecordingPublisher<>(),
                        new RecordingPublisher<>(),
                        new RecordingPublisher<>(),
                        () -> {});
        return new JobAttempt(
                job, publishers, new TrainingProgress(job, progress, new ManualClock()), control);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
