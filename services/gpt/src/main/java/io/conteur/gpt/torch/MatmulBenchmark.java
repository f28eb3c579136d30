package io.conteur.gpt.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.ModelSize;
import io.conteur.gpt.model.Precision;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/** How fast this machine multiplies matrices. */
public final class MatmulBenchmark {
    private static final int SIZE = 1024;
    private static final int REPETITIONS = 20;
    private static final int MATMULS = 8;

    // Enough to tell native bf16 from emulated bf16, which takes fifty times as long.
    private static final int PROBE_SIZE = 256;
    private static final int PROBE_REPETITIONS = 3;
    private static final int PROBE_MATMULS = 2;

    private MatmulBenchmark() {}

    /**
     * The precision in which this machine trains fastest: bf16, or fp32 on a CPU that is twice as
     * fast with it, as it has neither AVX-512 nor a matrix unit. Measured at the first call alone.
     */
    public static Precision fastest() {
        return Fastest.PRECISION;
    }

    /** Initialised at the first use. */
    private static final class Fastest {
        private static final Precision PRECISION =
                onGpu() || 2 * probe(Precision.BF16) > probe(Precision.FP32)
                        ? Precision.BF16
                        : Precision.FP32;

        private static boolean onGpu() {
            try (NDManager manager = TorchScriptModule.manager()) {
                return manager.getDevice().isGpu();
            }
        }

        private static double probe(Precision precision) {
            return flopsPerSecond(precision, PROBE_SIZE, PROBE_MATMULS, PROBE_REPETITIONS);
        }
    }

    /**
     * Floating-point operations per second of products of 1,024 x 1,024 matrices, all cores
     * together; the best of several repetitions.
     */
    public static double flopsPerSecond(Precision precision) {
        return flopsPerSecond(precision, SIZE, MATMULS, REPETITIONS);
    }

    private static double flopsPerSecond(
            Precision precision, int size, int matmuls, int repetitions) {
        int count = TorchThreads.count();
        Architecture unused = ModelSize.TINY.architecture();
        double best = 0;
        try (NDManager manager = TorchScriptModule.manager();
                LaneExecutor lanes = new LaneExecutor(count);
                TorchScriptModule script = TorchScriptModule.gpt(manager, unused, precision, 0)) {
            NDArray work = manager.create(new long[] {size, matmuls});
            Supplier<NDList> call = () -> script.call(manager, "matmul", List.of(work));
            for (int i = 0; i < repetitions; i++) {
                long start = System.nanoTime();
                lanes.run(Collections.nCopies(count, call));
                double seconds = (System.nanoTime() - start) / 1e9;
                best = Math.max(best, 2.0 * size * size * size * matmuls * count / seconds);
            }
        }
        return best;
    }
}
