package io.conteur.cli.bench;

import io.conteur.cli.common.Bounds;
import io.conteur.cli.common.Json;
import io.conteur.cli.usage.NumberRange;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.ModelSize;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.path.ComputeOptions;
import io.conteur.gpt.path.PathKind;
import io.conteur.gpt.torch.MatmulBenchmark;
import io.conteur.gpt.torch.TorchThreads;
import io.conteur.gpt.training.OptimizerKind;
import io.conteur.gpt.training.TrainingOptions;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures training throughput, and its share of the matrix multiplication throughput. */
@Command(
        name = "train",
        description = "Measures how fast this machine trains a model.",
        footer = "  ./conteur bench train --context 512 --batch 8")
final class BenchTrainCommand implements Callable<Integer> {
    private static final int MAX_STEPS = 1_000_000;

    /** The largest context that a training request may set. */
    private static final int MAX_CONTEXT = 65_536;

    private static final int MAX_BATCH = 4096;

    @Option(
            names = "--size",
            defaultValue = "NOTEBOOK",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private ModelSize size = ModelSize.NOTEBOOK;

    @Option(
            names = "--context",
            description = "Tokens of a window, from 16 to 65536; default the size's.")
    @NumberRange(min = 16, max = MAX_CONTEXT)
    private @Nullable Integer context;

    @Option(
            names = "--batch",
            description = "Windows of a step, from 1 to 4096; default the size's.")
    @NumberRange(min = 1, max = MAX_BATCH)
    private @Nullable Integer batch;

    @Option(
            names = "--steps",
            defaultValue = "20",
            description = "Steps that are timed, from 1 to 1000000; default ${DEFAULT-VALUE}.")
    @NumberRange(min = 1, max = MAX_STEPS)
    private int steps;

    @Option(
            names = "--precision",
            description = "BF16, FP16 or FP32; default what this machine is fastest with.")
    private @Nullable Precision precision;

    @Option(
            names = "--optimizer",
            defaultValue = "MUON",
            description = "MUON, ADAMW or ADAM; default ${DEFAULT-VALUE}.")
    private OptimizerKind optimizer = OptimizerKind.MUON;

    @Option(
            names = "--path",
            defaultValue = "AUTO",
            description =
                    "How steps are computed: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE},"
                            + " by device.")
    private PathKind path = PathKind.AUTO;

    @Option(
            names = "--recompute",
            description = "On the plain path, compute layers again in the backward pass.")
    private boolean recompute;

    @Option(
            names = "--threads",
            description = "Cores to train on, from 1 to those of this machine; default all.")
    private @Nullable Integer threads;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        Bounds.require("--threads", threads, 1, Runtime.getRuntime().availableProcessors());
        if (threads != null) {
            TorchThreads.use(threads);
        }
        TrainingOptions options = options();
        TrainingBenchmark.Result result =
                new TrainingBenchmark(
                                architecture(), options, new ComputeOptions(path, recompute, 0))
                        .run(steps, () -> MatmulBenchmark.flopsPerSecond(options.precision()));
        System.out.print(json ? Json.line(result) + "\n" : text(result));
        return 0;
    }

    private Architecture architecture() {
        Architecture standard = size.architecture();
        return context == null ? standard : standard.withContext(context);
    }

    private TrainingOptions options() {
        return TrainingOptions.defaults(
                        steps + 2,
                        batch == null ? size.batch() : batch,
                        precision == null ? MatmulBenchmark.fastest() : precision)
                .withOptimizer(optimizer);
    }

    private static String text(TrainingBenchmark.Result result) {
        return String.format(
                Locale.ROOT,
                "tokens/s              %,.0f (median step %.3f s, %,d tokens)%nmodel FLOP/s        "
                        + "  %.1f G%nmatrix FLOP/s         %.1f G measured in %s, of which the model's"
                        + " are %.1f %%%npeak memory           %s%n",
                result.tokensPerSecond(),
                result.stepSeconds(),
                result.stepTokens(),
                result.modelFlopsPerSecond() / 1e9,
                result.matrixFlopsPerSecond() / 1e9,
                result.precision(),
                100 * result.shareOfMatrixSpeed(),
                result.peakMiB() == null ? "unknown here" : result.peakMiB() + " MiB");
    }
}
