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

/** How fast this machine multiplies matrices, the yardstick of a training. */
public final class MatmulBenchmark {
    private static final int SIZE = 1024;
    private static final int ROUNDS = 20;
    private static final int TIMES = 8;

    // Enough to tell a matrix unit from a detour, which takes fifty times as long.
    private static final int PROBE_SIZE = 256;
    private static final int PROBE_ROUNDS = 3;
    private static final int PROBE_TIMES = 2;

    private MatmulBenchmark() {}

    /**
     * The arithmetic in which this machine trains fastest: bf16, on a processor only if it is not
     * twice as fast with fp32. One without AVX-512 or a matrix unit has no bf16 of its own.
     */
    public static Precision fastest() {
        return Fastest.PRECISION;
    }

    /** Found out once. */
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
            return flopsPerSecond(precision, PROBE_SIZE, PROBE_TIMES, PROBE_ROUNDS);
        }
    }

    /**
     * Floating-point operations per second of matrices of 1,024 rows and columns, all cores
     * together, at their best of several rounds.
     */
    public static double flopsPerSecond(Precision precision) {
        return flopsPerSecond(precision, SIZE, TIMES, ROUNDS);
    }

    private static double flopsPerSecond(Precision precision, int size, int times, int rounds) {
        int count = TorchThreads.count();
        Architecture any = ModelSize.TINY.architecture();
        double best = 0;
        try (NDManager manager = TorchScriptModule.manager();
                LaneExecutor lanes = new LaneExecutor(count);
                TorchScriptModule script = TorchScriptModule.gpt(manager, any, precision, 0)) {
            NDArray work = manager.create(new long[] {size, times});
            Supplier<NDList> call = () -> script.call(manager, "matmul", List.of(work));
            for (int i = 0; i < rounds; i++) {
                long start = System.nanoTime();
                lanes.run(Collections.nCopies(count, call));
                double seconds = (System.nanoTime() - start) / 1e9;
                best = Math.max(best, 2.0 * size * size * size * times * count / seconds);
            }
        }
        return best;
    }
}
