package io.conteur.benchmarks.training;

import io.conteur.gpt.RoundTrainer;
import io.conteur.gpt.Trainer;
import io.conteur.gpt.diloco.ErrorFeedbackEncoder;
import io.conteur.gpt.diloco.GlobalModel;
import io.conteur.gpt.diloco.GlobalModel.Contribution;
import io.conteur.gpt.diloco.OuterOptimizer;
import io.conteur.gpt.diloco.UpdateCodec;
import io.conteur.gpt.diloco.UpdatePrecision;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.ModelSize;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.torch.MatmulBenchmark;
import io.conteur.gpt.torch.TorchThreads;
import io.conteur.gpt.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Trains one model by several workers with DiLoCo, in turns in one process: the arithmetic is real,
 * the network is none. Prints the validation loss, the bytes that each round would send, and the
 * utilisation that follows from them and from the measured time of a step.
 */
@Command(name = "DilocoSimulation", mixinStandardHelpOptions = true)
public final class DilocoSimulation implements Callable<Integer> {
    private static final double NANOS = 1e9;

    @Option(names = "--prompts", description = "A prompt per line; default: the bundled corpus.")
    @Nullable Path prompts;

    @Option(names = "--stories", description = "Their stories, a line each.")
    @Nullable Path stories;

    @Option(names = "--size", defaultValue = "TINY", description = "TINY, SMALL, …")
    ModelSize size = ModelSize.TINY;

    @Option(names = "--workers", defaultValue = "1")
    int workers;

    @Option(names = "--inner-steps", defaultValue = "0", description = "0: no rounds, plain Muon.")
    int innerSteps;

    @Option(names = "--batch", defaultValue = "8", description = "Sequences per worker and step.")
    int batch;

    @Option(names = "--sequences", defaultValue = "4800", description = "Of all workers together.")
    int sequences;

    @Option(names = "--update", defaultValue = "FP32", description = "FP32, INT8 or INT4.")
    UpdatePrecision update = UpdatePrecision.FP32;

    @Option(names = "--outer-rate", description = "Default: that of the service.")
    double outerRate = RoundTrainer.OUTER_RATE;

    @Option(names = "--outer-momentum", description = "Default: that of the service.")
    double outerMomentum = RoundTrainer.OUTER_MOMENTUM;

    @Option(names = "--seed", defaultValue = "1")
    long seed;

    @Option(names = "--threads", defaultValue = "1")
    int threads;

    @Option(names = "--mbits", defaultValue = "100", description = "Of a worker's connection.")
    double mbits;

    private long trainedTokens;
    private long sentBytes;
    private long stepNanos;

    /** Runs one simulation. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new DilocoSimulation()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        TorchThreads.use(threads);
        TokenizedCorpus corpus = TokenizedCorpus.read(prompts, stories, size);
        Architecture architecture = size.architecture(corpus.vocabulary());
        int steps = sequences / (workers * batch);
        Precision precision = MatmulBenchmark.fastest();
        TrainingOptions options = TrainingOptions.defaults(steps, batch, precision).withSeed(seed);
        List<Trainer> trainers = new ArrayList<>();
        try {
            for (int worker = 0; worker < workers; worker++) {
                trainers.add(Trainer.start(architecture, options, share(corpus, worker)));
            }
            if (innerSteps == 0) {
                step(trainers.get(0), steps);
            } else {
                rounds(architecture, trainers, steps);
            }
            print(steps, trainers.get(0).score(corpus.validation()).natsPerToken());
        } finally {
            trainers.forEach(Trainer::close);
        }
        return 0;
    }

    private List<Example> share(TokenizedCorpus corpus, int worker) {
        List<Example> share = new ArrayList<>();
        for (int i = worker; i < corpus.training().size(); i += workers) {
            share.add(corpus.training().get(i));
        }
        return share;
    }

    /** Trains in rounds; afterwards every trainer has the global weights. */
    private void rounds(Architecture architecture, List<Trainer> trainers, int steps) {
        UpdateCodec codec = new UpdateCodec(architecture, update);
        // All trainers have the same seed, and so the same initial weights.
        OuterOptimizer optimizer = new OuterOptimizer(outerRate, outerMomentum);
        GlobalModel model = new GlobalModel(trainers.get(0).weightVector(), optimizer, codec);
        List<ErrorFeedbackEncoder> encoders = new ArrayList<>();
        trainers.forEach(trainer -> encoders.add(new ErrorFeedbackEncoder(codec)));
        for (int done = 0; done < steps; done += innerSteps) {
            List<Contribution> contributions = new ArrayList<>();
            for (int i = 0; i < trainers.size(); i++) {
                Trainer trainer = trainers.get(i);
                long tokens = step(trainer, Math.min(innerSteps, steps - done));
                byte[] sent = encoders.get(i).encode(model.weights().minus(trainer.weightVector()));
                sentBytes += sent.length;
                contributions.add(new Contribution(tokens, sent));
            }
            sentBytes += (long) model.closeRound(contributions).length * trainers.size();
            trainers.forEach(trainer -> trainer.setWeights(model.weights()));
        }
    }

    private long step(Trainer trainer, int steps) {
        long tokens = 0;
        long start = System.nanoTime();
        for (int i = 0; i < steps; i++) {
            tokens += trainer.step().tokens();
        }
        stepNanos += System.nanoTime() - start;
        trainedTokens += tokens;
        return tokens;
    }

    private void print(int steps, double loss) {
        double computing = stepNanos / NANOS / workers;
        double sending = sentBytes * 8.0 / workers / (mbits * 1e6);
        System.out.printf(
                "size %s, corpus %s, workers %d, inner steps %d, batch %d, update %s, outer rate %.2f, momentum %.2f, seed %d: steps %d, tokens %d, loss %.4f, bytes/token %.2f, ms/step %.1f, computed utilisation at %.0f Mbit/s %.3f%n",
                size,
                prompts == null ? "bundled" : "own",
                workers,
                innerSteps,
                batch,
                update,
                outerRate,
                outerMomentum,
                seed,
                steps,
                trainedTokens,
                loss,
                (double) sentBytes / trainedTokens,
                1000 * computing / steps,
                mbits,
                computing / (computing + sending));
    }
}
