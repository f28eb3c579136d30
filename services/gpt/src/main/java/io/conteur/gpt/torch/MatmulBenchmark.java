package io.conteur.gpt.torch;

import ai.djl.ndarray.NDArray;
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
    private static final int GPU_SIZE = 8192;
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
                TorchScriptModule.onGpu() || 2 * probe(Precision.BF16) > probe(Precision.FP32)
                        ? Precision.BF16
                        : Precision.FP32;

        private static double probe(Precision precision) {
            return flopsPerSecond(precision, PROBE_SIZE, PROBE_MATMULS, PROBE_REPETITIONS);
        }
    }

    /**
     * Floating-point operations per second of products of 1,024 x 1,024 matrices, all cores
     * together, or of 8,192 x 8,192 matrices on a GPU; the best of several repetitions.
     */
    public static double flopsPerSecond(Precision precision) {
        int size = TorchScriptModule.onGpu() ? GPU_SIZE : SIZE;
        return flopsPerSecond(precision, size, MATMULS, REPETITIONS);
    }

    private static double flopsPerSecond(
            Precision precision, int size, int matmuls, int repetitions) {
        // A GPU computes one product at a time.
        int count = TorchScriptModule.onGpu() ? 1 : TorchThreads.count();
        Architecture unused = ModelSize.TINY.architecture();
        double best = 0;
        try (NDManager manager = TorchScriptModule.manager();
                LaneExecutor lanes = new LaneExecutor(count);
                TorchScriptModule script = TorchScriptModule.gpt(manager, unused, precision, 0)) {
            NDArray work = manager.create(new long[] {size, matmuls});
            // Reading the result waits for the device.
            Supplier<Float> call =
                    () -> script.call(manager, "matmul", List.of(work)).head().getFloat();
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
