package io.conteur.modeltrainer.plan;

import io.conteur.gpt.model.Architecture;
import io.conteur.modeltrainer.checkpoint.StartingPoint;
import io.conteur.modeltrainer.dataset.Dataset;
import io.conteur.modeltrainer.dataset.DatasetBuilder;
import io.conteur.modeltrainer.dataset.TrainValidationSplit;
import io.conteur.modeltrainer.job.Hyperparameters;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.job.ResourceLimits;
import io.conteur.modeltrainer.reporting.JobAttempt;
import io.conteur.modeltrainer.session.TrainingSessionFactory;
import io.conteur.modeltrainer.shards.ShardStore;
import io.conteur.tokenizer.Tokenizer;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Decides all that has to be decided before the first step. */
public record TrainingPlanner(
        SourceLoader loader,
        ShardStore store,
        TrainingSessionFactory sessions,
        ThroughputProbe probe,
        ResourceLimits limits) {
    private static final Logger LOG = Logger.getLogger(TrainingPlanner.class);
    private static final double NOTEWORTHY_UNKNOWN_SHARE = 0.01;

    /** One that lets nobody help: for jobs of other trainers. */
    public TrainingPlanner withoutOffers() {
        SourceLoader alone =
                new SourceLoader(
                        loader.corpora(), loader.tokenizers(), loader.builder(), Optional.empty());
        return new TrainingPlanner(alone, store, sessions, probe, limits);
    }

    /**
     * The plan of a job that starts or resumes. The caller closes it.
     *
     * @throws JobEndedException when the corpus or the settings do not allow one
     * @throws HandOverException when the job has to stop
     */
    public TrainingPlan plan(JobAttempt attempt, StartingPoint start) throws IOException {
        requirePossible(attempt, start);
        // Now: while a corpus is read, a cache may delete the files of the checkpoint.
        Architecture initial =
                start.folder() == null ? null : sessions.architecture(start.folder());
        TrainingSources sources = loader.load(attempt, start);
        try {
            TrainingPlan plan = plan(attempt, start, initial, sources);
            log(attempt.job(), plan);
            return plan;
        } catch (IOException | RuntimeException | Error e) {
            sources.tokenizer().close();
            throw e;
        }
    }

    /** Rejects an impossible shape before a tokenizer is trained for it. */
    private void requirePossible(JobAttempt attempt, StartingPoint start) {
        if (start.model() == null) {
            Hyperparameters hyperparameters = Hyperparameters.of(attempt.job());
            requireMemory(
                    hyperparameters,
                    hyperparameters.architecture(hyperparameters.vocabularySize()));
        }
    }

    private void requireMemory(Hyperparameters hyperparameters, Architecture architecture) {
        memory(hyperparameters, architecture)
                .requireWithin(limits.memoryBytes(), architecture, hyperparameters.batch());
        if (hyperparameters.workers() > 1) {
            MemoryEstimate.requireHeap(Runtime.getRuntime().maxMemory(), architecture);
        }
        sessions.gpuMemory(architecture).ifPresent(gpu -> gpu.requireEnough(architecture));
    }

    private TrainingPlan plan(
            JobAttempt attempt,
            StartingPoint start,
            @Nullable Architecture initial,
            TrainingSources sources)
            throws IOException {
        JobSpec job = attempt.job();
        Hyperparameters hyperparameters = Hyperparameters.of(job);
        Tokenizer tokenizer = sources.tokenizer().tokenizer();
        Architecture architecture = architecture(initial, hyperparameters, tokenizer);
        TrainValidationSplit.Method method = method(start, sources);
        TrainValidationSplit split =
                TrainValidationSplit.of(
                        new TrainValidationSplit.Prompts(store, sources.index()),
                        job.settings(),
                        job.seed(),
                        method);
        List<String> samplePrompts =
                new SamplePromptSelector(store, tokenizer, architecture.context())
                        .select(job.settings().samplePrompts(), sources.index(), split);
        warnOfUnknown(sources.index().unknownShare(), attempt);
        Dataset dataset =
                new DatasetBuilder(
                                store, attempt, architecture.context(), limits.validationWindows())
                        .build(sources.index(), split);
        try {
            int steps =
                    start.newest().isPresent()
                            ? start.newest().get().state().steps()
                            : steps(attempt, hyperparameters, architecture, dataset);
            return new TrainingPlan(
                    start,
                    hyperparameters,
                    architecture,
                    steps,
                    StepIntervals.of(job.settings(), steps, limits.checkpointInterval()),
                    dataset,
                    method,
                    samplePrompts,
                    sources.tokenizer(),
                    sources.artifact());
        } catch (RuntimeException | Error e) {
            dataset.close();
            throw e;
        }
    }

    /** A resumed job holds out what it held out before. */
    private static TrainValidationSplit.Method method(
            StartingPoint start, TrainingSources sources) {
        return start.newest().isPresent()
                ? start.newest().get().state().splitMethod()
                : TrainValidationSplit.Method.of(sources.index());
    }

    private Architecture architecture(
            @Nullable Architecture initial, Hyperparameters hyperparameters, Tokenizer tokenizer) {
        Architecture architecture =
                initial == null
                        ? hyperparameters.architecture(tokenizer.vocabularySize())
                        : hyperparameters.requireLike(initial);
        if (architecture.vocabulary() != tokenizer.vocabularySize()) {
            throw JobEndedException.rejected(
                    "the model to go on from has %d tokens, its tokenizer %d pieces"
                            .formatted(architecture.vocabulary(), tokenizer.vocabularySize()));
        }
        requireMemory(hyperparameters, architecture);
        return architecture;
    }

    private MemoryEstimate memory(Hyperparameters hyperparameters, Architecture architecture) {
        MemoryEstimate memory =
                sessions.gpuMemory(architecture).isPresent()
                        ? MemoryEstimate.besideGpu(architecture)
                        : MemoryEstimate.of(architecture, hyperparameters.batch(), limits.cores());
        return hyperparameters.workers() > 1 ? memory.withRounds(architecture) : memory;
    }

    private static void warnOfUnknown(double share, JobAttempt attempt) {
        if (share > NOTEWORTHY_UNKNOWN_SHARE) {
            String warning =
                    "%.1f %% of the corpus's bytes are characters that the tokenizer does not know"
                            .formatted(100 * share);
            LOG.warnf("job %s: %s", attempt.job().id(), warning);
            attempt.progress().running(warning);
        }
    }

    private int steps(
            JobAttempt attempt,
            Hyperparameters hyperparameters,
            Architecture architecture,
            Dataset dataset) {
        Integer steps = attempt.job().request().steps();
        Double minutes = attempt.job().request().minutes();
        if (steps != null) {
            return steps;
        }
        if (minutes == null) {
            return hyperparameters.defaultSteps();
        }
        attempt.progress().running("timing the first steps");
        ThroughputProbe.Throughput throughput =
                probe.measure(
                        architecture,
                        hyperparameters.options(ThroughputProbe.MAX_STEPS),
                        dataset,
                        attempt.control());
        return throughput.stepsWithin(minutes * 60 - attempt.progress().elapsedSeconds());
    }

    private void log(JobSpec job, TrainingPlan plan) {
        Architecture architecture = plan.architecture();
        LOG.infof(
                "job %s trains %s: %d parameters, %.1f MFLOP per token, about %d MiB, %d tokens in"
                        + " %d windows (%d to validate), %d steps of %d x %d tokens, from step %d",
                job.id(),
                job.model(),
                architecture.parameters(),
                architecture.trainingFlopsPerToken() / 1e6,
                memory(plan.hyperparameters(), architecture).bytes() >> 20,
                plan.dataset().tokens(),
                plan.dataset().training().size(),
                plan.dataset().validation().windows().size(),
                plan.steps(),
                plan.hyperparameters().batch(),
                architecture.context(),
                plan.start().step());
    }
}
